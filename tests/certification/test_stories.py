"""The named stories, told whole: who acts, where the case stands, and how many working days are left."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from certification.domain import invariants, reviews
from certification.domain.reviews import JOINT
from certification.models import (
    Certificate,
    CertificateStatus,
    CorrectionItem,
    Decision,
    DecisionKind,
    Letter,
    LetterKind,
    Opinion,
    Outcome,
    Revision,
    Status,
    Verdict,
)
from certification.stories.enterprise import STORIES, WAITING
from certification.stories.plots import ASK_AUDIT, ASK_INVOICE
from certification.stories.tale import Tale
from documents import inspect
from tests.factories.certification import SHANGHAI, TODAY, begin, stage, tell
from workflows import audit, calendar, clock, deadlines
from workflows.models import Deadline, DeadlinePause, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def told(tale: Tale) -> list[tuple[str, str, str, int | None]]:
    """Node, who, day and working days left of every act."""
    return [(line.node, line.actor[:3], line.at[:10], line.working_days_left) for line in tale.lines]


def letters(tale: Tale) -> list[str]:
    return [letter.kind for letter in tale.case.letters.order_by("pk")]


def printed(letter: Letter) -> str:
    """What a letter says on paper, without blanks."""
    assert letter.file is not None
    return "".join(inspect.text(letter.file.read()).split())


@pytest.mark.parametrize("name", [*STORIES, *WAITING])
def test_every_story_ends_sound_and_on_the_last_working_day(name: str) -> None:
    tale = tell({**STORIES, **WAITING}[name])
    assert [str(problem) for problem in invariants.broken()] == []
    assert audit.verify(tale.case.audit_chain) == []
    assert tale.moment <= TODAY
    assert (
        not DeadlinePause.objects.filter(until_at=None).exclude(deadline__process=tale.case.process).exists()
    )


def test_happy_path_from_draft_to_certificate() -> None:
    tale = STORIES["happy-path"].play(stage())
    assert told(tale) == [
        ("submit", "方申报", "2026-10-21", None),
        ("intake", "王受理", "2026-10-23", 3),
        ("district_opinion", "郑初审", "2026-10-28", 7),
        ("district_opinion", "冯初审", "2026-10-28", 7),
        ("joint_opinion", "赵复核", "2026-11-02", 7),
        ("joint_opinion", "钱复核", "2026-11-02", 7),
        ("joint_opinion", "孙复核", "2026-11-02", 7),
        ("joint_opinion", "周复核", "2026-11-02", 7),
        ("joint_opinion", "吴复核", "2026-11-02", 7),
        ("panel", "李主办", "2026-11-03", 2),
        ("score", "韩评审", "2026-11-10", 10),
        ("score", "杨评审", "2026-11-10", 10),
        ("score", "朱评审", "2026-11-10", 10),
        ("score", "秦评审", "2026-11-10", 10),
        ("score", "尤评审", "2026-11-10", 10),
        ("deliberation", "蒋秘书", "2026-11-13", 7),
        ("publicity", "李主办", "2026-11-16", 2),
        ("notice_period", "系统", "2026-11-24", None),
        ("decision", "沈签发", "2026-11-24", 5),
        ("issue", "系统", "2026-11-24", None),
    ]
    case = tale.case
    assert (case.status, case.number) == (Status.GRANTED, "CJ2026-00001")
    certificate = case.certificates.get()
    assert (certificate.number, certificate.status) == ("SHCJ-A1-2026-00001-A", CertificateStatus.ISSUED)
    assert certificate.file is not None
    assert certificate.pdf_sha256 == certificate.file.sha256
    assert letters(tale) == [LetterKind.ACCEPTANCE, LetterKind.GRANT]
    acceptance = printed(case.letters.get(kind=LetterKind.ACCEPTANCE))
    assert "沪产教融受〔2026〕第00001号" in acceptance
    assert "市级联合复核10个工作日" in acceptance
    assert list(invariants.broken()) == []


def test_the_notice_runs_five_working_days() -> None:
    tale = tell(STORIES["happy-path"])
    notice = tale.case.notice_entry.notice
    # Monday the 16th and five working days after it: the weekend does not count
    assert (str(notice.starts_on), str(notice.ends_on), notice.days) == ("2026-11-16", "2026-11-23", 5)


def test_the_zone_beats_the_district() -> None:
    tale = tell(STORIES["lingang"])
    assert [o.unit for o in tale.case.opinions.filter(node="district")] == ["LG-GWH"]
    assert tale.case.status == Status.GRANTED


def test_an_itemised_correction_goes_back_to_intake_and_stops_its_clock() -> None:
    tale = STORIES["itemised-correction"].play(stage())
    assert told(tale)[:4] == [
        ("submit", "石申报", "2026-11-11", None),
        ("intake", "王受理", "2026-11-12", 4),
        ("amend", "石申报", "2026-11-18", 11),
        ("intake", "王受理", "2026-11-19", 3),
    ]
    notice = tale.case.corrections.get()
    assert (notice.number, notice.stage, notice.unit, str(notice.due_on)) == (
        1,
        "intake",
        "SH-JW",
        "2026-12-03",
    )
    assert [(i.place, i.answer) for i in notice.items.all()] == [
        ("近三年审计报告", "已补充并核对，详见更新后的材料。"),
        ("实习与学徒", "已补充并核对，详见更新后的材料。"),
    ]
    assert [r.number for r in tale.case.revisions.all()] == [1, 2]
    assert [o.verdict for o in tale.case.opinions.filter(node="intake")] == [Verdict.CORRECT, Verdict.AGREE]
    paper = printed(tale.case.letters.get(kind=LetterKind.CORRECTION))
    for words in ("近三年审计报告", "材料缺失", "实习与学徒", "填报与材料不一致", "二〇二六年十一月十二日"):
        assert words in paper


def test_two_departments_ask_and_one_notice_goes_out() -> None:
    tale = STORIES["merged-correction"].play(stage())
    case = tale.case
    notice = case.corrections.get()
    assert (notice.unit, notice.stage, notice.number) == ("SH-FGW", JOINT, 1)
    assert [(item.unit, item.note) for item in notice.items.all()] == [
        ("SH-CZJ", ASK_INVOICE.note),
        ("SH-SWJ", ASK_AUDIT.note),
    ]
    assert letters(tale).count(LetterKind.CORRECTION) == 1
    asked_again = case.opinions.filter(node=JOINT, passing=2).values_list("unit", "verdict")
    assert list(asked_again) == [("SH-CZJ", Verdict.AGREE), ("SH-SWJ", Verdict.AGREE)]


def test_after_a_merged_correction_the_clocks_of_those_who_asked_go_on() -> None:
    tale = STORIES["merged-correction"].play(stage())
    left = {
        (line.actor[:3], line.at[:10]): line.working_days_left
        for line in tale.lines
        if line.node == "joint_opinion"
    }
    # asked with 7 days left on the 4th; answered on the 12th; the 13th and the 16th count
    assert left["周复核", "2026-11-04"] == 7
    assert left["周复核", "2026-11-16"] == 5
    clocks = Deadline.objects.filter(process=tale.case.process, kind="joint")
    assert clocks.count() == 5, "one clock a unit, however often it is asked"
    assert clocks.filter(closed_at=None).count() == 0
    asked = clocks.get(unit="SH-CZJ")
    (pause,) = asked.pauses.all()
    assert (str(pause.from_at.date()), str(pause.until_at.date())) == ("2026-11-04", "2026-11-12")
    assert deadlines.elapsed(asked) == 5
    assert deadlines.elapsed(clocks.get(unit="SH-JW")) == 3


def test_a_refusal_at_intake_names_reason_and_remedy() -> None:
    tale = STORIES["refused-at-intake"].play(stage())
    assert tale.case.status == Status.NOT_ACCEPTED
    assert letters(tale) == [LetterKind.NON_ACCEPTANCE]
    paper = printed(tale.case.letters.get())
    assert "申报单位提供的信用报告为其他单位所有" in paper
    assert "申请复核" in paper
    assert not WorkItem.objects.filter(closed_at=None).exists()


def test_one_objection_cancels_the_siblings_and_keeps_its_reason() -> None:
    tale = tell(STORIES["one-objection"])
    items = WorkItem.objects.filter(process=tale.case.process, node="joint_opinion").order_by("pk")
    assert [(i.unit, i.outcome, i.cancelled) for i in items] == [
        ("SH-FGW", "agree", False),
        ("SH-JW", "", True),
        ("SH-GZW", "", True),
        ("SH-CZJ", "", True),
        ("SH-SWJ", "object", False),
    ]
    objection = Opinion.objects.get(verdict=Verdict.OBJECT)
    assert objection.comment == "存在未处理完毕的涉税违法事项，不同意纳入。"
    decisions = tale.case.decisions.values_list("kind", "stage", "outcome")
    assert list(decisions) == [
        (DecisionKind.INTAKE, "", Outcome.PROCEED),
        (DecisionKind.SETTLEMENT, JOINT, Outcome.REFUSE),
        (DecisionKind.FINAL, "", Outcome.REFUSE),
    ]
    assert tale.case.status == Status.REFUSED
    assert letters(tale)[-1] == LetterKind.REFUSAL
    assert not Certificate.objects.exists()


def test_an_overruled_objection_goes_on_to_the_panel() -> None:
    tale = tell(STORIES["overruled-objection"])
    assert tale.case.status == Status.DEFERRED
    assert letters(tale)[-1] == LetterKind.DEFERRAL
    assert Decision.objects.get(kind=DecisionKind.DELIBERATION).score is not None
    assert reviews.objected(tale.case, JOINT), "the objection stays on record"


def test_a_withdrawal_ends_the_case_and_every_clock() -> None:
    tale = tell(STORIES["withdrawal"])
    assert tale.case.status == Status.WITHDRAWN
    assert letters(tale) == [LetterKind.ACCEPTANCE, LetterKind.WITHDRAWAL]
    assert not WorkItem.objects.filter(closed_at=None).exists()
    assert not Deadline.objects.filter(closed_at=None).exists()


def test_taken_back_changed_and_submitted_again_under_the_same_number() -> None:
    tale = tell(STORIES["take-back"])
    case = tale.case
    assert (case.number, case.status) == ("CJ2026-00001", Status.ACCEPTED)
    interns = [r.dossier["internship"]["tables"]["interns"][0]["headcount"] for r in Revision.objects.all()]
    assert interns == ["28", "30"]
    assert [e.action for e in audit.history(case.audit_chain) if e.action.startswith("transition:")] == [
        "transition:submit",
        "transition:reopen",
        "transition:submit",
        "transition:accept",
    ]


def test_a_later_correction_needs_its_reason_recorded() -> None:
    tale = begin()
    tale.draft()
    tale.submit()
    tale.screen(Verdict.CORRECT, requests=[ASK_AUDIT])
    tale.answer("已补充。")
    tale.screen(Verdict.CORRECT, requests=[ASK_INVOICE], later="补充材料中新出现的票据不清晰。")
    second = tale.case.corrections.get(number=2)
    assert second.later_reason == "补充材料中新出现的票据不清晰。"
    assert CorrectionItem.objects.filter(notice=second).count() == 1


def test_in_a_year_without_announced_holidays_the_stage_confirms_it() -> None:
    assert calendar.is_provisional(date(2028, 1, 1)), "control"
    with clock.travel(datetime(2028, 11, 24, 15, tzinfo=SHANGHAI)):
        tale = tell(STORIES["happy-path"])
    assert tale.case.status == Status.GRANTED
    assert not calendar.is_provisional(date(2028, 1, 1))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ((2026, 11, 24, 12), "2026-11-24"),
        ((2026, 11, 24, 1), "2026-11-23"),
        ((2026, 11, 29, 15), "2026-11-27"),
        ((2026, 10, 10, 15), "2026-10-10"),
    ],
    ids=["afternoon", "at-night", "on-a-sunday", "on-a-saturday-that-is-worked"],
)
def test_stories_end_on_the_last_day_that_is_over(now: tuple[int, int, int, int], last: str) -> None:
    with clock.travel(datetime(*now, tzinfo=SHANGHAI)):
        tale = tell(WAITING["intake-new"])
        assert tale.case.submitted_at < clock.now()
        assert str(calendar.add_working_days(tale.case.submitted_at.date(), 1)) == last


def test_a_story_may_not_run_ahead_of_the_clock() -> None:
    tale = begin(span=1)
    with pytest.raises(ValueError, match="takes longer than its 1 working days"):
        tale.wait(2)
