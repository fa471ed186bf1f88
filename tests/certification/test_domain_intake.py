"""From draft to case and out again: every refusal with its reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from certification.domain import corrections, dossiers, eligibility, evidence, intake
from certification.models import Application, NumberSeries, Revision, Round, Status, Verdict
from certification.registry import Finding
from certification.stories.cast import Cast
from enterprises.bans import impose
from tests.factories.accounts import member
from tests.factories.certification import ASK_AUDIT, ASK_MENTORS, TODAY, Swift, acting, begin, case_at, stage
from workflows import audit, clock
from workflows.errors import Refused
from workflows.models import OutboxMessage, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


@pytest.fixture
def draft(people: Cast) -> Swift:
    """A draft with everything filled in."""
    return case_at("draft", people)


NO = Finding(False, "否")


class TestStart:
    def test_pressing_twice_makes_one_draft(self, people: Cast) -> None:
        tale = begin(people)
        first = intake.start_draft(tale.round, tale.organisation, by=tale.clerk)
        again = intake.start_draft(tale.round, tale.organisation, by=tale.clerk)
        assert first == again
        assert [e.action for e in audit.history(first.audit_chain)] == ["draft"]

    def test_the_case_that_is_open_bars_another(self, draft: Swift) -> None:
        draft.submit()
        assert intake.start_draft(draft.round, draft.organisation, by=draft.clerk) == draft.case

    @pytest.mark.parametrize("days", [-1, 1])
    def test_only_within_the_window(self, people: Cast, days: int) -> None:
        tale = begin(people)
        edge = tale.round.opens_on if days < 0 else tale.round.closes_on
        assert intake.is_open(tale.round, edge), "both ends count"
        beyond = TODAY + timedelta(days=(edge - TODAY.date()).days + days)
        with clock.travel(beyond), pytest.raises(Refused) as why:
            intake.start_draft(tale.round, tale.organisation, by=tale.clerk)
        assert why.value.code == "window"
        assert str(tale.round.closes_on) in why.value.message

    def test_a_stranger_may_not(self, people: Cast) -> None:
        tale = begin(people)
        with pytest.raises(Refused, match="的申报员可以办理") as why:
            intake.start_draft(tale.round, tale.organisation, by=people["officer"])
        assert (why.value.code, why.value.status) == ("forbidden", 403)
        assert not Application.objects.exists()

    def test_an_old_draft_moves_to_the_new_round_with_its_window(self, draft: Swift) -> None:
        later = Round.objects.create(
            programme_slug=draft.round.programme_slug,
            year=2027,
            title="2027 年度示例批次",
            opens_on=TODAY.date(),
            closes_on=TODAY.date() + timedelta(days=30),
            reference_date=date(2027, 1, 1),
        )
        moved = intake.start_draft(later, draft.organisation, by=draft.clerk)
        assert (moved.pk, moved.round) == (draft.case.pk, later)
        interns = {r["code"]: r for r in moved.eligibility["results"]}["internship"]
        assert interns["value"].startswith("2024 年 41 人，2025 年 57 人，2026 年 0 人")
        last = audit.history(moved.audit_chain).last()
        assert last is not None
        assert (last.action, last.target) == ("move", "2027 年度示例批次")


class TestSave:
    def test_what_is_wrong_is_kept_and_evaluated(self, people: Cast) -> None:
        tale = begin(people)
        case = intake.start_draft(tale.round, tale.organisation, by=tale.clerk)
        typed = {"fields": {"mentors": "许多", "arrangement": ""}, "tables": {"interns": [{"year": "2025"}]}}
        bound = intake.save_section(case, "internship", typed, by=tale.clerk, version=0)
        assert bound.state == dossiers.WRONG
        stored = Application.objects.get(pk=case.pk)
        assert stored.dossier["internship"]["fields"]["mentors"] == "许多"
        assert (stored.dossier["internship"]["version"], stored.dossier_version) == (1, 1)
        assert stored.eligibility["version"] == "A1-2026.1"
        assert stored.eligibility["passed"] is False

    def test_a_page_older_than_a_colleagues_save_is_refused(self, draft: Swift) -> None:
        colleague = member("clerk", draft.organisation, name="邱同事（虚构）")
        typed = {"fields": {"mentors": "9", "arrangement": "新安排"}, "tables": {}}
        intake.save_section(draft.case, "internship", typed, by=colleague, version=1)
        with pytest.raises(Refused) as why:
            intake.save_section(
                draft.case, "internship", {"fields": {}, "tables": {}}, by=draft.clerk, version=1
            )
        assert why.value.code == "stale"
        assert "邱同事（虚构）已于 2026-11-24 15:00 保存过本节" in why.value.message
        assert draft.case.dossier["internship"]["fields"]["mentors"] == "9"
        intake.save_section(draft.case, "internship", typed, by=draft.clerk, version=2)
        assert draft.case.dossier["internship"]["by"] == draft.clerk.get_full_name()

    def test_two_sections_do_not_get_in_each_others_way(self, draft: Swift) -> None:
        old = draft.case
        intake.save_section(draft.case, "plan", draft.case.dossier["plan"], by=draft.clerk, version=1)
        intake.save_section(old, "governance", old.dossier["governance"], by=draft.clerk, version=1)
        assert (draft.case.dossier["plan"]["version"], draft.case.dossier["governance"]["version"]) == (2, 2)

    def test_after_submission_nothing_is_open(self, draft: Swift) -> None:
        draft.submit()
        with pytest.raises(Refused, match="只能修改补正通知中列出的内容") as why:
            intake.save_section(draft.case, "plan", {"fields": {}}, by=draft.clerk, version=1)
        assert why.value.code == "closed"

    def test_the_profile_suggests(self, draft: Swift) -> None:
        known = intake.suggestions(draft.case, "basic")
        assert (known["employees"], known["industry_code"]) == (420, "C3491")
        assert "focus" not in known
        assert intake.suggestions(draft.case, "plan") == {}


class TestSubmit:
    def test_it_gets_number_revision_policy_and_flow(self, draft: Swift) -> None:
        case = draft.submit()
        assert (case.status, case.number, case.flow_version) == (Status.SUBMITTED, "CJ2026-00001", 1)
        assert (case.holder_name, case.district, case.zone) == (draft.organisation.name, "310115", "")
        revision = case.revisions.get()
        assert revision.eligibility["passed"] is True
        assert revision.sheet[0]["title"] == "单位基本信息"
        assert set(revision.evidence.values_list("kind", flat=True)) >= {"licence", "agreements"}
        assert case.policy_snapshot["limits"]["intake"] == 5
        assert WorkItem.objects.get().node == "intake"
        assert OutboxMessage.objects.get(effect="revisions.print").payload == {"revision": revision.pk}

    def test_the_round_freezes_with_its_first_submission(self, draft: Swift) -> None:
        assert draft.round.frozen_at is None
        draft.submit()
        frozen = Round.objects.get(pk=draft.round.pk).frozen_at
        assert frozen is not None
        second = case_at("draft", draft.cast, "aero")
        second.submit()
        assert Round.objects.get(pk=draft.round.pk).frozen_at == frozen

    def test_a_round_changed_later_does_not_touch_the_case(self, draft: Swift) -> None:
        draft.submit()
        changed = {"limits": {"district": 3}, "pass_mark": "90"}
        Round.objects.filter(pk=draft.round.pk).update(overrides=changed)
        draft.screen()
        assert draft.case.policy.pass_mark == 60
        assert {i.deadline.limit_days for i in WorkItem.objects.filter(closed_at=None)} == {10}
        later = case_at("district_opinion", draft.cast, "aero")
        assert later.case.policy == draft.case.policy, "the round froze with its first submission"

    def test_control_another_rounds_limits_count(self, people: Cast) -> None:
        tale = begin(people)
        tale.round = Round.objects.create(
            programme_slug=tale.round.programme_slug,
            year=2026,
            title="2026 年度第二批次",
            opens_on=tale.round.opens_on,
            closes_on=tale.round.closes_on,
            reference_date=tale.round.reference_date,
            overrides={"limits": {"district": 3}, "pass_mark": "90"},
        )
        tale.draft()
        tale.submit()
        tale.screen()
        assert tale.case.policy.pass_mark == 90
        assert {i.deadline.limit_days for i in WorkItem.objects.filter(closed_at=None)} == {3}

    def test_twice_gives_one_case(self, draft: Swift) -> None:
        stale = draft.case
        draft.submit()
        with pytest.raises(Refused) as why:
            intake.submit(stale, by=draft.clerk)
        assert why.value.code == "done"
        assert "办件编号 CJ2026-00001" in why.value.message
        assert Revision.objects.count() == 1

    def test_after_the_last_day_it_is_too_late(self, draft: Swift) -> None:
        Round.objects.filter(pk=draft.round.pk).update(closes_on=TODAY.date() - timedelta(days=1))
        with pytest.raises(Refused, match="已于 2026-11-23 截止申报") as why:
            intake.submit(draft.case, by=draft.clerk)
        assert why.value.code == "window"

    def test_only_the_applicant_submits(self, draft: Swift, people: Cast) -> None:
        with pytest.raises(Refused) as why:
            intake.submit(draft.case, by=people["intake"])
        assert why.value.code == "forbidden"

    def test_what_is_missing_is_named(self, draft: Swift) -> None:
        case = draft.case
        case.dossier["plan"] = {}
        case.dossier["internship"]["fields"]["mentors"] = "-1"
        case.save(update_fields=["dossier"])
        case.evidence.filter(kind="licence").delete()
        assert [(p["kind"], p["slug"]) for p in intake.problems(draft.case)] == [
            ("section", "internship"),
            ("section", "plan"),
            ("evidence", "licence"),
        ]
        with pytest.raises(Refused) as why:
            intake.submit(draft.case, by=draft.clerk)
        assert why.value.code == "incomplete"
        assert why.value.message == "“实习与学徒”有需要修改的内容。 “三年规划”尚未填写。 请上传“营业执照”。"
        assert not NumberSeries.objects.filter(name="case-2026").exists(), "no number was spent"

    def test_a_ban_imposed_since_is_found_under_the_lock(self, draft: Swift, people: Cast) -> None:
        impose(
            draft.organisation.code,
            starts_on=date(2026, 1, 1),
            reason="弄虚作假",
            source="示例",
            by=people["officer"],
        )
        with pytest.raises(Refused, match="禁止申报至 2030-12-31") as why:
            intake.submit(draft.case, by=draft.clerk)
        assert why.value.code == "incomplete"

    def test_numbers_leave_no_gap_after_a_rollback(
        self, draft: Swift, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(*_args: Any, **_more: Any) -> None:
            raise RuntimeError("the power went")

        with monkeypatch.context() as broken:
            broken.setattr("certification.domain.revisions.freeze", fails)
            with pytest.raises(RuntimeError):
                intake.submit(draft.case, by=draft.clerk)
        assert draft.case.status == Status.DRAFT
        draft.submit()
        second = case_at("intake", draft.cast, "aero")
        assert (draft.case.number, second.case.number) == ("CJ2026-00001", "CJ2026-00002")


class TestReopen:
    def test_before_acceptance_it_is_a_draft_again(self, draft: Swift) -> None:
        draft.submit()
        fresh = intake.reopen(draft.case, by=draft.clerk, reason="填写有误")
        assert (fresh.status, fresh.process, fresh.policy_snapshot) == (Status.DRAFT, None, {})
        assert WorkItem.objects.get().cancelled
        intake.save_section(fresh, "plan", fresh.dossier["plan"], by=draft.clerk, version=1)

    def test_not_after_acceptance(self, draft: Swift) -> None:
        draft.submit()
        draft.screen()
        with pytest.raises(Refused, match="本件已进入办理，不能撤回修改") as why:
            intake.reopen(draft.case, by=draft.clerk)
        assert why.value.code == "not_allowed"

    def test_not_while_or_after_a_correction(self, draft: Swift) -> None:
        draft.submit()
        draft.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        with pytest.raises(Refused, match="本件已进入办理"):
            intake.reopen(draft.case, by=draft.clerk)
        draft.answer("已补充。")
        with pytest.raises(Refused, match="已按补正通知修改过"):
            intake.reopen(draft.case, by=draft.clerk)

    def test_not_after_the_round_has_closed(self, draft: Swift) -> None:
        draft.submit()
        Round.objects.filter(pk=draft.round.pk).update(closes_on=TODAY.date() - timedelta(days=1))
        with pytest.raises(Refused, match="申报已截止") as why:
            intake.reopen(draft.case, by=draft.clerk)
        assert why.value.code == "window"

    def test_a_draft_has_nothing_to_take_back(self, draft: Swift) -> None:
        with pytest.raises(Refused, match="本件尚未提交"):
            intake.reopen(draft.case, by=draft.clerk)

    def test_a_stranger_may_not(self, draft: Swift, people: Cast) -> None:
        draft.submit()
        with pytest.raises(Refused) as why:
            intake.reopen(draft.case, by=people["intake"])
        assert why.value.code == "forbidden"


class TestWithdraw:
    @pytest.mark.parametrize("node", ["intake", "district_opinion", "score", "publicity", "decision"])
    def test_until_the_decision(self, people: Cast, node: str) -> None:
        tale = case_at(node, people)
        assert intake.may_withdraw(tale.case)
        tale.withdraw("企业重组")
        assert tale.case.status == Status.WITHDRAWN
        assert not WorkItem.objects.filter(closed_at=None).exists()

    def test_not_after_it(self, people: Cast) -> None:
        tale = case_at("issue", people)
        assert not intake.may_withdraw(tale.case)
        with pytest.raises(Refused, match="当前状态为“已通过”") as why:
            intake.withdraw(tale.case, by=tale.clerk, reason="改变主意")
        assert why.value.code == "not_allowed"

    def test_with_its_reason(self, draft: Swift) -> None:
        draft.submit()
        with pytest.raises(Refused, match="请填写撤回原因"):
            intake.withdraw(draft.case, by=draft.clerk, reason="  ")

    def test_while_a_correction_waits_nothing_stays_open(self, draft: Swift) -> None:
        draft.submit()
        draft.screen(Verdict.CORRECT, requests=[ASK_AUDIT, ASK_MENTORS])
        draft.withdraw("企业重组")
        assert corrections.open_notice(draft.case) is None
        with pytest.raises(Refused):
            intake.save_section(draft.case, "internship", {"fields": {}}, by=draft.clerk, version=1)
        with pytest.raises(Refused):
            evidence.demand_open(
                draft.case, draft.case.programme.evidence_kind("audit_report"), by=draft.clerk
            )
        with pytest.raises(Refused, match="本件已不在补正中"):
            corrections.keep_answers(draft.case, {}, by=draft.clerk)

    def test_a_running_notice_says_so(self, people: Cast) -> None:
        tale = case_at("publicity", people)
        tale.publish()
        tale.withdraw("企业重组")
        assert tale.case.notice_entry.conclusion == "申报单位已撤回"


class TestResubmit:
    @pytest.fixture
    def asked(self, draft: Swift) -> Swift:
        """A correction of one paper and one section is open."""
        draft.submit()
        draft.screen(Verdict.CORRECT, requests=[ASK_AUDIT, ASK_MENTORS])
        return draft

    def answer(self, tale: Swift, answers: dict[int, str], by: User | None = None) -> Revision:
        found: Revision = acting(tale, "amend", intake.resubmit, by or tale.clerk, answers=answers)
        return found

    def items(self, tale: Swift) -> list[int]:
        return list(tale.case.correction_items.values_list("pk", flat=True))

    def test_every_item_needs_its_answer(self, asked: Swift) -> None:
        first, second = self.items(asked)
        with pytest.raises(Refused, match="请逐项说明补正情况") as why:
            self.answer(asked, {first: "已补充", second: " "})
        assert why.value.code == "answer"
        assert asked.case.revisions.count() == 1
        assert self.answer(asked, {first: "已补充", second: "已核对"}).number == 2

    def test_only_what_was_asked_is_open(self, asked: Swift) -> None:
        kinds = asked.case.programme
        intake.save_section(
            asked.case, "internship", asked.case.dossier["internship"], by=asked.clerk, version=1
        )
        evidence.demand_open(asked.case, kinds.evidence_kind("audit_report"), by=asked.clerk)
        with pytest.raises(Refused):
            intake.save_section(asked.case, "plan", {"fields": {}}, by=asked.clerk, version=1)
        with pytest.raises(Refused):
            evidence.demand_open(asked.case, kinds.evidence_kind("licence"), by=asked.clerk)

    def test_reviewers_read_the_old_revision_until_then(self, asked: Swift) -> None:
        typed = {**asked.case.dossier["internship"], "fields": {"mentors": "3", "arrangement": "新"}}
        intake.save_section(asked.case, "internship", typed, by=asked.clerk, version=1)
        assert asked.case.revisions.get().dossier["internship"]["fields"]["mentors"] == "8"

    @pytest.mark.parametrize("wrong", ["section", "evidence", "rule"])
    def test_what_can_be_mended_must_be(self, asked: Swift, wrong: str) -> None:
        case = asked.case
        if wrong == "section":
            case.dossier["internship"]["fields"]["mentors"] = ""
            case.save(update_fields=["dossier"])
        elif wrong == "evidence":
            case.evidence.filter(kind="audit_report").update(removed_at=TODAY)
        else:
            strict = replace(case.programme.rules[0], section="internship", check=lambda facts: NO)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(type(case), "programme", replace(case.programme, rules=(strict,)))
                with pytest.raises(Refused, match="不符合“具有独立法人资格”"):
                    self.answer(asked, dict.fromkeys(self.items(asked), "已办"))
            return
        with pytest.raises(Refused) as why:
            self.answer(asked, dict.fromkeys(self.items(asked), "已办"))
        assert why.value.code == "incomplete"

    def test_what_lies_elsewhere_does_not_keep_the_answer_back(self, asked: Swift, people: Cast) -> None:
        impose(
            asked.organisation.code,
            starts_on=date(2026, 1, 1),
            reason="弄虚作假",
            source="示例",
            by=people["officer"],
        )
        revision = self.answer(asked, dict.fromkeys(self.items(asked), "已办"))
        assert revision.eligibility["passed"] is False, "the reviewers read it"

    def test_a_colleague_may_answer_and_a_stranger_may_not(self, asked: Swift, people: Cast) -> None:
        with pytest.raises(Refused) as why:
            self.answer(asked, {}, by=people["intake"])
        assert why.value.status == 403
        colleague = member("clerk", asked.organisation)
        assert (
            self.answer(asked, dict.fromkeys(self.items(asked), "已办"), by=colleague).submitted_by
            == colleague
        )

    def test_without_an_open_notice_there_is_nothing_to_answer(self, asked: Swift) -> None:
        asked.case.corrections.update(answered_at=TODAY)
        with pytest.raises(Refused, match="没有待答复的补正通知"):
            self.answer(asked, {})

    def test_answers_are_kept_while_the_correction_is_made(self, asked: Swift, people: Cast) -> None:
        first, _second = self.items(asked)
        corrections.keep_answers(asked.case, {first: " 正在补充 "}, by=asked.clerk)
        notice = corrections.open_notice(asked.case)
        assert notice is not None
        assert [item.answer for item in notice.items.all()] == ["正在补充", ""]
        with pytest.raises(Refused) as why:
            corrections.keep_answers(asked.case, {}, by=people["intake"])
        assert why.value.status == 403


def test_eligibility_explains_itself(draft: Swift) -> None:
    report = eligibility.evaluate(draft.case)
    assert (report["passed"], report["national"], report["shanghai"]) == (True, 0, 4)
    by_code = {r["code"]: r for r in report["results"]}
    assert by_code["internship"]["value"] == "2023 年 28 人，2024 年 41 人，2025 年 57 人，合计 126 人"
    assert (
        by_code["alliance"].items()
        >= {
            "code": "alliance",
            "title": "牵头或参与组建职业教育集团、产教融合联盟",
            "source": "发改社会〔2019〕590号",
            "group": "condition",
            "track": "national_group",
            "value": "未申报（示例智能装备产教联盟（虚构））",
            "passed": False,
            "remedy": "填写职教集团或产教联盟名称。",
            "section": "cooperation",
            "ready": True,
        }.items()
    )
