"""Context processor: what every page's frame needs."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ui.navigation import entries


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``navigation.main`` / ``navigation.user`` (lists of ``Entry``), ``demo_mode``,
    ``source_code_url`` and ``languages``. Lazy: a fragment that shows no frame pays nothing."""
    user = getattr(request, "user", None) or AnonymousUser()
    return {
        "navigation": SimpleLazyObject(lambda: entries(user, request.path)),
        "demo_mode": settings.DEMO_MODE,
        "source_code_url": settings.SOURCE_CODE_URL,
        "languages": settings.LANGUAGES,
    }
