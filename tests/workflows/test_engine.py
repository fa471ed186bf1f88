"""The doors of the engine: what each writes, and that it writes all of it or nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.workflows.conftest import agree, do, item_of
from tests.workflows.flows import UNITS, LadderFlow, LoopFlow, PanelFlow, SignFlow
from workflows import audit, clock, deadlines, engine
from workflows.engine import Outcome
from workflows.errors import Refused
from workflows.models import AuditEntry, Deadline, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return OrganisationFactory()


@pytest.fixture
def clerk():
    return UserFactory(username="clerk")


def actions(case):
    return [(entry.action, entry.actor_name) for entry in audit.history(case.audit_chain)]


def last(case):
    return audit.history(case.audit_chain).last()


class TestStart:
    def test_a_case_begins_with_a_task_a_deadline_and_a_record(self, case, clerk, monday):
        process = engine.start(LadderFlow, by=clerk, artifact=case)

        item = item_of(process, "screen")
        assert (item.role, item.unit, item.seat, item.owner, item.named) == (
            "intake",
            "SH-FGW",
            None,
            None,
            False,
        )
        assert item.opened_at == monday
        assert (item.deadline.kind, item.deadline.unit, item.deadline.limit_days) == ("intake", "SH-FGW", 5)
        assert item.due_at == item.deadline.due_at
        assert str(item.deadline.due_on) == "2026-09-20"  # a Sunday made up for the autumn festival
        assert str(item) == f"受理 #{item.task_id}"
        assert process.artifact == case
        entry = AuditEntry.objects.get(chain=case.audit_chain)
        assert (entry.action, entry.actor) == ("start", clerk)
        assert entry.data == {
            "process": process.pk,
            "flow": "tests/workflows.flows.LadderFlow",
            "version": 1,
        }

    def test_the_process_is_pinned_to_the_version_and_the_start_verb_runs(self, case, clerk):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        assert Process.objects.get(pk=process.pk).data == {"version": 1, "opened": True}

    def test_a_case_has_one_open_run(self, case, clerk, staff):
        first = engine.start(LadderFlow, by=clerk, artifact=case)
        with pytest.raises(Refused) as refusal:
            engine.start(LadderFlow, by=clerk, artifact=case)
        assert (refusal.value.code, refusal.value.status) == ("running", 409)
        assert Process.objects.count() == 1

        engine.cancel(first, by=clerk, reason="撤回")
        assert engine.start(LadderFlow, by=clerk, artifact=case).pk != first.pk

    def test_a_limit_nobody_promised_starts_nothing(self, case, clerk, monkeypatch):
        monkeypatch.setattr(LadderFlow, "limits", {})
        with pytest.raises(ImproperlyConfigured, match="promises no limit for 'intake'"):
            engine.start(LadderFlow, by=clerk, artifact=case)


class TestAct:
    def test_one_click_claims_finishes_and_moves_on(self, case, clerk, staff, monday):
        officer = staff("intake", name="王审核")
        process = engine.start(LadderFlow, by=clerk, artifact=case)
        item = item_of(process, "screen")

        with clock.travel(monday + timedelta(hours=1)):
            outcome = do(item, officer, lambda activation: Outcome("accept", "材料齐全"))

        assert outcome == Outcome("accept", "材料齐全")
        item.refresh_from_db()
        assert (item.owner, item.closed_by, item.outcome, item.cancelled) == (
            officer,
            officer,
            "accept",
            False,
        )
        assert item.closed_at == monday + timedelta(hours=1)
        assert not item.is_open
        assert (item.task.status, item.task.owner) == (STATUS.DONE, officer)
        assert item.deadline.closed_at == monday + timedelta(hours=1)
        assert item_of(process, "review").deadline.kind == "review"
        entry = last(case)
        assert (entry.action, entry.actor, entry.reason) == ("act:screen", officer, "材料齐全")
        assert entry.data == {"task": item.task_id, "unit": "SH-FGW", "seat": None, "outcome": "accept"}

    def test_the_end_closes_the_process_and_every_deadline(self, case, clerk, staff):
        process = engine.start(LadderFlow, by=clerk, artifact=case)
        do(item_of(process, "screen"), staff("intake"))
        deadlines.open_(process, "whole case", 30)
        do(item_of(process, "review"), staff("reviewer"))

        process.refresh_from_db()
        assert process.status == PROCESS.DONE
        assert not Task.objects.filter(finished=None).exists()
        assert not Deadline.objects.filter(closed_at=None).exists()
        assert [action for action, _who in actions(case)] == ["start", "act:screen", "act:review"]

    def test_a_decision_that_fails_leaves_nothing(self, case, clerk, staff):
        officer = staff("intake")
        process = engine.start(LadderFlow, by=clerk, artifact=case)
        item = item_of(process, "screen")

        def decide(activation):
            case.name = "改了一半"
            case.save()
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            do(item, officer, decide)
        item.refresh_from_db()
        case.refresh_from_db()
        assert (item.is_open, item.owner, item.task.status) == (True, None, STATUS.NEW)
        assert case.name != "改了一半"
        assert actions(case) == [("start", str(clerk))]

    @pytest.mark.parametrize("result", [None, "agree", Outcome("")])
    def test_a_decision_must_say_what_came_of_it(self, case, clerk, staff, result):
        process = engine.start(LadderFlow, by=clerk, artifact=case)
        with pytest.raises(TypeError, match="must return an Outcome"):
            do(item_of(process, "screen"), staff("intake"), lambda activation: result)
        assert item_of(process, "screen").owner is None

    def test_gateways_see_the_case_as_the_decision_left_it(self, case, clerk, staff, monkeypatch):
        seen = []
        monkeypatch.setattr(
            LadderFlow,
            "lead",
            lambda self, activation: seen.append(activation.process.artifact.name) or "SH-FGW",
        )
        monkeypatch.setattr(LadderFlow.review, "_unit", LadderFlow.instance.lead)
        process = engine.start(LadderFlow, by=clerk, artifact=case)

        def rename(activation):
            assert activation.process.artifact.name == case.name  # cached from here on
            type(case).objects.filter(pk=case.pk).update(name="新名称（虚构）")
            return Outcome("accept")

        do(item_of(process, "screen"), staff("intake"), rename)
        assert seen == ["新名称（虚构）"]


class TestFanOut:
    def test_each_department_gets_its_own_task_item_and_clock(self, case, clerk, staff, five):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        do(item_of(process, "screen"), staff("intake"))

        items = WorkItem.objects.filter(process=process, node="review").order_by("pk")
        assert [item.unit for item in items] == UNITS
        assert [item.task.data for item in items] == [{"unit": unit} for unit in UNITS]
        assert len({item.task.token.token for item in items}) == 5
        assert [item.deadline.unit for item in items] == UNITS
        assert {item.task.previous.get().flow_task.name for item in items} == {"asked"}

    def test_all_agree_joins_once(self, case, clerk, staff, five):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        do(item_of(process, "screen"), staff("intake"))
        for unit, reviewer in five.items():
            do(item_of(process, "review", unit), reviewer)

        assert Task.objects.filter(process=process, flow_task=SignFlow.answered).count() == 1
        assert item_of(process, "decide").unit == "SH-FGW"
        assert [row.kind for row in Deadline.objects.filter(closed_at=None)] == ["review"]
        do(item_of(process, "decide"), staff("officer"))
        process.refresh_from_db()
        assert process.status == PROCESS.DONE

    def test_one_objection_cancels_the_siblings_and_keeps_its_reason(self, case, clerk, staff, five):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        do(item_of(process, "screen"), staff("intake"))
        do(item_of(process, "review", "SH-JW"), five["SH-JW"])
        sibling = item_of(process, "review", "SH-CZJ")
        engine.claim(sibling.task_id, by=five["SH-CZJ"])
        do(
            item_of(process, "review", "SH-GZW"),
            five["SH-GZW"],
            lambda activation: Outcome("object", "存在未结处罚"),
        )

        reviews = WorkItem.objects.filter(process=process, node="review").order_by("pk")
        assert [(item.unit, item.outcome, item.cancelled, item.is_open) for item in reviews] == [
            ("SH-FGW", "", True, False),
            ("SH-JW", "agree", False, False),
            ("SH-GZW", "object", False, False),
            ("SH-CZJ", "", True, False),
            ("SH-SWJ", "", True, False),
        ]
        process.refresh_from_db()
        assert (process.status, process.data["refused"]) == (PROCESS.DONE, True)
        assert not Deadline.objects.filter(closed_at=None).exists()
        assert last(case).reason == "存在未结处罚"

        with pytest.raises(Refused) as refusal:
            do(sibling, five["SH-CZJ"])
        assert refusal.value.code == "cancelled"
        assert refusal.value.message.endswith("取消，无需办理。请返回待办列表。")

    def test_nobody_to_ask_undoes_the_step(self, case, clerk, staff, monkeypatch):
        monkeypatch.setattr(SignFlow, "units", [])
        process = engine.start(SignFlow, by=clerk, artifact=case)
        with pytest.raises(Refused) as refusal:
            do(item_of(process, "screen"), staff("intake"))
        assert refusal.value.code == "nobody"
        assert "“联合复核”没有可以办理的单位或人员" in refusal.value.message
        assert item_of(process, "screen").owner is None
        assert [action for action, _who in actions(case)] == ["start"]

    def test_a_panel_knows_its_seats_and_their_experts(self, case, clerk, staff):
        second, third = (staff("expert", "POOL", username=f"expert{n}") for n in (2, 3))
        process = engine.start(PanelFlow, by=clerk, artifact=case)

        seats = WorkItem.objects.filter(process=process).order_by("pk")
        assert [(seat.seat, seat.owner, seat.unit, seat.named) for seat in seats] == [
            (1, None, "", False),
            (2, second, "", True),
            (3, third, "POOL", True),
        ]
        assert [seat.task.status for seat in seats] == [STATUS.NEW, STATUS.ASSIGNED, STATUS.ASSIGNED]
        assert seats[0].deadline == seats[1].deadline != seats[2].deadline
        assert seats[0].flow_node.off_clock == "专家评审不计时"

        do(seats[1], second)
        do(seats[2], third)
        assert item_of(process, "score").seat == 1
        do(item_of(process, "score"), third)  # an expert of the pool takes the free seat
        process.refresh_from_db()
        assert process.status == PROCESS.DONE


class TestLoop:
    def test_a_correction_pauses_the_clock_and_comes_back_to_whoever_asked(self, case, clerk, staff, monday):
        officer = staff("intake")
        process = engine.start(LoopFlow, by=clerk, artifact=case)

        def ask(activation):
            deadlines.pause(activation.process, "补正", kind="intake")
            return Outcome("correct", "缺审计报告")

        with clock.travel(monday + timedelta(days=2)):
            do(item_of(process, "screen"), officer, ask)
        asked = item_of(process, "amend")
        assert (asked.owner, asked.named) == (clerk, True)
        intake = Deadline.objects.get(kind="intake")
        assert intake.closed_at is None  # paused, not over

        with clock.travel(monday + timedelta(days=4)), pytest.raises(Refused):
            do(asked, clerk)  # the clerk has no desk yet
        staff("clerk", "firm")
        membership = clerk.memberships.model.objects.get(role="clerk")
        membership.user = clerk
        membership.save()
        with clock.travel(monday + timedelta(days=4)):
            do(asked, clerk, lambda activation: Outcome("resubmit"))
            again = item_of(process, "screen")
            assert (again.owner, again.named, again.deadline) == (officer, True, intake)
            intake.refresh_from_db()
            assert deadlines.elapsed(intake) == 2
            assert again.due_at == intake.due_at
            assert str(intake.due_on) == "2026-09-22"  # two working days later than without the pause


class TestClaimAndRelease:
    @pytest.fixture
    def item(self, case, clerk):
        return item_of(engine.start(LadderFlow, by=clerk, artifact=case), "screen")

    def test_claim_then_give_back(self, case, item, staff):
        officer, colleague = staff("intake", name="王审核"), staff("intake")
        assert engine.claim(item.task_id, by=officer).owner == officer
        engine.claim(item.task_id, by=officer)  # once is enough
        assert actions(case)[1:] == [("claim", "王审核")]

        with pytest.raises(Refused) as refusal:
            engine.claim(item.task_id, by=colleague)
        assert (refusal.value.code, refusal.value.status) == ("taken", 409)
        assert refusal.value.message == "该任务已由 王审核 领取。请返回待办列表办理其他任务。"
        with pytest.raises(Refused) as refusal:
            engine.release(item.task_id, by=colleague)
        assert refusal.value.code == "not_found"

        engine.release(item.task_id, by=officer)
        item.refresh_from_db()
        assert (item.owner, item.task.owner, item.task.status) == (None, None, STATUS.NEW)
        assert engine.claim(item.task_id, by=colleague).owner == colleague
        assert [action for action, _who in actions(case)] == ["start", "claim", "release", "claim"]

    def test_a_task_meant_for_a_person_stays_theirs(self, case, staff, clerk):
        second = staff("expert", "POOL", username="expert2")
        staff("expert", "POOL", username="expert3")
        engine.start(PanelFlow, by=clerk, artifact=case)
        seat = WorkItem.objects.get(seat=2)
        with pytest.raises(Refused) as refusal:
            engine.release(seat.task_id, by=second)
        assert refusal.value.code == "named"
        seat.refresh_from_db()
        assert seat.owner == second

    def test_reassign_asks_whether_the_heir_may_act(self, case, item, staff, clerk):
        gone, heir, boss = staff("intake"), staff("intake"), staff("officer")
        engine.claim(item.task_id, by=gone)
        with pytest.raises(Refused) as refusal:
            engine.reassign(item.task_id, to=clerk, by=boss, reason="离岗")
        assert refusal.value.code == "not_found"

        heir.is_active = False
        with pytest.raises(Refused) as refusal:
            engine.reassign(item.task_id, to=heir, by=boss, reason="离岗")
        assert (refusal.value.code, refusal.value.status) == ("forbidden", 403)
        assert refusal.value.message == f"{heir}的账号已停用，不能接办。请改派给其他人员。"
        heir.is_active = True

        engine.reassign(item.task_id, to=heir, by=boss, reason="离岗")
        item.refresh_from_db()
        assert (item.owner, item.task.owner, item.task.status) == (heir, heir, STATUS.ASSIGNED)
        entry = last(case)
        assert (entry.action, entry.actor, entry.reason) == ("reassign", boss, "离岗")
        assert (entry.data["before"], entry.data["after"]) == (gone.pk, heir.pk)

        engine.reassign(item.task_id, to=None, by=boss, reason="退回")
        item.refresh_from_db()
        assert item.owner is None
        do(item, heir)
        for move in (engine.release, engine.claim):
            with pytest.raises(Refused) as refusal:
                move(item.task_id, by=heir)
            assert refusal.value.code == "done"
        with pytest.raises(Refused) as refusal:
            engine.reassign(item.task_id, to=gone, by=boss, reason="")
        assert refusal.value.code == "done"

    def test_no_such_task(self, clerk):
        for move in (engine.release, engine.claim):
            with pytest.raises(Refused) as refusal:
                move(999_999, by=clerk)
            assert (refusal.value.code, refusal.value.status) == ("not_found", 404)


class TestCancel:
    def test_everything_open_closes_with_the_reason(self, case, clerk, staff, five):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        do(item_of(process, "screen"), staff("intake"))
        engine.claim(item_of(process, "review", "SH-JW").task_id, by=five["SH-JW"])
        do(item_of(process, "review", "SH-FGW"), five["SH-FGW"])

        engine.cancel(process, by=clerk, reason="企业撤回")

        assert process.status == PROCESS.CANCELED
        assert Process.objects.get(pk=process.pk).status == PROCESS.CANCELED
        assert not WorkItem.objects.filter(closed_at=None).exists()
        assert WorkItem.objects.filter(cancelled=True).count() == 4
        assert not Deadline.objects.filter(closed_at=None).exists()
        entry = last(case)
        assert (entry.action, entry.actor, entry.reason) == ("cancel", clerk, "企业撤回")

        with pytest.raises(Refused) as refusal:
            engine.cancel(process, by=clerk, reason="再撤一次")
        assert refusal.value.code == "ended"

    def test_a_task_whose_node_is_gone_closes_too(self, case, clerk):
        process = engine.start(LadderFlow, by=clerk, artifact=case)
        Task.objects.filter(process=process, flow_task=LadderFlow.screen).update(
            flow_task="tests/workflows.flows.LadderFlow.dropped"
        )
        WorkItem.objects.update(node="dropped")
        item = WorkItem.objects.get()
        assert str(item.title) == "dropped"
        with pytest.raises(Refused) as refusal:
            engine.act(item.task_id, by=clerk, node="dropped", process_id=process.pk, decision=agree)
        assert refusal.value.code == "stale"
        engine.cancel(process, by=None, reason="流程调整")
        item.refresh_from_db()
        assert item.cancelled


class TestBudget:
    """Completing a task, audit included, leaves room for the domain's own queries (25, or 40 at a fan-out)."""

    @pytest.fixture
    def spent(self, django_assert_max_num_queries):
        def measure(most, item, by, decision=agree):
            with django_assert_max_num_queries(most):
                do(item, by, decision)

        return measure

    def test_a_simple_step(self, case, clerk, staff, spent):
        officer = staff("intake")
        do(item_of(engine.start(LadderFlow, by=clerk, artifact=OrganisationFactory()), "screen"), officer)
        process = engine.start(LadderFlow, by=clerk, artifact=case)
        spent(19, item_of(process, "screen"), officer)

    def test_a_fan_out_of_five_and_its_join(self, case, clerk, staff, five, spent):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        spent(23, item_of(process, "screen"), staff("intake"))
        for unit in UNITS[:-1]:
            spent(20, item_of(process, "review", unit), five[unit])
        spent(28, item_of(process, "review", UNITS[-1]), five[UNITS[-1]])

    def test_an_objection_costs_the_same_whatever_it_takes_back(self, case, clerk, staff, five, spent):
        process = engine.start(SignFlow, by=clerk, artifact=case)
        do(item_of(process, "screen"), staff("intake"))
        spent(39, item_of(process, "review", "SH-JW"), five["SH-JW"], lambda activation: Outcome("object"))
