"""文书: HTML to PDF, fonts, artwork, QR codes, check digits. Knows nothing of cases; takes every date as an argument.

`documents.render(template, context, title=…, created=…)` is the door. WeasyPrint is imported when it is first called.
"""

from typing import Any

__all__ = ["render"]


def __getattr__(name: str) -> Any:
    # Django imports this package before the settings are ready; the renderer wants templates and settings.
    if name == "render":
        from documents.rendering import render

        return render
    raise AttributeError(name)
