"""The guard's answers, in its order, and that none of them tells a stranger anything."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.workflows.conftest import agree, do, item_of
from tests.workflows.flows import LadderFlow, SignFlow
from workflows import clock, engine, guard
from workflows.errors import Answer, Refused
from workflows.flow import ApprovalFlow
from workflows.models import WorkItem

pytestmark = pytest.mark.django_db

NOT_FOUND = "没有找到这项任务。请从待办列表重新进入。"


@pytest.fixture
def process(monday):
    return engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory())


@pytest.fixture
def item(process):
    return item_of(process, "screen")


def refused(item, by, *, node=None, process_id=None):
    with pytest.raises(Refused) as refusal:
        engine.act(
            item.task_id if item else 0,
            by=by,
            node=node or item.node,
            process_id=process_id or item.process_id,
            decision=lambda activation: pytest.fail("the decision must not run"),
        )
    return refusal.value.status, refusal.value.code, refusal.value.message


def test_no_such_process_and_no_such_task(process, staff):
    officer = staff("intake")
    assert refused(None, officer, node="screen", process_id=999_999) == (
        404,
        "not_found",
        "没有找到这个办理流程。",
    )
    assert refused(None, officer, node="screen", process_id=process.pk) == (404, "not_found", NOT_FOUND)


def test_another_cases_process_in_the_address(item, staff):
    other = engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory())
    assert refused(item, staff("intake"), process_id=other.pk) == (404, "not_found", NOT_FOUND)
    assert WorkItem.objects.filter(closed_at=None).count() == 2


def test_ones_own_task_at_another_nodes_address(item, staff):
    officer = staff("intake")
    engine.claim(item.task_id, by=officer)
    assert refused(item, officer, node="review") == (404, "not_found", NOT_FOUND)


def test_a_task_that_a_colleague_finished_names_who_and_when(item, staff, monday):
    first, second = staff("intake", name="王审核"), staff("intake")
    with clock.travel(monday + timedelta(days=3)):
        do(item, first)
    message = "该任务已由 王审核 于 2026年9月17日 10:02 办结。请返回待办列表。"
    assert refused(item, second) == (409, "done", message)
    assert refused(item, first) == (409, "done", message)  # the same person's second post


def test_whoever_did_it_is_told_so_after_losing_the_role(item, staff):
    first = staff("intake")
    do(item, first)
    first.memberships.all().delete()
    assert refused(item, first)[1] == "done"


def test_a_stranger_learns_nothing_at_any_stage(item, staff):
    officer, stranger = staff("intake", name="王审核"), staff("reviewer", "SH-JW")
    assert refused(item, stranger) == (404, "not_found", NOT_FOUND)
    engine.claim(item.task_id, by=officer)
    assert refused(item, stranger) == (404, "not_found", NOT_FOUND)
    do(item, officer)
    assert refused(item, stranger) == (404, "not_found", NOT_FOUND)


def test_a_task_that_a_colleague_holds(item, staff):
    engine.claim(item.task_id, by=staff("intake", name="王审核"))
    assert refused(item, staff("intake")) == (
        409,
        "taken",
        "该任务已由 王审核 领取。请返回待办列表办理其他任务。",
    )


def test_a_role_revoked_after_the_claim(item, staff, monday):
    officer = staff("intake")
    engine.claim(item.task_id, by=officer)
    officer.memberships.update(ends_on=monday.date())
    assert refused(item, officer) == (404, "not_found", NOT_FOUND)
    item.refresh_from_db()
    assert item.is_open


def test_the_flows_reason_is_what_the_person_reads(item, staff, monkeypatch):
    monkeypatch.setattr(
        LadderFlow,
        "may_act",
        lambda self, item, user: Answer(False, "您与申报单位有关联，须回避。", "conflict"),
    )
    assert refused(item, staff("intake")) == (403, "conflict", "您与申报单位有关联，须回避。")
    monkeypatch.setattr(LadderFlow, "may_act", lambda self, item, user: Answer(False))
    assert refused(item, staff("intake")) == (
        403,
        "forbidden",
        "您没有办理该任务的权限。如有疑问请联系本单位管理员。",
    )


def test_a_flow_that_says_nothing_lets_nobody_in(item, staff, monkeypatch):
    monkeypatch.setattr(LadderFlow, "may_act", ApprovalFlow.may_act)
    assert refused(item, staff("intake")) == (403, "forbidden", "该流程没有规定由谁办理。")


def test_nobody_and_the_disabled(item, staff):
    gone = staff("intake", is_active=False)
    assert refused(item, gone)[:2] == (403, "forbidden")
    assert refused(item, AnonymousUser())[:2] == (403, "forbidden")


@pytest.mark.parametrize("wrong", ["process", "node", "role revoked", "stranger", "colleague's", "done"])
def test_without_the_guard_each_of_these_goes_through(item, staff, monkeypatch, wrong):
    """Negative control: the guard, and nothing else, is what stopped the acts above."""
    officer = staff("intake")
    by = staff("reviewer", "SH-JW") if wrong == "stranger" else officer
    node, process_id = item.node, item.process_id
    if wrong == "process":
        process_id = engine.start(LadderFlow, by=UserFactory(), artifact=OrganisationFactory()).pk
    elif wrong == "node":
        node = "review"
    elif wrong == "role revoked":
        engine.claim(item.task_id, by=officer)
        officer.memberships.all().delete()
    elif wrong == "colleague's":
        engine.claim(item.task_id, by=staff("intake"))
    elif wrong == "done":
        do(item, staff("intake"))

    def attempt():
        engine.act(item.task_id, by=by, node=node, process_id=process_id, decision=agree)

    with pytest.raises(Refused):
        attempt()
    monkeypatch.setattr(guard, "check", lambda *args, **kwargs: None)
    attempt()
    item.refresh_from_db()
    assert (item.closed_by, item.outcome) == (by, "agree")


def test_ones_own_seat_is_not_the_neighbours(staff, five):
    process = engine.start(SignFlow, by=UserFactory(), artifact=OrganisationFactory())
    do(item_of(process, "screen"), staff("intake"))
    assert refused(item_of(process, "review", "SH-CZJ"), five["SH-JW"]) == (404, "not_found", NOT_FOUND)
