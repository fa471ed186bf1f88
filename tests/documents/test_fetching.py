"""The press fetches nothing but its own fonts, and stops when asked for more."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import weasyprint

from documents import fonts, inspect, press
from documents.errors import ForbiddenResource
from tests.documents.printing import print_certificate, squeezed


class Listener(HTTPServer):
    """A server on this machine that counts who knocks."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Knock)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Knock(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'

PAYLOADS = {
    "image": '<img src="{base}/a.png">',
    "image set": '<img src="{base}/a.png" srcset="{base}/b.png 2x">',
    "background": '<p style="background:url({base}/a.png)">x</p>',
    "style sheet": '<link rel="stylesheet" href="{base}/a.css">',
    "import": "<style>@import url({base}/a.css);</style>",
    "font": "<style>@font-face{{font-family:X;src:url({base}/a.ttf)}} p{{font-family:X}}</style><p>x</p>",
    "list mark": '<ul style="list-style-image:url({base}/a.png)"><li>x</li></ul>',
    "content": "<style>p::before{{content:url({base}/a.png)}}</style><p>x</p>",
    "border": '<p style="border:1px solid;border-image-source:url({base}/a.png)">x</p>',
    "object": '<object data="{base}/a.svg"></object>',
    "embed": '<embed src="{base}/a.svg">',
    "drawing": f'{SVG}<image href="{{base}}/a.png" width="9" height="9"/></svg>',
    "attachment": '<link rel="attachment" href="{base}/a.txt">',
    "attached link": '<a rel="attachment" href="{base}/a.txt">x</a>',
    "base": '<base href="{base}/"><img src="a.png">',
    "colour profile": "<style>@color-profile --x{{src:url({base}/a.icc)}}</style><p>x</p>",
}


def print_html(html: str) -> bytes:
    return press.print_pdf(html, fonts.subset([html]), None)


@pytest.mark.parametrize("name", PAYLOADS)
def test_nothing_is_fetched_from_the_network(listener: Listener, name: str) -> None:
    with pytest.raises(ForbiddenResource, match="127.0.0.1"):
        print_html(PAYLOADS[name].format(base=listener.address))
    assert listener.asked == []


@pytest.mark.parametrize(
    "html",
    [
        f'{SVG}<use href="{{base}}/a.svg#x"/></svg>',
        f"{SVG}<style>@import url({{base}}/a.css);</style></svg>",
        '<iframe src="{base}/"></iframe><script src="{base}/a.js"></script><video src="{base}/a.mp4"></video>',
        '<meta http-equiv="refresh" content="0;url={base}/"><form action="{base}/"><input></form>',
    ],
)
def test_what_the_press_does_not_know_stays_inert(listener: Listener, html: str) -> None:
    try:
        print_html(html.format(base=listener.address))
    except ForbiddenResource:
        pass
    assert listener.asked == []


def test_the_listener_would_hear_a_press_without_the_fetcher(listener: Listener) -> None:
    """Negative control: as the library comes, the same pages knock."""
    for name in ("image", "import", "attachment", "drawing"):
        weasyprint.HTML(string=PAYLOADS[name].format(base=listener.address)).write_pdf()
    assert sorted(listener.asked) == ["/a.css", "/a.png", "/a.png", "/a.txt"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "/etc/passwd",
        "../../etc/passwd",
        "//127.0.0.1/a.png",
        "ftp://127.0.0.1/a.png",
        "data:image/png;base64,iVBORw0KGgo=",
        "data:text/css,p{}",
        "rz:font/../../settings.py",
        "rz:font/unknown",
        "RZ:FONT/SONG/../x",
    ],
)
@pytest.mark.parametrize(
    "place", ['<img src="{}">', '<link rel="attachment" href="{}">', '<p style="background:url({})">x</p>']
)
def test_no_other_scheme_is_served(address: str, place: str) -> None:
    with pytest.raises(ForbiddenResource):
        print_html(place.format(address))


HOSTILE = [
    '<img src="http://127.0.0.1:9/a.png">有限公司',
    "<style>@import url(http://127.0.0.1:9/a.css)</style>有限公司",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '"><link rel=attachment href=file:///etc/passwd>',
    "</title></head><body>甲</body>",
    "{{ demo }}{% include 'x' %}${7*7}",
    "expression(1);}*{display:none}",
    '" onmouseover="x" style="position:fixed',
]


@pytest.mark.parametrize("holder", HOSTILE)
def test_a_hostile_name_is_only_a_name(holder: str) -> None:
    pdf = print_certificate(holder=holder, title=holder, issuers=[holder])
    assert squeezed(inspect.text(pdf)).count(squeezed(holder)) >= 3
    assert inspect.links(pdf) == []


def test_direction_marks_and_zero_widths_do_not_reach_the_paper() -> None:
    pdf = print_certificate(holder="示\u200b例\u202e司公限有\u2066\x00（虚构）")
    assert "示例司公限有（虚构）" in inspect.text(pdf)


def test_a_process_that_does_not_print_does_not_load_the_press() -> None:
    """A web process starts on a machine without Pango."""
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.testing'; django.setup();"
        "import documents.rendering, documents.artwork, documents.templatetags.documents;"
        "print([m for m in sys.modules if m.startswith('weasyprint')])"
    )
    root = Path(__file__).parents[2]
    seen = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert seen.stdout.strip().splitlines()[-1] == "[]"
