"""Handing out bytes. Whether the person may have them is decided before; how they arrive, here."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control

from files.models import PageImage, StoredFile
from files.names import display_name

_SHOWABLE = frozenset({"image/jpeg", "image/png"})


def serve(
    request: HttpRequest, stored: StoredFile, filename: str, *, inline: bool = False
) -> HttpResponseBase:
    """Stream a stored file. A download, unless ``inline`` is asked for an image; never cached by
    anything shared, never guessed at, and without any right should a browser open it after all."""
    response = FileResponse(
        stored.path.open("rb"),
        as_attachment=not (inline and stored.mime in _SHOWABLE),
        filename=display_name(filename),
        content_type=stored.mime,
    )
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    patch_cache_control(response, private=True, no_store=True)
    return response


def serve_page(request: HttpRequest, page: PageImage) -> HttpResponseBase:
    """One page image, for an ``<img>`` beside an opinion."""
    return serve(request, page.image, f"{page.number}.{page.image.extension}", inline=True)
