"""One product clock for the test and its live server.

`workflows.clock.travel` holds the clock of one thread; the live server answers each request in a thread of its
own. Here the tests put something in the place of that thread-local which every thread reads. Production has no
such place: nothing in the product can move its clock.
"""

import time
from contextvars import Token
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

from django.utils import timezone

from workflows import calendar, clock

Moment = datetime | None


class ProcessClock:
    """Stands in for ``workflows.clock._frozen``: a moment that ticks on, the same in every thread."""

    def __init__(self, moment: datetime) -> None:
        self._held = clock._frozen
        self.set_to(moment)

    def get(self) -> Moment:
        elapsed = timedelta(seconds=time.monotonic() - self._since)
        return self._held.get() or self._moment + elapsed

    def set(self, moment: Moment) -> Token[Moment]:
        return self._held.set(moment)

    def reset(self, token: Token[Moment]) -> None:
        self._held.reset(token)

    def set_to(self, moment: datetime) -> None:
        """Go to ``moment`` (aware)."""
        self._moment, self._since = moment, time.monotonic()

    def pass_days(self, days: int) -> None:
        """On to the morning of the ``days``-th working day after today."""
        day = calendar.add_working_days(clock.today(), days)
        self.set_to(timezone.make_aware(datetime.combine(day, clock_time(9, 30))))


def install(monkeypatch: Any, moment: datetime) -> ProcessClock:
    """Move the product's clock to ``moment`` for one test."""
    found = ProcessClock(moment)
    monkeypatch.setattr(clock, "_frozen", found)
    return found
