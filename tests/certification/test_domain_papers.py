"""Evidence, revisions, the timeline, and who may see what."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from certification.domain import evidence, queries, revisions, timeline
from certification.models import (
    Application,
    Evidence,
    NumberSeries,
    Outcome,
    PanelSeat,
    Revision,
    Status,
    Verdict,
)
from certification.stories.cast import Cast
from certification.stories.plots import ASK_AUDIT
from tests.factories.accounts import member
from tests.factories.certification import TODAY, Swift, attach_unread, begin, case_at, stage
from tests.factories.files import pdf_bytes, upload
from workflows import clock
from workflows.errors import Refused
from workflows.models import OutboxMessage

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
    return case_at("draft", people)


def kind(tale: Swift, slug: str) -> Any:
    return tale.case.programme.evidence_kind(slug)


class TestEvidence:
    def test_a_paper_is_kept_looked_at_and_drawn(self, draft: Swift) -> None:
        found = evidence.attach(
            draft.case, kind(draft, "plan"), upload("规划.pdf", pdf_bytes()), by=draft.clerk
        )
        assert (found.name, found.title, found.uploaded_by) == ("规划.pdf", "三年规划", draft.clerk)
        assert OutboxMessage.objects.filter(effect="files.pages", payload={"file": found.file_id}).exists()

    def test_the_same_bytes_twice_are_one_paper(self, draft: Swift) -> None:
        first = evidence.attach(
            draft.case, kind(draft, "plan"), upload("一.pdf", pdf_bytes()), by=draft.clerk
        )
        again = evidence.attach(
            draft.case, kind(draft, "plan"), upload("二.pdf", pdf_bytes()), by=draft.clerk
        )
        assert first == again

    def test_bytes_that_are_not_their_name_are_refused_and_leave_nothing(self, draft: Swift) -> None:
        before = Evidence.objects.count()
        with pytest.raises(ValidationError):
            evidence.attach(
                draft.case, kind(draft, "plan"), upload("规划.pdf", b"MZ\x90\x00"), by=draft.clerk
            )
        assert Evidence.objects.count() == before

    def test_so_many_and_no_more(self, draft: Swift) -> None:
        with pytest.raises(Refused) as why:
            evidence.attach(
                draft.case,
                kind(draft, "licence"),
                upload("执照.pdf", pdf_bytes(title="another")),
                by=draft.clerk,
            )
        assert (why.value.code, why.value.message) == ("full", "“营业执照”最多 1 份，请先移除不需要的文件。")

    def test_a_removed_paper_stays_in_the_revision_that_holds_it(self, draft: Swift) -> None:
        draft.submit()
        revision = Revision.objects.get()
        draft.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        audit = draft.case.evidence.get(kind="audit_report")
        evidence.remove(audit, by=draft.clerk)
        assert revision.evidence.filter(pk=audit.pk).exists()
        assert evidence.missing(draft.case) == [kind(draft, "audit_report")]

    def test_only_while_the_case_is_open_for_it(self, draft: Swift, people: Cast) -> None:
        licence = draft.case.evidence.get(kind="licence")
        with pytest.raises(Refused) as why:
            evidence.remove(licence, by=people["intake"])
        assert why.value.status == 403
        draft.submit()
        with pytest.raises(Refused) as why:
            evidence.remove(licence, by=draft.clerk)
        assert why.value.code == "closed"

    def test_shelves_say_what_is_needed_and_why(self, draft: Swift) -> None:
        shelves = {shelf.kind.slug: shelf for shelf in evidence.shelves(draft.case)}
        assert (shelves["licence"].needed, shelves["licence"].is_full) == (True, True)
        interns = shelves["interns"]
        assert (interns.needed, interns.is_missing, interns.is_full) == (True, False, False)
        assert interns.condition.startswith("承担现代学徒制")
        assert (shelves["alliance"].needed, shelves["alliance"].is_missing) == (False, False)

    def test_a_claim_makes_its_paper_needed(self, draft: Swift) -> None:
        case = draft.case
        case.dossier["claims"]["fields"]["conditions"].append("alliance")
        case.save(update_fields=["dossier"])
        assert evidence.missing(draft.case) == [kind(draft, "alliance")]


class TestRevisions:
    def test_codes_are_random_and_readable(self, people: Cast) -> None:
        codes = {
            case_at("intake", people, key).case.revisions.get().version_code for key in ("robot", "aero")
        }
        assert len(codes) == 2
        assert all(len(code) == 10 and not set(code) & set("01ILOU") for code in codes)

    def test_a_scan_needs_the_newest_revision(self, draft: Swift) -> None:
        draft.submit()
        first = Revision.objects.get()
        draft.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        draft.answer("已补充。")
        with pytest.raises(Refused) as why:
            revisions.attach_scan(first, upload("扫描.pdf", pdf_bytes()), by=draft.clerk)
        assert (why.value.code, why.value.message) == ("stale", "申报书已有第 2 版，请用新版本签章后上传。")

    def test_a_scan_needs_an_open_case_and_its_clerk(self, draft: Swift, people: Cast) -> None:
        draft.submit()
        revision = Revision.objects.get()
        with pytest.raises(Refused) as why:
            revisions.demand_scannable(revision, by=people["intake"])
        assert why.value.status == 403
        draft.reopen()
        with pytest.raises(Refused, match="申报已撤回修改"):
            revisions.demand_scannable(Revision.objects.get(), by=draft.clerk)
        draft.submit()
        draft.withdraw("企业重组")
        with pytest.raises(Refused, match="本件已办结"):
            revisions.demand_scannable(Revision.objects.latest("number"), by=draft.clerk)

    def test_a_scan_is_pdf_or_picture(self, draft: Swift) -> None:
        draft.submit()
        with pytest.raises(ValidationError):
            revisions.attach_scan(Revision.objects.get(), upload("扫描.xlsx", b"PK\x03\x04"), by=draft.clerk)


class TestTimeline:
    def lines(self, tale: Swift) -> dict[str, tuple[str, int | None, int | None]]:
        with clock.travel(tale.moment):
            return {e.title: (e.state, e.planned, e.actual) for e in timeline.entries(tale.case)}

    def test_a_draft_has_everything_before_it(self, draft: Swift) -> None:
        assert {state for state, _planned, _actual in self.lines(draft).values()} == {"next"}

    def test_planned_against_actual(self, people: Cast) -> None:
        tale = case_at("intake", people)
        tale.wait(2)
        tale.screen()
        tale.wait(3)
        found = self.lines(tale)
        assert found["受理"] == ("done", 5, 2)
        assert found["区初审"] == ("now", 10, 3)
        assert found["市级联合复核"] == ("next", 10, None)

    def test_the_units_are_named_and_off_clock_steps_say_so(self, people: Cast) -> None:
        tale = case_at("score", people)
        entries = {e.title: e for e in timeline.entries(tale.case)}
        assert entries["区初审"].unit == "浦东新区示例发展改革委（虚构）、浦东新区示例教育局（虚构）"
        assert entries["专家评审"].unit == "随机抽取的评审专家"
        assert entries["专家评审"].note == "专家评审不计入承诺时限"

    def test_a_correction_stands_between_the_steps(self, people: Cast) -> None:
        tale = case_at("intake", people)
        tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        assert [e.state for e in timeline.entries(tale.case) if e.title == "补正"] == ["now"]
        tale.wait(3)
        tale.answer("已补充。")
        (correction,) = [e for e in timeline.entries(tale.case) if e.title == "补正"]
        assert (correction.state, correction.unit) == ("done", "示例市教育委员会（虚构）")
        assert correction.ended_on is not None

    def test_a_withdrawn_case_waits_for_nothing(self, people: Cast) -> None:
        tale = case_at("intake", people)
        tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
        tale.withdraw("企业重组")
        states = {e.title: e.state for e in timeline.entries(tale.case)}
        assert states["补正"] == "skipped"
        assert states["公示"] == "skipped"
        assert "now" not in states.values()

    def test_the_notice_counts_its_own_days(self, people: Cast) -> None:
        tale = case_at("publicity", people)
        tale.publish()
        tale.wait(2)
        assert self.lines(tale)["公示"] == ("now", 5, 2)
        tale.pass_notice()
        assert self.lines(tale)["公示"] == ("done", 5, 5)


class TestQueries:
    def seen(self, user: Any) -> set[str]:
        return {case.holder_name for case in queries.visible(user)}

    def test_each_sees_their_own(self, people: Cast) -> None:
        draft, tale = case_at("draft", people), case_at("joint_opinion", people, "pharma")
        draft_name, case_name = draft.organisation.name, tale.organisation.name
        assert self.seen(draft.clerk) == {draft_name}
        assert self.seen(tale.clerk) == {case_name}
        assert self.seen(people["intake"]) == {case_name}, "no office sees a draft"
        assert self.seen(people["czj"]) == {case_name}
        assert self.seen(people["minhang"]) == {case_name}
        assert self.seen(people["pudong"]) == set(), "another district's case"
        assert self.seen(people["expert1"]) == set()
        assert self.seen(member(Role.REVIEWER, "SH-JXW")) == set()

    def test_experts_see_the_cases_they_sit_on(self, people: Cast) -> None:
        tale = case_at("score", people)
        assert self.seen(people["expert1"]) == {tale.organisation.name}
        assert self.seen(people["expert6"]) == set()

    def test_the_applicants_list_holds_drafts(self, people: Cast) -> None:
        tale = case_at("draft", people)
        assert list(queries.of_applicant(tale.clerk)) == [tale.case]
        assert not queries.of_applicant(people["intake"]).exists()

    def test_the_office_lists_submitted_cases_and_its_rounds(self, people: Cast) -> None:
        case_at("draft", people)
        tale = case_at("intake", people, "aero")
        assert list(queries.of_office(people["officer"])) == [tale.case]
        assert list(queries.office_rounds(people["officer"])) == [tale.round]
        assert not queries.of_office(people["czj"]).exists()


class TestCase:
    def test_it_knows_what_it_was_filed_under(self, people: Cast) -> None:
        tale = case_at("intake", people)
        fresh = Application.objects.get(pk=tale.case.pk)
        revision = tale.case.revisions.get()
        assert fresh.filing == (tale.organisation.code, "2026 年度示例批次", revision.pk)
        assert fresh.organisation_code == tale.organisation.code
        assert fresh.current_revision == revision
        assert str(fresh) == f"CJ2026-00001 · {tale.organisation.name}"
        assert fresh.is_open

    def test_a_draft_has_no_revision_and_the_rounds_policy(self, draft: Swift) -> None:
        fresh = Application.objects.get(pk=draft.case.pk)
        assert fresh.filing.revision_id == 0
        assert fresh.current_revision is None
        assert fresh.policy == draft.round.effective_policy
        assert str(fresh).startswith("草稿")

    def test_final_statuses_are_not_open(self, people: Cast) -> None:
        tale = case_at("decision", people)
        tale.decide(Outcome.DEFER, "补充后再报。")
        assert not tale.case.is_open
        begin(people).draft()
        assert Application.objects.filter(status=Status.DRAFT).exists(), "a new application may follow"


def test_a_paper_added_between_revisions_belongs_to_the_next(people: Cast) -> None:
    tale = case_at("intake", people)
    tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
    with clock.travel(tale.moment + timedelta(hours=1)):
        extra = attach_unread(tale.case, "audit_report", by=tale.clerk, again=True)
    tale.answer("已补充。")
    first, second = tale.case.revisions.order_by("number")
    assert not first.evidence.filter(pk=extra.pk).exists()
    assert second.evidence.filter(pk=extra.pk).exists()
    assert tale.item("intake").unit == "SH-JW"


def test_rows_name_themselves_for_an_administrator(people: Cast) -> None:
    tale = case_at("intake", people)
    tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
    tale.answer("已补充。")
    tale.screen()
    tale.opine("pudong", "district")
    name = str(tale.case)
    case = tale.case
    notice = case.corrections.get()
    assert [str(row) for row in (notice, notice.items.get(), case.revisions.latest("number"))] == [
        f"{name} #1",
        ASK_AUDIT.note,
        f"{name} v2",
    ]
    assert str(case.evidence.get(kind="licence")) == "licence.pdf"
    assert str(case.opinions.get(node="district")) == "310115-FGW 同意"
    assert str(case.decisions.get()) == "受理决定 继续办理"
    assert str(case.letters.get(kind="acceptance")) == "受理通知书 沪产教融受〔2026〕第00001号"
    assert str(NumberSeries.objects.get(name="case-2026")) == "case-2026-00001"
    other = case_at("decision", people, "aero")
    seat = PanelSeat.objects.filter(application=other.case).first()
    assert seat is not None
    assert [str(seat), str(seat.sheet), str(seat.sheet.lines.first())] == [
        f"{other.case} #1",
        f"{other.case} #1 {seat.sheet.total}",
        "mechanism 14.00",
    ]
    assert str(other.case.notice_entry) == other.organisation.name
    assert str(other.case.notice_entry.notice) == other.case.notice_entry.notice.title
    assert str(other.round) == "2026 年度示例批次"


@pytest.mark.parametrize("overrides", [{"seats": 2}, {"notice_day": 7}, {"pass_mark": "许多"}])
def test_an_administrator_hears_what_a_round_cannot_hold(people: Cast, overrides: dict[str, Any]) -> None:
    round_ = begin(people).round
    round_.overrides = overrides
    with pytest.raises(ValidationError) as why:
        round_.clean()
    assert list(why.value.message_dict) == ["overrides"]
