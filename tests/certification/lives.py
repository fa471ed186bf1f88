"""Lives of companies for tests: told through the domain like the stories, with unread papers; of the worker's part only
certificates are made."""

from certification.stories.cast import Cast
from certification.stories.plots import Story
from certification.stories.recognition import Life
from tests.factories.certification import Swift, stage
from workflows import outbox
from workflows.models import OutboxMessage


class SwiftLife(Life):
    _attach = Swift._attach

    def _perform(self) -> None:
        for pk in OutboxMessage.objects.filter(effect="certificates.issue", done_at=None).values_list(
            "pk", flat=True
        ):
            outbox.perform(pk, raise_errors=True)


def live(story: Story, cast: Cast | None = None) -> SwiftLife:
    """A story of recognition told swiftly, to its end."""
    tale = SwiftLife(story.name, cast or stage(), company=story.company, span=story.span)
    story.plot(tale)
    return tale


def begin(cast: Cast | None = None, company: str = "servo", *, span: int = 400) -> SwiftLife:
    """A life before its first act."""
    return SwiftLife("test", cast or stage(), company=company, span=span)
