"""C: the stories told to their end, the quota, the duties, the later procedures."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from certification.domain import evaluations, follow_ups, intake, invariants, ranking, standing
from certification.models import (
    Certificate,
    CertificateStatus,
    Evaluation,
    FollowUp,
    FollowUpStatus,
    LetterKind,
    Outcome,
    Status,
)
from certification.programmes.benchmark_school import PROGRAMME
from certification.stories import campus_papers
from certification.stories.cast import Cast
from certification.stories.schools import STORIES, WAITING
from enterprises.bans import live_ban
from schools.models import School
from tests.certification.house import words
from tests.factories.campuses import at_conference, at_evaluation, begin, tell, two_at_conference
from tests.factories.certification import TODAY, stage
from tests.factories.certification import begin as begin_enterprise
from tests.factories.schools import SchoolFactory
from workflows import audit, clock
from workflows.dates import months_after
from workflows.errors import Refused

pytestmark = pytest.mark.django_db
SLUG = "benchmark-school"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def cast() -> Cast:
    return stage()


@pytest.mark.parametrize("name", [*STORIES, *WAITING])
def test_every_story_ends_sound(name: str) -> None:
    tale = tell({**STORIES, **WAITING}[name])
    assert [str(problem) for problem in invariants.broken()] == []
    assert audit.verify(tale.case.audit_chain) == []
    assert tale.moment <= TODAY


def test_all_stories_share_a_stage(cast: Cast) -> None:
    """As the demonstration tells them: the longest first, everybody in one city."""
    every = sorted([*STORIES.values(), *WAITING.values()], key=lambda story: -story.span)
    for story in every:
        tell(story, cast)
    assert [str(problem) for problem in invariants.broken()] == []
    assert standing.valid(SLUG, on=TODAY.date()).count() == 3


def test_recognised_first_in_its_group() -> None:
    tale = tell(STORIES["school-recognised"])
    case = tale.case
    assert (case.status, case.outcome, case.conclusion) == (Status.GRANTED, "grant", "予以认定")
    certificate = tale.certificate
    assert certificate.number.startswith("SHCJ-C-2026-00001-")
    assert (certificate.valid_from, certificate.valid_to) == (date(2026, 11, 17), date(2029, 11, 16))
    body = "".join(run if isinstance(run, str) else run["strong"] for run in certificate.content["body"][0])
    assert body == (
        "经学校自评、第三方评估、现场考察、审议和公示，兹认定上海示例应用技术学院（虚构）为"
        "上海市产教融合协同育人标杆学校，有效期三年，自2026年11月17日至2029年11月16日。"
    )
    assert standing.valid(SLUG, tale.organisation).get() == certificate
    assert [letter.kind for letter in case.letters.order_by("pk")] == [
        LetterKind.ACCEPTANCE,
        LetterKind.GRANT,
    ]
    assessed = next(r for r in case.eligibility["results"] if r["code"] == "assessment")
    assert "校企联合培养学生比例 13.04 %" in assessed["value"]  # frozen with the case


def test_cultivation_is_a_letter_and_no_title() -> None:
    tale = tell(STORIES["school-cultivated"])
    case = tale.case
    assert (case.status, case.outcome, case.conclusion) == (Status.GRANTED, "cultivate", "列为培育")
    assert case.decisions.get(kind="final").score == Decimal("80.00")
    assert not case.certificates.exists()
    assert not standing.valid(SLUG, tale.organisation).exists()
    letter = case.letters.get(kind=LetterKind.GRANT)
    assert letter.title == "培育入选通知书"
    assert "培育不授予标杆学校称号" in letter.content["decided"]
    assert not case.follow_ups.exists()


def test_below_the_mark_and_deferred() -> None:
    tale = tell(STORIES["school-refused"])
    assert (tale.case.status, tale.case.conclusion) == (Status.REFUSED, "不予认定")
    assert "书面申请复核" in tale.case.letters.get(kind=LetterKind.REFUSAL).content["remedy"]
    tale = tell(STORIES["school-deferred"])
    assert (tale.case.status, tale.case.conclusion) == (Status.DEFERRED, "缓议")


class TestQuota:
    """20 % of the group, at least one; by score, then by evaluation; ties at the cut-off."""

    @pytest.mark.parametrize(
        ("size", "quota", "allowed"),
        [(0, None, 1), (1, None, 1), (7, None, 1), (8, None, 2), (12, None, 2), (13, None, 3), (50, 4, 4)],
    )
    def test_places(self, size: int, quota: int | None, allowed: int) -> None:
        assert ranking.places(size, Decimal("0.2"), quota) == allowed

    def test_two_schools_and_one_place(self, cast: Cast) -> None:
        tale = tell(STORIES["school-cut-off"], cast)
        assert tale.case.outcome == "grant"
        (group,) = ranking.groups(tale.round)
        assert (group.name, group.size, group.places, group.taken, group.waiting) == (
            "应用研究·多科",
            2,
            1,
            1,
            0,
        )
        assert group.cut == Decimal("90.00")
        assert [(r.rank, r.score, r.outcome, r.within) for r in group.rows] == [
            (1, Decimal("90.00"), "grant", True),
            (None, Decimal("86.50"), "cultivate", False),
        ]

    def test_nobody_outside_the_quota_is_recognised(self, cast: Cast) -> None:
        tale = two_at_conference(cast, "0.9", "0.86")
        tale.turn("dianji")
        assert ranking.obstacle(tale.case) == "应用研究·多科组名额 1 个，本件排第 2 位，不在名额内。"
        with pytest.raises(Refused, match="不在名额内"):
            tale.deliberate(Outcome.GRANT)
        found = ranking.standing(tale.case)
        assert found is not None
        assert (found[1].rank, found[1].within, found[1].tied) == (2, False, False)
        tale.turn("keji")
        tale.deliberate(Outcome.DEFER, "先查清经费。")  # the place passes on
        tale.turn("dianji")
        assert ranking.obstacle(tale.case) == ""
        tale.deliberate(Outcome.GRANT)
        assert ranking.obstacle(tale.case) == ""  # its own place does not stand in its way

    def test_equal_to_the_last_point_the_conference_chooses_within_the_quota(self, cast: Cast) -> None:
        tale = two_at_conference(cast, "0.9", "0.9")
        (group,) = ranking.groups(tale.round)
        assert [(row.rank, row.tied, row.within) for row in group.rows] == [(1, True, True)] * 2
        assert group.tie_at_cut
        tale.turn("dianji")
        tale.deliberate(Outcome.GRANT)
        tale.turn("keji")
        assert ranking.obstacle(tale.case) == "应用研究·多科组的 1 个名额已经用完。"

    def test_the_evaluation_tells_equal_scores_apart(self, cast: Cast) -> None:
        tale = two_at_conference(cast, "0.9", "0.9", second_evaluated="0.92")
        (group,) = ranking.groups(tale.round)
        assert [(row.case.holder_name[:8], row.rank) for row in group.rows] == [
            ("上海示例电机学院", 1),
            ("上海示例科技大学", 2),
        ]

    def test_not_before_everybody_is_scored_and_the_window_closed(self, cast: Cast) -> None:
        tale = at_conference("keji", cast)
        other = at_evaluation("dianji", cast)
        other.round = tale.round
        other.application.round = tale.round
        other.application.save(update_fields=["round"])
        assert "还有 1 件没有完成考察评分" in ranking.obstacle(tale.case)
        other.to_conference(Decimal("0.8"))
        assert ranking.obstacle(tale.case) == ""
        tale.round.closes_on = clock.today()
        tale.round.save(update_fields=["closes_on"])
        assert "截止前同组名单未定" in ranking.obstacle(tale.case)
        tale.deliberate(Outcome.CULTIVATE)  # no quota stands in the way of cultivation

    def test_without_a_group_there_is_no_rank(self, cast: Cast) -> None:
        tale = at_conference("keji", cast)
        case = tale.case
        case.dossier["basic"]["fields"]["breadth"] = ""
        case.save(update_fields=["dossier"])
        assert ranking.obstacle(tale.case) == "本件没有确定的比较组，不能排序。"

    def test_the_size_of_a_group_is_its_schools(self, cast: Cast) -> None:
        tale = at_conference("keji", cast)
        SchoolFactory.create_batch(7, orientation="applied", breadth="multi")
        (group,) = ranking.groups(tale.round)
        assert (group.size, group.places) == (8, 2)
        assert School.objects.count() == 8

    def test_who_holds_a_certificate_takes_up_a_place_in_later_rounds(
        self, cast: Cast, browser_of: Callable[[User], Client]
    ) -> None:
        first = begin("keji", cast, span=100)
        first.draft()
        first.submit()
        first.wait(4)
        first.screen()
        first.to_conference(Decimal("0.9"))
        first.deliberate(Outcome.GRANT)
        other = at_conference("dianji", cast)
        assert other.round != first.round
        (group,) = ranking.groups(other.round)  # concluded only: it counts already
        assert (group.size, group.places, group.held, group.cut) == (2, 0, 1, None)
        (own,) = ranking.groups(first.round)  # and not against itself
        assert (own.places, own.held, own.taken) == (1, 0, 1)
        first.publish()
        first.pass_notice()
        first.decide(Outcome.GRANT)
        assert standing.valid(SLUG, first.organisation).exists()
        full = "应用研究·多科组的名额已由 1 个有效或待发的证书占满，本批次没有名额。"
        assert ranking.obstacle(other.case) == full
        assert ranking.groups(first.round)[0].places == 1
        page = browser_of(cast["officer"]).get(reverse("office:ranking", args=[other.round.pk]))
        assert "名额 0 个，已用 0 个（另有 1 个由有效或待发的证书占用）" in words(page)
        assert "本组其他学校有效或待发的证书占用名额" in words(page)
        SchoolFactory.create_batch(6, orientation="applied", breadth="multi")
        (group,) = ranking.groups(other.round)
        assert (group.size, group.places, group.held) == (8, 1, 1)
        assert ranking.obstacle(other.case) == ""
        other.round.refresh_from_db()
        other.round.policy_snapshot["quota"] = 2  # the office's own number is that of the round
        assert (ranking.groups(other.round)[0].places, ranking.groups(other.round)[0].held) == (2, 0)

    def test_a_holder_in_the_running_competes_for_the_place_it_holds(self, cast: Cast) -> None:
        tale = begin("yingyong", cast, span=120)
        STORIES["school-recognised"].plot(tale)
        again = at_conference("yingyong", cast)
        (group,) = ranking.groups(again.round)
        assert again.round != tale.round
        assert (group.size, group.places, group.held, group.rows[0].within) == (1, 1, 0, True)

    def test_a_programme_that_does_not_rank(self) -> None:
        from certification import registry

        renewal = registry.get(f"{SLUG}-renewal")
        assert ranking.of_programme(renewal) is None
        assert ranking.of_programme(registry.get("enterprise-cultivation")) is None

    def test_a_case_of_such_a_programme_has_no_rank_and_no_obstacle(self) -> None:
        case = begin_enterprise().draft()
        assert ranking.groups(case.round) == []
        assert ranking.standing(case) is None
        assert ranking.obstacle(case) == ""


class TestEvaluation:
    def test_marks_and_report_are_kept(self, cast: Cast) -> None:
        tale = at_evaluation(cast=cast)
        tale.evaluate(Decimal("0.86"))
        found = evaluations.of(tale.case)
        assert found is not None
        assert (found.unit, found.total, found.report_name) == (
            "SH-PGY",
            Decimal("86.50"),
            "第三方材料评估报告.pdf",
        )
        assert found.lines[0] == {"title": "治理机制", "full": Decimal(15), "mark": Decimal("13")}
        assert str(found) == f"{tale.case} 86.50"
        assert tale.item("panel").unit == "SH-JW"

    def test_only_the_entrusted_body_and_only_sound_marks(self, cast: Cast) -> None:
        tale = at_evaluation(cast=cast)
        item, good = tale.item("evaluation"), {c.code: "1" for c in PROGRAMME.policy.criteria}

        def evaluate(by: str, marks: dict[str, str], finding: str = "好") -> None:
            evaluations.evaluate(
                item.task_id,
                process_id=item.process_id,
                by=cast[by],
                marks=marks,
                finding=finding,
                report=tale.report(),
                report_name="报告.pdf",
            )

        for by, marks, finding, code in (
            ("jw", good, "好", "role"),
            ("evaluator", good, " ", "finding"),
            ("evaluator", {**good, "model": "5.5"}, "好", "mark"),
            ("evaluator", {**good, "model": "4.2"}, "好", "mark"),
        ):
            with pytest.raises(Refused) as refused:
                evaluate(by, marks, finding)
            assert refused.value.code in (code, "forbidden", "not_found")
        assert not Evaluation.objects.exists()


class TestEligibility:
    def refusal(self, cast: Cast, **changes: str) -> str:
        tale = begin("keji", cast)
        tale.draft(**changes)
        with pytest.raises(Refused) as refused:
            tale.submit()
        return refused.value.message

    def test_three_years(self, cast: Cast) -> None:
        assert "自 2024 年起，满 2 年" in self.refusal(cast, cooperating_since="2024")

    def test_the_group_is_that_of_the_self_assessment(self, cast: Cast) -> None:
        assert "申报书为应用研究·特色，自评为应用研究·多科" in self.refusal(cast, breadth="special")

    def test_no_locked_assessment(self, cast: Cast) -> None:
        tale = begin("keji", cast)
        tale.draft()
        from schools import assessments

        locked = assessments.locked(tale.organisation)
        assert locked is not None
        assessments.reopen(locked, "更正", by=tale.clerk)
        with pytest.raises(Refused, match="没有锁定的自评"):
            tale.submit()

    def test_no_partner_in_standing(self, cast: Cast) -> None:
        tale = begin("keji", cast)
        tale.draft()
        Certificate.objects.update(valid_to=date(2020, 1, 1))
        with pytest.raises(Refused, match="其中在册产教融合型企业 0 家"):
            tale.submit()


class TestLife:
    def test_reports_check_renewal_and_a_new_name(self) -> None:
        tale = tell(STORIES["school-life"])
        rows = FollowUp.objects.filter(application__organisation=tale.organisation).order_by("pk")
        done = [(r.kind, r.period) for r in rows if r.status == FollowUpStatus.ACCEPTED]
        assert done == [("annual", "2023"), ("annual", "2024"), ("midterm", "1")]
        first, second, third = Certificate.objects.filter(organisation=tale.organisation).order_by("pk")
        assert (first.status, second.status, third.status) == ("superseded", "superseded", "issued")
        assert third.holder_name.endswith("大学（虚构）")
        assert Organisation.objects.get(pk=tale.organisation.pk).name == third.holder_name
        assert second.valid_from == first.valid_to + timedelta(days=1)  # type: ignore[operator]
        assert third.valid_to == second.valid_to

    def test_a_renewal_leaves_no_gap(self, cast: Cast) -> None:
        """The old certificate counts until the day before the new one's first, whenever that was issued."""
        tale = tell(STORIES["school-life"], cast)
        first, second, _third = Certificate.objects.filter(organisation=tale.organisation).order_by("pk")
        assert first.ended_on == second.valid_from
        assert standing.valid(SLUG, tale.organisation, on=first.valid_to).get() == first

    def test_an_annual_report_rests_on_the_locked_assessment(self, cast: Cast) -> None:
        tale = tell(STORIES["school-recognised"], cast)
        with clock.travel(TODAY.replace(year=2027, month=2)):
            follow_ups.open_all()
            row = FollowUp.objects.get(kind="annual")
            assert (row.title, row.due_on) == ("2026 年度报告", date(2027, 3, 31))
            follow_ups.save(row, {"fields": campus_papers.ANNUAL, "tables": {}}, by=tale.clerk)
            assert follow_ups.file(row, by=tale.clerk).status == FollowUpStatus.FILED
        with clock.travel(TODAY.replace(year=2028, month=2)):
            follow_ups.open_all()
            row = FollowUp.objects.get(kind="annual", period="2027")
            follow_ups.save(row, {"fields": campus_papers.ANNUAL, "tables": {}}, by=tale.clerk)
            with pytest.raises(Refused, match="请先在“学校自评”中完成并锁定 2027 年度自评"):
                follow_ups.file(row, by=tale.clerk)

    def test_warning_rectification_revocation_and_the_wait(self) -> None:
        tale = tell(STORIES["school-revoked"])
        rows = FollowUp.objects.filter(application__organisation=tale.organisation)
        midterm, rectification = rows.get(kind="midterm"), rows.get(kind="rectification")
        assert (midterm.status, midterm.result_label) == (FollowUpStatus.FAILED, "警告并限期整改")
        assert rectification.due_on == months_after(midterm.reviewed_at.date(), 6)  # type: ignore[union-attr]
        assert rectification.status == FollowUpStatus.FAILED
        assert tale.certificate.status == CertificateStatus.REVOKED
        assert tale.case.statement.text == "已更换实习单位，请求延长整改期限。"
        told = tale.case.letters.get(kind=LetterKind.PRIOR_NOTICE)
        assert "侵害学生实习权益" in told.content["reason"]
        assert not standing.valid(SLUG, tale.organisation).exists()
        ended = tale.certificate.ended_on
        ban = live_ban(tale.organisation.code, TODAY.date(), "school")
        assert ban is not None
        assert ban.ends_on == date(ended.year + 2, ended.month, ended.day) - __import__("datetime").timedelta(
            days=1
        )  # type: ignore[union-attr]
        tale.assess(tale.moment.year)
        tale.begin(SLUG)
        tale.draft()
        with pytest.raises(Refused, match="限制申报至"):
            tale.submit()

    def test_two_years_later_it_may_apply_again(self) -> None:
        tale = tell(STORIES["school-wait"])
        assert tale.certificate.status == CertificateStatus.REVOKED
        assert tale.case.status == Status.ACCEPTED

    def test_a_revocation_also_ends_what_was_replaced_but_still_counts(self, cast: Cast) -> None:
        tale = tell(STORIES["school-recognised"], cast)
        first = tale.certificate
        assert first.valid_to is not None
        with clock.travel(TODAY.replace(year=2029, month=9)):
            tale.moment, tale._span, tale._waited = clock.now(), 400, 0
            cast.settle([2029])
            tale.assess(2029)
            tale.begin(f"{SLUG}-renewal", about=first, holder_name=first.holder_name)
            tale.draft()
            tale.submit()
            tale.screen()
            tale.to_conference(Decimal("0.86"))
            tale.deliberate()
            tale.publish()
            tale.pass_notice()
            tale.decide()
            assert standing.valid(SLUG, tale.organisation, on=tale.moment.date()).get() == first
            tale.exit("fraud", "虚报横向经费。")
            assert not standing.valid(SLUG, tale.organisation, on=tale.moment.date()).exists()
            first.refresh_from_db()
            assert first.ended_on == tale.moment.date()

    def test_no_duties_without_a_certificate_that_counts(self, cast: Cast) -> None:
        tale = tell(STORIES["school-cultivated"], cast)
        assert follow_ups.open_due(tale.case, date(2030, 1, 1)) == []


def test_who_may_apply(cast: Cast) -> None:
    """The school's clerk, and nobody of an office."""
    tale = begin("keji", cast)
    with (
        clock.travel(tale.moment),
        pytest.raises(Refused, match="只有“上海示例科技大学（虚构）”的申报员可以办理"),
    ):
        intake.start_draft(tale.round, tale.organisation, by=cast["officer"])
