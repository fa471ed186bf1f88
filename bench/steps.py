"""Queries and CPU of every act of the happy path, effects left out: they are the worker's."""

import time
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from certification.stories.cast import Cast
from certification.stories.enterprise import happy_path
from certification.stories.tale import Tale
from workflows import outbox
from workflows.models import WorkItem

ACT, WIDE_ACT = 25, 40
WIDE = {"intake", "district_opinion", "joint_opinion", "panel", "score", "decision"}
"""Steps that fan out to the next or whose last act joins; and the decision, which with its status writes a letter,
a numbered certificate and the job that prints it."""
COMPANIES = ("robot", "aero", "data", "marine", "sensor", "battery", "tool")
SPAN = 24

CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET LOCAL", "SELECT pg_advisory_xact_lock")
"""Statements that only open and close transactions and lock within them (SQLite locks with BEGIN IMMEDIATE);
printed after a plus sign, not counted as queries."""


class Measured(Tale):
    """A tale that notes the cost of each verb. Queries are counted in one telling, CPU is taken in others:
    counting costs CPU itself."""

    def __init__(self, *args: Any, counting: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.counting, self.figures = counting, list[tuple[str, int, int, float]]()

    def _act(
        self, node: str, person: User, act: Callable[[], Any], item: WorkItem | None = None, note: str = ""
    ) -> None:
        with self._now():
            if self.counting:
                with CaptureQueriesContext(connection) as queries:
                    act()
                statements = [each["sql"] for each in queries.captured_queries]
                asked = sum(not each.startswith(CONTROL) for each in statements)
                self.figures.append((node, asked, len(statements) - asked, 0.0))
            else:
                began = time.process_time()
                act()
                self.figures.append((node, 0, 0, (time.process_time() - began) * 1000))
        with self._now():
            if node == "decision":
                outbox.drain(raise_errors=True)


def report() -> list[str]:
    """Print a line per act; returns what is over its budget."""
    cast = Cast()
    cast.set_stage()
    told = [_tell(cast, company, counting=n == 0) for n, company in enumerate(COMPANIES)]
    print(
        f"\n{connection.vendor}: acts of the happy path (queries + transaction control, CPU of {len(told) - 1})"
    )
    over = []
    acts: dict[str, int] = defaultdict(int)
    for n, (node, queries, control, _cpu) in enumerate(told[0]):
        acts[node] += 1
        budget = WIDE_ACT if node in WIDE else ACT if node != "submit" else None
        cpu = median(figures[n][3] for figures in told[1:])
        line = f"{node:<18}{acts[node]:>2} {queries:>5} + {control} queries {cpu:>8.1f} ms"
        print(line, f"(budget {budget})" if budget else "")
        if budget and queries > budget:
            over.append(f"{connection.vendor} {line}")
    return over


def _tell(cast: Cast, company: str, *, counting: bool) -> list[tuple[str, int, int, float]]:
    tale = Measured(f"bench-{company}", cast, company=company, span=SPAN, counting=counting)
    happy_path(tale)
    return tale.figures
