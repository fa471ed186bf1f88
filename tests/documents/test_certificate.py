"""The certificate: what it says, how it sits on the page, and that it is the same each time."""

import gc
import hashlib
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp

from documents import inspect, rendering, specimens
from documents.drawing import MM
from documents.errors import MissingValue
from tests.documents.printing import CERTIFICATE, print_certificate, squeezed

FRAME = 24.5  # millimetres from the edge to the inner line of the frame


def test_the_paper_says_what_was_decided() -> None:
    said = squeezed(inspect.text(print_certificate()))
    for words in (
        "产教融合型企业建设培育证书",
        "现将申芯示例半导体（上海）有限公司（虚构）（统一社会信用代码91310115000000019M）纳入",
        "证书编号SHCJ-A1-2026-00017-T",
        "沪产教融企培〔2026〕第0017号",
        "培育期自2026年12月9日起，不少于一年",
        "核验码7Q2M-K0TX-A1B2-C3D4-E5F6",
        "示例发证机关（虚构）二〇二六年十二月九日",
        "示例证书，由演示数据生成，不具任何效力",
    ):
        assert words in said


def test_only_a_demo_calls_itself_a_sample() -> None:
    real = inspect.text(print_certificate(demo=False, issuers=["发证机关"], holder="某公司"))
    assert "示例" not in real


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"validity": "", "valid_to": date(2029, 12, 8)}, "有效期限2026年12月9日至2029年12月8日"),
        ({"validity": "", "valid_to": None}, "有效期限2026年12月9日起"),
    ],
)
def test_the_validity_is_made_of_its_dates(changes: dict[str, Any], words: str) -> None:
    assert words in squeezed(inspect.text(print_certificate(validity_label="", **changes)))


def test_a_blank_is_refused_by_name() -> None:
    context = specimens.certificate()
    del context["number"], context["code"]
    with pytest.raises(MissingValue, match=f"{CERTIFICATE}: code, number"):
        rendering.compose(CERTIFICATE, context, title="证书", created=specimens.CREATED)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        print_certificate(created=datetime(2026, 12, 9))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    "holder", ["𠮷", "示例公司", specimens.HOLDER, specimens.LONGEST_HOLDER, "A" * 40, "国" * 40]
)
def test_a_name_up_to_forty_characters_stays_on_one_line_inside_the_frame(holder: str) -> None:
    pdf = print_certificate(holder=holder)
    line = next(run for run in inspect.lines(pdf) if squeezed(run.text) == squeezed(holder))
    assert line.left > FRAME * MM
    assert line.right < (297 - FRAME) * MM


@pytest.mark.parametrize("issuers", [1, 2, 3])
@pytest.mark.parametrize("length", [3, 40, 60])
def test_nothing_runs_out_of_the_frame_or_over_its_neighbour(issuers: int, length: int) -> None:
    names = ["示例市发展改革委员会（虚构）", "示例市教育委员会（虚构）", "示例市经济和信息化委员会（虚构）"]
    pdf = print_certificate(holder="例" * length, issuers=names[:issuers])
    assert len(inspect.page_texts(pdf)) == 1
    runs = [run for run in inspect.lines(pdf) if run.top - run.bottom > 4]  # without the microprint
    edge = FRAME * MM
    for run in runs:
        assert run.left > edge, run
        assert run.right < 297 * MM - edge, run
        assert run.bottom > edge, run
    for i, one in enumerate(runs):
        for other in runs[i + 1 :]:
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.top, other.top) - max(one.bottom, other.bottom)
            assert across < 1 or down < 1, (one, other)


@pytest.mark.parametrize("dpi", [110, 200])
def test_the_code_reads_from_a_poor_print(dpi: int) -> None:
    (page,) = inspect.images(print_certificate(), dpi)
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == "http://localhost:8000/verify/SHCJ-A1-2026-00017-T/7Q2MK0TXA1B2C3D4E5F6"


def test_only_our_three_faces_are_in_the_file() -> None:
    assert inspect.fonts(print_certificate()) == {"RZ-Song": True, "RZ-Song-Bold": True, "RZ-Kai": True}


def test_the_file_is_an_archive_copy_with_its_metadata_in_the_clear() -> None:
    with pikepdf.open(BytesIO(print_certificate())) as document:
        packet = document.Root.Metadata.read_raw_bytes().decode()
        assert document.Root.Lang == "zh-CN"
        assert document.Root.MarkInfo.Marked
        assert document.docinfo["/Title"] == "产教融合型企业建设培育证书 SHCJ-A1-2026-00017-T"
        assert document.docinfo["/CreationDate"] == "D:20261209020000+00'00"
    assert 'pdfaid:part="3"' in packet
    assert 'pdfaid:conformance="A"' in packet


def test_the_file_is_small_enough_to_mail() -> None:
    assert len(print_certificate()) < 420_000


_PRINT = """
import os, sys, hashlib, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.testing"
django.setup()
from tests.documents.printing import print_certificate
print(hashlib.sha256(print_certificate()).hexdigest())
"""


def _elsewhere(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "America/Lima"}
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _PRINT], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.split()[-1]


def test_the_same_certificate_has_the_same_bytes_in_any_process() -> None:
    print_certificate(holder="先印一张别的（虚构）")  # what was printed before must not show
    here = hashlib.sha256(print_certificate()).hexdigest()
    assert {here, _elsewhere("1"), _elsewhere("2")} == {here}
    later = datetime(2026, 12, 9, 2, 0, 1, tzinfo=UTC)
    assert hashlib.sha256(print_certificate(created=later)).hexdigest() != here  # negative control


def sizes_over_sixty() -> list[int]:
    """Bytes this process holds after the twentieth certificate and after the sixtieth."""

    def resident() -> int:
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    sizes = []
    for i in range(60):
        print_certificate(holder=f"示例第{i}号有限公司（虚构）")
        if i in (19, 59):
            sizes.append(resident())
    return sizes


def test_memory_stays_flat_over_sixty_certificates() -> None:
    """In a process of its own: this one has run thousands of other tests."""
    script = "import django; django.setup(); from tests.documents import test_certificate as t; "
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.testing"}
    ran = subprocess.run(
        [sys.executable, "-c", script + "print(*t.sizes_over_sixty())"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).resolve().parents[2],
        check=True,
    )
    early, late = map(int, ran.stdout.split())
    assert late - early < 6 * 2**20
    assert late < 400 * 2**20


def test_an_archive_validator_finds_no_fault() -> None:
    """Runs where the validator is installed (`page-validation`, PDF/A-3a)."""
    validator = pytest.importorskip("page", reason="page-validation is not installed")
    for i in range(8):
        report = validator.validate_pdf_bytes(
            print_certificate(holder=f"示例第{i}号有限公司（虚构）"),
            profile=validator.ValidationProfile.PDF_A_3A,
        )
        assert [failure.rule_id for failure in report.failures] == []


def test_every_stream_ends_where_its_length_says() -> None:
    pdf = print_certificate()
    assert pdf.count(b"\r\nendstream") == pdf.count(b"endstream") > 8
