"""The stage of the stories at a fixed moment, and browsers in which its people are signed in."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import User
from certification.stories.cast import Cast
from workflows import clock

MONDAY = datetime(2026, 9, 14, 10, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def monday() -> Iterator[datetime]:
    """Monday 14 September 2026, 10:02 in Shanghai."""
    with clock.travel(MONDAY):
        yield MONDAY


@pytest.fixture
def cast(db: None, monday: datetime) -> Cast:
    """All offices and staff of the stories."""
    found = Cast()
    found.set_stage()
    return found


@pytest.fixture
def browser_of() -> Callable[[User], Client]:
    """A browser in which a person is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
