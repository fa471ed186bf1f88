"""The only door to a status, tried on the claim of an organisation."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from accounts.models import OrganisationClaim
from tests.factories.accounts import ClaimFactory, UserFactory
from tests.factories.workflows import reload
from workflows import audit, transitions
from workflows.errors import Answer, Refused

pytestmark = pytest.mark.django_db


def test_a_transition_moves_saves_and_records() -> None:
    claim, officer = ClaimFactory(), UserFactory(name="李审核")

    fresh = transitions.apply(claim, "approve", by=officer, reason="材料相符", data={"organisation": 7})

    assert (fresh.status, reload(claim).status, claim.status) == ("approved", "approved", "pending")
    assert [
        (row.action, row.source, row.target, row.reason, row.actor_name, row.data)
        for row in audit.history(f"claim/{claim.pk}")
    ] == [("transition:approve", "pending", "approved", "材料相符", "李审核", {"organisation": 7})]


def test_a_move_the_status_does_not_permit_is_refused_in_words() -> None:
    claim = transitions.apply(ClaimFactory(), "approve", by=None)

    with pytest.raises(Refused) as refused:
        transitions.apply(claim, "reject", by=UserFactory(), reason="重复")

    assert (refused.value.code, refused.value.status) == ("not_allowed", 409)
    assert str(refused.value) == "当前状态为“已通过”，不能办理此事项。请刷新页面，查看最新状态。"
    assert reload(claim).status == "approved"
    assert audit.history(claim.audit_chain).count() == 1


def test_the_callers_old_copy_does_not_overwrite_what_happened_meanwhile() -> None:
    claim = ClaimFactory(name="旧名（虚构）")
    OrganisationClaim.objects.filter(pk=claim.pk).update(name="新名（虚构）")

    fresh = transitions.apply(claim, "approve", by=None)

    assert (fresh.name, reload(claim).name) == ("新名（虚构）", "新名（虚构）")


def test_arguments_reach_the_transition(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []
    approve = OrganisationClaim.approve

    def spy(self: OrganisationClaim, **kwargs: Any) -> None:
        seen.append(kwargs)
        approve(self, **kwargs)

    spy._django_fsm = approve._django_fsm  # type: ignore[attr-defined]
    monkeypatch.setattr(OrganisationClaim, "approve", spy)
    transitions.apply(ClaimFactory(), "approve", by=None, on="2026-09-17")

    assert seen == [{"on": "2026-09-17"}]


def test_the_status_is_locked_to_every_other_hand() -> None:
    claim = ClaimFactory()
    with pytest.raises(AttributeError, match="Direct status modification is not allowed"):
        claim.status = "approved"


def test_only_transitions_go_through_the_door() -> None:
    with pytest.raises(TypeError, match="'delete' of OrganisationClaim is no transition"):
        transitions.apply(ClaimFactory(), "delete", by=None)


def test_refusals_carry_an_http_status_and_answers_are_truthy() -> None:
    codes = {code: Refused(code, "…").status for code in ("not_found", "forbidden", "taken", "busy")}
    assert codes == {"not_found": 404, "forbidden": 403, "taken": 409, "busy": 409}
    assert Refused("conflict", "…", status=403).status == 403
    assert bool(Answer(True)) is True
    assert bool(Answer(False, "须回避", "conflict")) is False


def two_at_once(claim: OrganisationClaim) -> list[str]:
    """Two officers decide one claim at the same moment, differently."""
    start = Barrier(2)

    def decide(verb: str) -> str:
        mine = OrganisationClaim.objects.get(pk=claim.pk)
        start.wait()
        try:
            transitions.apply(mine, verb, by=None)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return verb

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(decide, ["approve", "reject"]))


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_refused() -> None:
    claim = ClaimFactory()
    first, second = two_at_once(claim)

    assert {first, second} in ({"approve", "not_allowed"}, {"reject", "not_allowed"})
    assert audit.history(claim.audit_chain).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_decisions_would_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: take the row lock away, let both read before either writes, and both pass."""
    claim, read, save = ClaimFactory(), Barrier(2), OrganisationClaim.save

    def unlocked(queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        return queryset.all()

    def move_late(self: OrganisationClaim, *args: Any, **kwargs: Any) -> None:
        read.wait(timeout=10)
        save(self, *args, **kwargs)

    monkeypatch.setattr(QuerySet, "select_for_update", unlocked)
    monkeypatch.setattr(OrganisationClaim, "save", move_late)

    assert two_at_once(claim) == ["approve", "reject"]
    assert audit.history(claim.audit_chain).count() == 2
