"""A holder's life after the certificate: what may follow it, duties filed and reviewed, an exit told and answered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification import registry
from certification.domain import (
    certificates,
    decisions,
    follow_ups,
    intake,
    lifecycle,
    register,
    standing,
    timeline,
)
from certification.models import (
    Application,
    Certificate,
    FollowUp,
    FollowUpStatus,
    LetterKind,
    Outcome,
    Statement,
    Status,
)
from certification.stories.cast import Cast
from certification.stories.recognition_papers import plan
from certification.stories.tale import Tale
from files.fields import Kept
from files.storage import store_bytes
from tests.certification import docket, house
from tests.factories.accounts import member
from tests.factories.certification import attach_unread
from tests.factories.files import pdf_bytes
from workflows import clock, timers
from workflows.errors import Refused

pytestmark = pytest.mark.django_db
SLUG = "enterprise-cultivation"
Browser = Callable[[User], Client]


@pytest.fixture
def held(cast: Cast) -> tuple[Tale, Certificate]:
    return house.issued(cast)


def refusal(act: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.message


def kept(name: str = "附件.pdf") -> Kept:
    return Kept(store_bytes(pdf_bytes(title=name), "application/pdf", "pdf"), name)


def duty_of(tale: Tale) -> FollowUp:
    with clock.travel(tale.moment):
        follow_ups.open_all()
    return FollowUp.objects.get(application=tale.case)


def filled(tale: Tale) -> dict[str, Any]:
    """A plan as it may be filed."""
    return {"fields": plan(tale.moment.date()), "tables": {}}


class TestWhatMayFollow:
    def test_an_exit_is_the_offices_and_a_change_the_holders(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        change, exit_ = registry.get(f"{SLUG}-change"), registry.get(f"{SLUG}-exit")
        officer = tale.cast["officer"]
        with clock.travel(tale.moment):
            assert lifecycle.may_begin(certificate, change, tale.clerk)
            assert lifecycle.may_begin(certificate, exit_, officer)
            assert lifecycle.may_begin(certificate, change, officer).code == "role"
            assert lifecycle.may_begin(certificate, exit_, tale.clerk).code == "role"
            foreign = registry.get("benchmark-school-change")
            assert lifecycle.may_begin(certificate, foreign, tale.clerk).code == "not_found"

    def test_pressed_twice_it_is_one_draft_about_the_certificate(
        self, held: tuple[Tale, Certificate]
    ) -> None:
        tale, certificate = held
        change = registry.get(f"{SLUG}-change")
        with clock.travel(tale.moment):
            first = lifecycle.begin(certificate, change, by=tale.clerk)
            assert lifecycle.begin(certificate, change, by=tale.clerk) == first
            found = refusal(lambda: lifecycle.begin(certificate, change, by=tale.cast["officer"]))
        assert (first.about, first.status, found[0]) == (certificate, Status.DRAFT, "role")

    def test_nothing_follows_what_has_ended(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        with clock.travel(tale.moment):
            ended = certificates.end(certificate, "exit", by=tale.cast["decider"], reason="自愿退出")
            answer = lifecycle.may_begin(ended, registry.get(f"{SLUG}-change"), tale.clerk)
            told = register.standing(ended)
        assert (answer.code, answer.reason) == ("not_allowed", "证书已退出，不能办理该事项。")
        assert (told.label, told.tone) == ("已退出", "bad")
        assert lifecycle.is_over(ended)


class TestStanding:
    def test_is_read_from_certificates_in_force(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        with clock.travel(tale.moment):
            assert list(standing.valid(SLUG)) == [certificate]
            assert list(standing.valid(SLUG, tale.organisation)) == [certificate]
            assert not standing.valid(SLUG, tale.organisation, on=certificate.valid_from - timedelta(days=1))
            assert list(standing.of_holder(tale.clerk)) == [certificate]
            assert list(standing.of_office(tale.cast["officer"])) == [certificate]
            assert not standing.of_office(tale.cast["gzw"])

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"keyword": "云岚"}, 1),
            ({"keyword": "没有"}, 0),
            ({"slug": SLUG}, 1),
            ({"slug": "benchmark-school"}, 0),
            ({"state": "valid"}, 1),
            ({"state": "expiring"}, 0),
            ({"state": "over"}, 0),
        ],
    )
    def test_the_register_is_narrowed(
        self, held: tuple[Tale, Certificate], asked: dict[str, str], found: int
    ) -> None:
        with clock.travel(held[0].moment):
            assert standing.searched(Certificate.objects.all(), **asked).count() == found


class TestDuties:
    def test_filled_in_handed_in_and_accepted(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        row = duty_of(tale)
        with clock.travel(tale.moment):
            assert not follow_ups.shown(row).touched
            assert refusal(lambda: follow_ups.file(row, by=tale.clerk))[0] == "incomplete"
            assert follow_ups.save(row, filled(tale), by=tale.clerk).is_valid
            filed = follow_ups.file(row, by=tale.clerk, attachment=kept("规划.pdf"))
            assert (filed.status, filed.file_name) == (FollowUpStatus.FILED, "规划.pdf")
            assert refusal(lambda: follow_ups.save(row, filled(tale), by=tale.clerk))[0] == "done"
            review = {"by": tale.cast["officer"], "comment": ""}
            assert refusal(lambda: follow_ups.review(row, result="never", **review))[0] == "result"
            assert refusal(lambda: follow_ups.review(row, result="fail", **review))[0] == "comment"
            done = follow_ups.review(row, result="pass", **review)
        assert (done.status, done.result_label, str(done)) == (FollowUpStatus.ACCEPTED, "予以备案", row.title)
        assert done in standing.duties_of(certificate)
        assert standing.granting_case(certificate) == tale.case

    def test_sent_back_and_failed_with_a_letter_that_names_the_remedy(
        self, held: tuple[Tale, Certificate]
    ) -> None:
        tale, _certificate = held
        row = duty_of(tale)
        officer = tale.cast["officer"]
        with clock.travel(tale.moment):
            follow_ups.save(row, filled(tale), by=tale.clerk)
            follow_ups.file(row, by=tale.clerk)
            back = follow_ups.review(row, by=officer, result="return", comment="请补充年度目标。")
            assert (back.status, back.result) == (FollowUpStatus.RETURNED, "")
            assert follow_ups.shown(back).touched
            follow_ups.file(back, by=tale.clerk)
            failed = follow_ups.review(row, by=officer, result="fail", comment="规划未公布。")
        assert failed.status == FollowUpStatus.FAILED
        letter = tale.case.letters.get(kind=LetterKind.NOTIFICATION)
        assert letter.content["title"] == f"{row.title}审核结果通知书"
        assert letter.content["remedy"].startswith("如有异议")

    def test_who_may_not(self, held: tuple[Tale, Certificate]) -> None:
        tale, _certificate = held
        row = duty_of(tale)
        both = member(Role.OFFICER, "SH-FGW")
        with clock.travel(tale.moment):
            assert refusal(lambda: follow_ups.save(row, filled(tale), by=tale.cast["officer"]))[0] == "role"
            follow_ups.save(row, filled(tale), by=tale.clerk)
            follow_ups.file(row, by=tale.clerk)
            stranger = {"by": tale.cast["gzw"], "result": "pass", "comment": ""}
            assert refusal(lambda: follow_ups.review(row, **stranger))[0] == "role"
            FollowUp.objects.filter(pk=row.pk).update(filed_by=both)
            own = {"by": both, "result": "pass", "comment": ""}
            assert refusal(lambda: follow_ups.review(row, **own))[0] == "four_eyes"

    def test_demanded_by_the_office(self, held: tuple[Tale, Certificate]) -> None:
        tale, _certificate = held
        duty_of(tale)
        officer, case = tale.cast["officer"], tale.case
        with clock.travel(tale.moment):
            due = clock.today() + timedelta(days=30)
            asked: dict[str, Any] = {"period": "x", "due_on": due, "by": officer, "reason": "抽查发现问题。"}

            def ask(**changes: Any) -> FollowUp:
                return follow_ups.demand(case, "plan", **{**asked, **changes})

            assert refusal(lambda: ask(by=tale.cast["gzw"]))[0] == "role"
            assert refusal(lambda: ask(reason=" "))[0] == "reason"
            assert refusal(lambda: ask(due_on=clock.today()))[0] == "due_on"
            made = ask()
            assert refusal(ask)[0] == "done"
        assert made.due_on == due
        assert case.letters.get(kind=LetterKind.NOTIFICATION).content["subject"] == made.title


def told_exit(held: tuple[Tale, Certificate]) -> Application:
    """An exit whose prior notice is out."""
    tale, certificate = held
    programme = registry.get(f"{SLUG}-exit")
    officer = tale.cast["officer"]
    with clock.travel(tale.moment):
        case = lifecycle.begin(certificate, programme, by=officer)
        fields = {"ground": "fraud", "facts": "实习名册不实。", "found_on": f"{clock.today()}"}
        typed = {"fields": fields, "tables": {}}
        intake.save_section(case, "grounds", typed, by=officer, version=0)
        case.refresh_from_db(fields=["dossier", "dossier_version"])
        for kind in programme.evidence:
            if kind.required:
                attach_unread(case, kind.slug, by=officer)
        return intake.submit(Application.objects.get(pk=case.pk), by=officer)


class TestAnExit:
    def test_is_told_answered_once_and_decided_by_another(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        case = told_exit(held)
        with clock.travel(tale.moment):
            fresh = Application.objects.get(pk=case.pk)
            assert fresh.letters.get(kind=LetterKind.PRIOR_NOTICE).content["standing"] == certificate.number
            assert timeline.entries(fresh)[0].state == timeline.NOW
            assert lifecycle.may_speak(fresh)
            said: dict[str, Any] = {"text": "名册系填报错误。", "speaker": "示例", "by": tale.clerk}
            assert refusal(lambda: lifecycle.state(fresh, **{**said, "text": " "}))[0] == "text"
            assert refusal(lambda: lifecycle.state(fresh, **{**said, "by": tale.cast["gzw"]}))[0] == "role"
            assert refusal(lambda: lifecycle.state(tale.case, **said))[0] == "not_found"
            statement = lifecycle.state(fresh, **said, attachment=kept("证据.pdf"))
            assert refusal(lambda: lifecycle.state(fresh, **said))[0] == "done"
            assert not lifecycle.may_speak(fresh)
        assert (str(statement), Statement.objects.get().file_name) == (f"{fresh} 示例", "证据.pdf")

    def test_ends_the_standing_and_bars_for_five_years(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        case = told_exit(held)
        with clock.travel(lifecycle.statement_ends(case) + timedelta(hours=10)):
            timers.fire_due()
            late = {"text": "迟到的意见", "speaker": "示例", "by": tale.clerk}
            assert refusal(lambda: lifecycle.state(case, **late))[0] == "closed"
            item = case.process.items.get(node="decision", closed_at=None)
            decisions.decide(
                item.task_id,
                process_id=item.process_id,
                by=tale.cast["decider"],
                outcome=Outcome.EXIT,
                reason="事实清楚。",
            )
            fresh = Certificate.objects.get(pk=certificate.pk)
            assert (fresh.status, fresh.ended_on) == ("revoked", clock.today())
            assert timeline.entries(Application.objects.get(pk=case.pk))[0].state == timeline.DONE
            assert lifecycle.history(fresh)[0].conclusion == "退出"
        letter = case.letters.get(kind=LetterKind.GRANT)
        assert (letter.content["title"], "复核" in letter.content["remedy"]) == ("终止决定书", True)

    def test_before_the_notice_the_timeline_looks_ahead(self, held: tuple[Tale, Certificate]) -> None:
        tale, certificate = held
        with clock.travel(tale.moment):
            case = lifecycle.begin(certificate, registry.get(f"{SLUG}-exit"), by=tale.cast["officer"])
            assert timeline.entries(case)[0].state == timeline.NEXT


class TestScreens:
    def test_the_holders_and_the_offices_pages(
        self, held: tuple[Tale, Certificate], browser_of: Browser
    ) -> None:
        tale, certificate = held
        row = duty_of(tale)
        holder, office = browser_of(tale.clerk), browser_of(tale.cast["officer"])
        with clock.travel(tale.moment):
            assert row.title in house.words(holder.get("/standing/"))
            assert "可以办理" in house.words(holder.get(f"/standing/{certificate.pk}/"))
            assert certificate.number in house.words(office.get("/office/register/?q=云岚&state=valid"))
            assert "要求提交" in house.words(office.get(f"/office/register/{certificate.pk}/"))
            typed = {**filled(tale)["fields"], "action": "keep"}
            assert holder.post(f"/standing/duties/{row.pk}/", typed).status_code == 302
            sent = holder.post(f"/standing/duties/{row.pk}/", {**typed, "action": "file"})
            assert sent.status_code == 302
            assert row.title in house.words(office.get("/office/register/duties/"))
            judged = office.post(f"/standing/duties/{row.pk}/", {"result": "pass", "comment": ""})
            assert judged.status_code == 302
            begun = holder.post(f"/standing/{certificate.pk}/begin/{SLUG}-change/")
        row.refresh_from_db(fields=["result"])
        assert (row.result, begun["Location"][:7]) == ("pass", "/cases/")

    def test_an_incomplete_duty_keeps_what_was_typed(
        self, held: tuple[Tale, Certificate], browser_of: Browser
    ) -> None:
        tale, _certificate = held
        row = duty_of(tale)
        with clock.travel(tale.moment):
            reply = browser_of(tale.clerk).post(
                f"/standing/duties/{row.pk}/", {"published_url": "not a link", "action": "file"}
            )
        assert "not a link" in reply.content.decode()
        assert FollowUp.objects.get(pk=row.pk).status == FollowUpStatus.DUE

    def test_strangers_get_nothing(self, held: tuple[Tale, Certificate], browser_of: Browser) -> None:
        tale, certificate = held
        row = duty_of(tale)
        stranger = browser_of(tale.cast["gzw"])
        paths = (f"/standing/{certificate.pk}/", f"/standing/duties/{row.pk}/", "/office/register/")
        assert [stranger.get(path).status_code for path in paths] == [404, 404, 404]

    def test_the_statement_is_typed_once(self, held: tuple[Tale, Certificate], browser_of: Browser) -> None:
        tale, _certificate = held
        case = told_exit(held)
        holder = browser_of(tale.clerk)
        with clock.travel(tale.moment):
            assert "提交陈述申辩意见" in house.words(holder.get(f"/cases/{case.pk}/"))
            empty = holder.post(f"/cases/{case.pk}/statement/", {"text": ""})
            assert "陈述申辩意见" in house.words(empty)
            done = holder.post(f"/cases/{case.pk}/statement/", {"text": "名册系填报错误。"})
        assert done["Location"] == f"/cases/{case.pk}/"
        assert Statement.objects.get().text == "名册系填报错误。"


def test_what_was_not_deliberated_cannot_be_decided(cast: Cast) -> None:
    tale = docket.at("decision", cast, "robot")
    case = tale.case
    case.decisions.filter(kind="deliberation").update(outcome=Outcome.DEFER)
    with clock.travel(tale.moment):
        answer = decisions.grantable(case, case.programme.ending(Outcome.GRANT))
    assert (answer.code, answer.reason) == ("notice", "审议和公示的不是“纳入”，不能作出该决定。")


def test_the_day_of_an_anniversary_is_never_a_day_too_many() -> None:
    assert certificates.last_day(date(2024, 2, 29), 1) == date(2025, 2, 28)


def test_what_became_impossible_since_bars_the_decision(cast: Cast) -> None:
    tale = docket.at("decision", cast, "robot")
    full = replace(tale.case.programme.ending(Outcome.GRANT), obstacle=lambda case: "名额已满。")
    with clock.travel(tale.moment):
        answer = decisions.grantable(tale.case, full)
    assert (answer.code, answer.reason) == ("obstacle", "名额已满。")


def test_what_the_office_files_itself_is_its_officers(
    held: tuple[Tale, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    tale, _certificate = held
    row = duty_of(tale)
    programme = tale.case.programme
    own = tuple(replace(kind, holder=False) for kind in programme.follow_ups)
    monkeypatch.setitem(registry._programmes, programme.slug, replace(programme, follow_ups=own))
    with clock.travel(tale.moment):
        assert follow_ups.may_file(row, tale.cast["officer"])
        assert follow_ups.may_file(row, tale.clerk).code == "role"
