"""D1–D8: what each kind asks and who leads, and its stories told whole."""

from collections.abc import Iterator
from typing import Any

import pytest

from certification.domain import invariants
from certification.registry import EvidenceKind
from certification.stories.base_tale import BaseTale
from certification.stories.bases import STORIES, WAITING
from certification.stories.cast import Cast
from files.fields import Kept
from tests.factories.bases import paper
from tests.factories.certification import TODAY, attach_unread, stage
from workflows import audit, clock

pytestmark = pytest.mark.django_db


class SwiftBase(BaseTale):
    """Papers are stored unread, effects stay in the outbox unless ``thorough``."""

    thorough = False

    def _attach(self, kind: EvidenceKind, *, again: bool = False) -> None:
        attach_unread(self.case, kind.slug, by=self.clerk, again=again)

    def _kept(self, title: str) -> Kept:
        return paper(f"{title}.pdf")

    def _perform(self) -> None:
        if self.thorough or self.case.closed_at:
            super()._perform()


def told(name: str, cast: Cast | None = None) -> SwiftBase:
    story = {**STORIES, **WAITING}[name]
    tale = SwiftBase(name, cast or stage(), company=story.company, span=story.span, programme=story.programme)
    story.plot(tale)
    return tale


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.mark.parametrize("name", [*STORIES, *WAITING])
def test_every_story_ends_sound(name: str) -> None:
    tale: Any = told(name)
    assert [str(problem) for problem in invariants.broken()] == []
    assert audit.verify(tale.case.audit_chain) == []
    assert audit.verify(tale.base.audit_chain) == []
