"""Stand-alone: reads a PDF on stdin and prints the text of its first pages, cut at 100,000 characters."""

import resource
import sys

import pypdfium2

MAX_PAGES = 10
MAX_CHARACTERS = 100_000


def read(data: bytes) -> str:
    """Text of the pages, one after the other."""
    document = pypdfium2.PdfDocument(data)
    text = ""
    for number in range(min(len(document), MAX_PAGES)):
        text += document[number].get_textpage().get_text_bounded() + "\n"
        if len(text) > MAX_CHARACTERS:
            break
    return text[:MAX_CHARACTERS]


if __name__ == "__main__":  # pragma: no cover - runs in the child
    resource.setrlimit(resource.RLIMIT_AS, (1024 * 2**20, 1024 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
    sys.stdout.buffer.write(read(sys.stdin.buffer.read()).encode("utf-8", "replace"))
