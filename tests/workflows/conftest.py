"""People and cases for the engine's tests."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.models import OrganisationKind, User
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from tests.workflows.flows import UNITS
from workflows import clock, engine
from workflows.engine import Outcome
from workflows.models import WorkItem

MONDAY = datetime(2026, 9, 14, 10, 2, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def monday() -> Iterator[datetime]:
    """Monday 14 September 2026, 10:02 in Shanghai; the Sunday after it is a working day."""
    with clock.travel(MONDAY):
        yield MONDAY


@pytest.fixture
def staff() -> Callable[..., User]:
    """``staff("reviewer", "SH-JW")``: a new person at that desk; ``name`` and ``username`` if they matter."""

    def hire(role: str, unit: str = "SH-FGW", **person: Any) -> User:
        user = UserFactory(**person)
        desk = OrganisationFactory(code=unit, kind=OrganisationKind.DEPARTMENT, name=f"{unit}（虚构）")
        MembershipFactory(user=user, organisation=desk, role=role)
        return user

    return hire


@pytest.fixture
def five(staff: Callable[..., User]) -> dict[str, User]:
    """One reviewer in each of the five departments."""
    return {unit: staff("reviewer", unit) for unit in UNITS}


def agree(activation: Any) -> Outcome:
    """The decision most tests take."""
    return Outcome("agree")


def item_of(process: Any, node: str, unit: str | None = None) -> WorkItem:
    """The one open item at ``node`` (of ``unit``)."""
    items = WorkItem.objects.filter(process=process, node=node, closed_at=None)
    return items.get() if unit is None else items.get(unit=unit)


def do(item: WorkItem, by: Any, decision: Any = agree) -> Outcome:
    """Act on an item as its own screen would."""
    return engine.act(item.task_id, by=by, node=item.node, process_id=item.process_id, decision=decision)
