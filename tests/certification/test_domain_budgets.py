"""What an act may cost in queries, audit and outbox included: 25, or 40 where it fans out, joins or decides."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from certification.stories.enterprise import happy_path, merged_correction, one_objection, withdrawal
from tests.factories.certification import TODAY, Swift, stage
from workflows import clock
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET LOCAL", "SELECT pg_advisory_xact_lock")
"""Transactions and their locks; SQLite takes its one lock with BEGIN IMMEDIATE."""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


class Counted(Swift):
    """A tale that counts the queries of every act, transaction control left out."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.costs: list[tuple[str, int]] = []

    def _act(
        self, node: str, person: User, act: Callable[[], Any], item: WorkItem | None = None, note: str = ""
    ) -> None:
        def counted() -> None:
            with CaptureQueriesContext(connection) as seen:
                act()
            asked = [query for query in seen.captured_queries if not query["sql"].startswith(CONTROL)]
            self.costs.append((node, len(asked)))

        super()._act(node, person, counted, item, note)


def costs(plot: Callable[[Any], None]) -> list[tuple[str, int]]:
    tale = Counted("budget", stage(), company="robot", span=40)
    plot(tale)
    return tale.costs


def test_the_happy_path() -> None:
    wide = {"intake", "district_opinion", "joint_opinion", "panel", "score", "decision"}
    found = costs(happy_path)
    assert [(node, n) for node, n in found if node not in wide and node != "submit" and n > 25] == []
    assert [(node, n) for node, n in found if n > 45 and node != "submit"] == []
    last = dict(found)
    middle = [n for node, n in found if node in ("joint_opinion", "score") and n != last[node]]
    assert max(middle) <= 25, "only the last department and the last expert join"


@pytest.mark.parametrize("plot", [merged_correction, one_objection, withdrawal])
def test_corrections_objections_and_withdrawals(plot: Callable[[Any], None]) -> None:
    # an answered correction freezes a revision and fans out again; a withdrawal closes everything at once
    assert [(node, n) for node, n in costs(plot) if n > 45 and node != "submit"] == []
