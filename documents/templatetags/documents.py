"""What the templates of printed documents need besides text."""

from collections.abc import Iterable, Sequence, Sized

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from documents import artwork, chinese, qr

register = template.Library()

register.filter("long_date", chinese.long_date, expects_localtime=True)
register.filter("formal_date", chinese.formal_date, expects_localtime=True)


@register.filter
def widest(texts: Iterable[str]) -> str:
    return max(texts, key=chinese.ems, default="")


@register.filter
def tail_together(text: str) -> SafeString:
    """`text` whose last six characters stay on one line: no paragraph of a certificate ends in a line of one word."""
    return format_html('{}<span class="tail">{}</span>', text[:-6], text[-6:])


@register.simple_tag
def qr_code(url: str) -> SafeString:
    return mark_safe(qr.svg(url, label=f"二维码：{url}"))  # noqa: S308 - our own SVG, the label is escaped


@register.simple_tag
def seal(name: str, sample: bool = False) -> SafeString:
    """The red seal of `name`; `sample` marks it 示例."""
    return mark_safe(artwork.seal_svg(name, sample=bool(sample)))  # noqa: S308 - as above


@register.simple_tag
def fitting(text: str, width: float, sizes: str, spacing: float = 0) -> str:
    """The type size in points, the first of `sizes` ("32 28 24") in which `text` fits `width` millimetres."""
    return str(chinese.fitting(text, width=width, sizes=_sizes(sizes), spacing=spacing))


@register.simple_tag
def column_widths(columns: Sequence[str], rows: Iterable[Sequence[str]], width: float) -> list[float]:
    """Millimetres of each column of a table `width` millimetres wide."""
    return chinese.column_widths(columns, [[str(cell) for cell in row] for row in rows], width=width)


@register.simple_tag
def share(width: float, items: Sized, most: float = 58) -> float:
    """What one of `items` side by side gets of `width` millimetres, at most `most`."""
    return min(width / max(len(items), 1), most)


@register.simple_tag
def text_size(
    paragraphs: Iterable[object], width: float, height: float, sizes: str, leading: float = 1.9
) -> str:
    """The type size in points in which running text fills at most `width` × `height` millimetres."""
    texts = [runs(paragraph) for paragraph in paragraphs]
    return str(chinese.filling(texts, width=width, height=height, sizes=_sizes(sizes), leading=leading))


def runs(paragraph: object) -> str:
    """The words of a paragraph: a string, or runs that are strings or {"strong": string}."""
    if isinstance(paragraph, str):
        return paragraph
    return "".join(run if isinstance(run, str) else run["strong"] for run in paragraph)  # type: ignore[attr-defined]


def _sizes(sizes: str) -> list[float]:
    return [float(size) for size in sizes.split()]
