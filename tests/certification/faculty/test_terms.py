"""The term: appraisals, removal, revocation, the hearing by link."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail

from accounts.models import User
from accounts.roles import Role
from certification import registry
from certification.domain import (
    intake,
    lifecycle,
    nominations,
)
from certification.models import (
    Application,
    Certificate,
    CertificateStatus,
    FollowUp,
    FollowUpStatus,
    LetterKind,
    Outcome,
    Status,
)
from certification.programmes import teacher_later, teacher_terms
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from teachers import consents
from teachers.models import ConsentKind
from tests.certification.faculty.stage import ALL, BrowserOf, appointed, refused
from tests.factories.certification import TODAY
from workflows import clock, outbox
from workflows.dates import anniversary
from workflows.errors import Refused

pytestmark = pytest.mark.django_db


def test_appraisals_follow_the_term_and_stop_with_it(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    held = tale.case.certificates.get()
    case = tale.case

    def periods(day: date) -> list[str]:
        return [period for period, _title, _due in teacher_terms.appraisals(case, day)]

    year = [anniversary(held.valid_from, n) for n in (1, 2, 3)]
    assert periods(year[0] - timedelta(days=1)) == []
    assert periods(year[0]) == ["1"]
    assert periods(year[2]) == ["1", "2"]
    Certificate.objects.filter(pk=held.pk).update(ended_on=year[0] + timedelta(days=10), status="exited")
    assert periods(year[2]) == ["1"]
    Certificate.objects.filter(pk=held.pk).update(status="void")
    assert periods(year[2]) == []
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)


def test_an_appraisal_knows_the_hours_of_its_year(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.teach("40")
    row = FollowUp(application=tale.case, kind="appraisal", due_on=date(2027, 1, 30))
    assert teacher_terms.known(row) == {"year": 2026, "hours": Decimal("40"), "students": 0}
    row.due_on = date(2026, 12, 24)
    assert teacher_terms.known(row)["year"] == 2026


def test_no_removal_is_proposed_without_two_failures_or_somebody_to_propose_it(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    row = FollowUp.objects.create(
        application=tale.case, kind="appraisal", period="1", title="第 1 年度考核", due_on=TODAY.date(),
        opened_at=clock.now(), status=FollowUpStatus.FAILED, filed_by=tale.clerk,
    )  # fmt: skip
    assert nominations.propose_removal(FollowUp(application=tale.case), cast["officer"]) is None
    assert nominations.propose_removal(row, cast["officer"]) is None
    FollowUp.objects.create(
        application=tale.case, kind="appraisal", period="2", title="第 2 年度考核", due_on=TODAY.date(),
        opened_at=clock.now(), status=FollowUpStatus.FAILED,
    )  # fmt: skip
    row.filed_by = cast["jw"]  # has left the school
    assert nominations.propose_removal(row, cast["officer"]) is None
    row.filed_by = tale.clerk
    first = nominations.propose_removal(row, cast["officer"])
    assert first is not None
    assert nominations.propose_removal(row, cast["officer"]) == first
    assert first.programme_slug == "industry-lecturer-exit"


def failure(case: Application, period: str, by: User) -> FollowUp:
    return FollowUp.objects.create(
        application=case, kind="appraisal", period=period, title=f"第 {period} 年度考核", due_on=TODAY.date(),
        opened_at=clock.now(), status=FollowUpStatus.FAILED, filed_by=by,
    )  # fmt: skip


def test_a_failure_of_a_former_term_does_not_count_again(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    former, held = tale.case, tale.certificate
    failure(former, "1", tale.clerk)
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.later("renewal")
    again = Application.objects.create(
        programme_slug="industry-lecturer-renewal", round=tale.round, organisation=tale.organisation,
        nomination=tale.nomination, about=held, subject=held.subject, created_by=tale.clerk,
        status=Status.GRANTED, holder_name=held.holder_name, created_at=clock.now(),
    )  # fmt: skip
    assert nominations.facts(again)["failed"] == 1, "the renewal looks at the term that ends"
    Certificate.objects.filter(pk=held.pk).update(ended_on=TODAY.date(), status=CertificateStatus.EXITED)
    renewed = appointed(tale.nomination, stories.B3)
    assert nominations.facts(former)["failed"] == 0, "an appointment of an older register has no appraisals"
    Certificate.objects.filter(pk=renewed.pk).update(application=again)
    row = failure(again, "1", tale.clerk)
    assert nominations.facts(former)["failed"] == 1
    assert nominations.propose_removal(row, cast["officer"]) is None
    second = failure(again, "2", tale.clerk)
    assert nominations.facts(former)["failed"] == 2
    draft = nominations.propose_removal(second, cast["officer"])
    assert draft is not None
    assert draft.about == renewed


def test_a_re_issued_letter_keeps_the_failures_of_its_term(cast: Cast) -> None:
    tale = ALL["mentor-promoted"].play(cast)
    first, change = tale.past[0], tale.case
    assert tale.certificate.application == change
    failure(first, "1", tale.clerk)
    assert nominations.facts(first)["failed"] == 1


@pytest.mark.parametrize("typed", ["pass", ["pass"]])
def test_the_city_files_the_schools_grade_or_sends_it_back(cast: Cast, typed: Any) -> None:
    row = FollowUp(application=Application(), kind="appraisal", result="fail")
    row.dossier = {"fields": {"grade": typed}}
    with pytest.raises(Refused) as refused:
        teacher_terms.after_appraisal(row, cast["officer"])
    assert (refused.value.code, refused.value.message) == (
        "result",
        "学校报送的等次为“合格”；有疑问的请退回学校。",
    )
    row.result = "pass"
    teacher_terms.after_appraisal(row, cast["officer"])


def test_a_removal_goes_on_though_the_consent_is_taken_back(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.later("exit")
    tale.draft()
    tale.submit()
    agreed = consents.latest(tale.nomination, ConsentKind.NOMINEE)
    assert agreed is not None
    consents.withdraw(consents.token(agreed), reason="不再任教")
    assert tale.case.status == Status.ACCEPTED


@pytest.mark.parametrize("name", ["mentor", "lecturer"])
def test_the_city_itself_opens_a_revocation_and_decides_it(name: str, cast: Cast) -> None:
    tale = ALL[name].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 30
    held, officer = tale.certificate, cast.at(Role.OFFICER, "SH-JW")
    revocation = registry.get(f"{held.programme_slug}-revocation")
    assert [ground for ground, _words in teacher_later.REVOKED_FOR] == ["ethics", "fraud"]
    with clock.travel(tale.moment):
        assert lifecycle.may_begin(held, revocation, tale.clerk).code == "role"
        case = lifecycle.begin(held, revocation, by=officer)
        fields = {"ground": "fraud", "facts": "职称证书系伪造。", "found_on": "2026-11-20"}
        intake.save_section(case, "grounds", {"fields": fields, "tables": {}}, by=officer, version=0)
        intake.submit(case, by=officer)
        tale.application = case
        outbox.drain(raise_errors=True)
    [sent] = [m for m in mail.outbox if "陈述申辩" in m.subject]
    assert sent.to == [tale.nomination.email]
    assert f"示例市教育委员会（虚构） 提出{revocation.title}" in sent.body
    tale.speak("证书由原单位代办，请核实。")
    tale.pass_statement()
    assert tale.item("decision").unit == "SH-JW", "the school's own appointment too"
    tale.decide(Outcome.EXIT, "伪造属实，撤销聘任。")
    held.refresh_from_db()
    assert (tale.case.outcome, held.status) == (Outcome.EXIT, CertificateStatus.REVOKED)
    letter = tale.case.letters.get(kind=LetterKind.GRANT)
    assert letter.content["title"] == "撤销聘任决定书"
    assert (tale.case.statement.by, bool(letter.content["remedy"])) == (None, True)


def test_who_asks_for_the_removal_does_not_speak_for_the_person(cast: Cast, browser_of: BrowserOf) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.later("exit")
    tale.draft()
    tale.submit()
    told = {"text": "没有意见", "speaker": "学校", "by": tale.clerk}
    assert refused(lifecycle.state, tale.case, **told) == "forbidden"
    school = browser_of(tale.clerk)
    assert "可以陈述申辩" not in school.get(f"/cases/{tale.case.pk}/").content.decode()
    assert school.post(f"/cases/{tale.case.pk}/statement/", {"text": "没有意见"}).status_code == 404
    first = Application.objects.exclude(pk=tale.case.pk).get()
    assert refused(lifecycle.state, first, **told) == "not_found"
    assert lifecycle.may_speak(tale.case), "the person still may"


def test_hearing_links(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    with pytest.raises(Refused) as error:
        nominations.hearing(nominations.hearing_token(tale.case))  # no removal
    assert error.value.status == 404
    for wrong in ("x", "a:b:c"):
        assert refused(nominations.hearing, wrong) == "link"


def test_prior_notices_of_other_families_write_to_nobody(cast: Cast) -> None:
    case = Application(programme_slug="enterprise-cultivation")
    nominations.tell(case, None)  # type: ignore[arg-type]
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_seat_is_held() -> None:
    """A page that only shows what may be concluded takes no lock."""
    nominations.hold_seats(Application())
