"""The desk's own part of the style sheet keeps the rules of the whole, and uses its tokens only."""

import re
from pathlib import Path

from django.conf import settings

from tests.ui.test_css import offences

CSS = Path(settings.BASE_DIR / "static/ui/desk.css")


def test_only_features_of_chromium_86_and_no_colours_of_its_own() -> None:
    css = CSS.read_text(encoding="utf-8")
    assert offences(css) == []
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", css) == []
    assert len(css.splitlines()) <= 100


def test_its_tokens_exist() -> None:
    whole = (CSS.parent / "ui.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--[\w-]+)\)", CSS.read_text(encoding="utf-8")))
    assert {name for name in used if f"{name}:" not in whole} == set()
