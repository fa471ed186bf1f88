"""Tales of the industry faculty, told swiftly, for the tests beside."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import Max
from django.test import Client

from accounts.models import User
from certification.domain import (
    nominations,
)
from certification.models import (
    Certificate,
    CertificateStatus,
)
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from certification.stories.plots import Story
from certification.stories.teacher_tale import TeacherTale
from teachers.models import Nomination
from workflows import clock
from workflows.errors import Refused

BrowserOf = Callable[[User], Client]
ALL: dict[str, Story] = {**stories.STORIES, **stories.WAITING}


class Swift(TeacherTale):
    """Nothing is printed: the worker's part is left out, certificates are issued where a test asks."""

    def _perform(self) -> None:
        pass


def swift(cast: Cast, who: str = "lin", programme: str = stories.B1, span: int = 60) -> Swift:
    return Swift("test", cast, company=who, span=span, programme=programme)


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return error.value.code


def appointed(person: Nomination, slug: str = stories.B1) -> Certificate:
    """A letter of appointment taken over from an older register."""
    serial = (Certificate.objects.aggregate(last=Max("serial"))["last"] or 0) + 1
    return Certificate.objects.create(
        programme_slug=slug, organisation=person.school, nomination=person, subject=nominations.subject(person),
        series="B1-2025", serial=serial, number=f"旧-{serial}", code=f"旧-{serial}", holder_name=person.name,
        valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31), content={}, content_sha256="",
        reserved_at=clock.now(), imported=True, status=CertificateStatus.ISSUED,
    )  # fmt: skip
