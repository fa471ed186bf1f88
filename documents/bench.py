"""What printing costs on this machine, one figure a line."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from documents import artwork, fonts, rendering, specimens

TEMPLATE = "certificates/enterprise_cultivation.html"


@dataclass(frozen=True)
class Figure:
    """CPU milliseconds and kilobytes of one document, and the peak resident megabytes of the process so far."""

    name: str
    cpu_ms: float
    kilobytes: float
    resident_mb: float

    def __str__(self) -> str:
        sizes = f"{self.kilobytes:6.0f} KB each {self.resident_mb:6.0f} MB resident"
        return f"{self.name:<44}{self.cpu_ms:8.1f} ms CPU each {sizes}"


def run(count: int = 30) -> Iterator[Figure]:
    """Certificates as the worker prints them, in a batch, and the naive way; a letter; an application form."""
    number = iter(range(10**6))
    yield _measure("certificate, first of the process", 1, lambda: _certificate(next(number)))
    yield _measure("certificate, fonts cut for each", count, lambda: _certificate(next(number)))

    pages = [_context(i) for i in range(count)]
    batch = fonts.subset([_html(page) for page in pages])
    todo = iter(pages)
    yield _measure("certificate, fonts cut for the batch", count, lambda: _print(next(todo), batch))
    yield _measure("certificate, artwork laid out as SVG", 3, lambda: _naive(_context(0)))
    yield _measure("letter", count, lambda: _paper("letters/refusal.html", specimens.letter("refusal")))
    yield _measure(
        "application form, 4 pages",
        5,
        lambda: _paper("letters/application_form.html", specimens.APPLICATION_FORM),
    )


def _certificate(i: int) -> bytes:
    return _print(_context(i), None)


def _context(i: int) -> specimens.Context:
    return specimens.certificate(
        number=f"SHCJ-A1-2026-{i + 1:05d}-X", holder=f"示例第{i + 1}号有限公司（虚构）"
    )


def _print(context: specimens.Context, batch: fonts.FontSet | None) -> bytes:
    ground = artwork.certificate(sample=True)
    return rendering.render(
        TEMPLATE, context, title=context["title"], created=specimens.CREATED, fonts=batch, artwork=ground
    )


def _html(context: specimens.Context) -> str:
    return rendering.compose(TEMPLATE, context, title=context["title"], created=specimens.CREATED)


def _naive(context: specimens.Context) -> bytes:
    from documents import press  # as in rendering: only who prints needs Pango

    ground = (
        artwork.certificate(sample=True)
        .drawing.svg()
        .replace("<svg ", '<svg width="297mm" height="210mm" ', 1)
    )
    html = _html(context).replace(
        "<body", f'<body><div style="position:absolute;left:-30mm;top:0">{ground}</div><div', 1
    )
    return press.print_pdf(html, fonts.subset([html]), None)


def _paper(template: str, context: specimens.Context) -> bytes:
    return rendering.render(template, context, title="文书", created=specimens.CREATED)


def _measure(name: str, count: int, job: Callable[[], bytes]) -> Figure:
    began, size = time.process_time(), 0
    for _ in range(count):
        size += len(job())
    spent = time.process_time() - began
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Figure(name, spent * 1000 / count, size / count / 1024, resident)
