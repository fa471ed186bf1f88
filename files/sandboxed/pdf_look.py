"""Stand-alone: reads a PDF on stdin and prints one word: ok, encrypted, script, pages, empty, broken."""

import io
import resource
import sys

import pikepdf

MAX_PAGES = 500
MAX_DEPTH = 40
_ACTIONS = frozenset({"/JavaScript", "/Launch"})


def look(data: bytes) -> str:
    """One word about the bytes; only the outer structure is read, no page is drawn."""
    if not data.startswith(b"%PDF-"):
        return "broken"
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if document.is_encrypted:
                return "encrypted"
            pages = len(document.pages)
            if not pages or pages > MAX_PAGES:
                return "pages" if pages else "empty"
            return "script" if any(_is_active(item) for item in document.objects) else "ok"
    except pikepdf.PasswordError:
        return "encrypted"
    except (pikepdf.PdfError, RecursionError, ValueError, MemoryError):
        return "broken"


def _is_active(item: object, depth: int = 0) -> bool:
    """Whether an object or anything written inside it runs a script or starts a program.
    Indirect objects are met on their own turn, so references are not followed."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deep")
    if isinstance(item, pikepdf.Array):
        return any(_is_active(child, depth + 1) for child in item if _inline(child))
    if not isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return False
    if "/JS" in item or "/JavaScript" in item or str(item.get("/S", "")) in _ACTIONS:
        return True
    return any(_is_active(child, depth + 1) for _key, child in item.items() if _inline(child))


def _inline(child: object) -> bool:
    return isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect


if __name__ == "__main__":  # pragma: no cover - runs in the child
    resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
    resource.setrlimit(resource.RLIMIT_CPU, (15, 15))
    sys.stdout.write(look(sys.stdin.buffer.read()))
