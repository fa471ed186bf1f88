"""System check of the face: every navigation item must lead somewhere."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register
from django.urls import NoReverseMatch, reverse

from ui import navigation


@register("ui")
def navigation_leads_somewhere(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """ui.W001: an item whose URL name is unknown is left out of the page, so say so here."""
    messages: list[CheckMessage] = []
    for item in navigation.registered():
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            messages.append(
                Warning(
                    f"Navigation item “{item.label}” names an unknown URL “{item.url_name}”: not shown.",
                    hint="Route the URL name, or take the item out of its provider.",
                    id="ui.W001",
                )
            )
    return messages
