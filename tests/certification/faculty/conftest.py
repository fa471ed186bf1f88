"""What every test of the industry faculty stands on."""

from collections.abc import Iterator

import pytest

from certification import rendering
from certification.stories.cast import Cast
from tests.factories.certification import TODAY, stage
from tests.factories.files import pdf_bytes
from workflows import clock


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def cast() -> Cast:
    return stage()


@pytest.fixture
def paper() -> None:
    """Asked for by tests that read what is printed."""


@pytest.fixture(autouse=True)
def _no_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads the papers of the other stories: one blank page stands for each of them."""
    if "paper" in request.fixturenames:
        return
    for name in ("certificate", "letter", "application_form"):
        monkeypatch.setattr(rendering, name, lambda row: pdf_bytes(title=f"{type(row).__name__} {row.pk}"))
    monkeypatch.setattr(rendering, "lint", lambda certificate, pdf: None)
