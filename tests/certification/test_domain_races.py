"""Two at once, for real: threads with connections of their own, on whichever database the tests run."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.roles import Role
from certification.domain import intake, invariants, nominations, reviews
from certification.models import Application, Certificate, NumberSeries, Opinion, Revision, Status, Verdict
from certification.stories.cast import Cast
from teachers import quotas
from teachers.models import Nomination
from tests.factories.certification import TODAY, begin, case_at, stage
from tests.factories.teachers import NominationFactory
from workflows import clock
from workflows.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all at once; what each returned or was refused with (its code)."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(10)
            with clock.travel(TODAY):
                results[n] = act() or "done"
        except Refused as refusal:
            results[n] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_starts_make_one_draft(people: Cast) -> None:
    tale = begin(people)
    first, second = together(*[lambda: intake.start_draft(tale.round, tale.organisation, by=tale.clerk)] * 2)
    assert first == second == Application.objects.get()


def test_two_submissions_make_one_case(people: Cast) -> None:
    tale = case_at("draft", people)
    case = tale.case
    results = together(*[lambda: intake.submit(case, by=tale.clerk)] * 3)
    assert sorted(str(r) for r in results if isinstance(r, str)) == ["done", "done"]
    assert (Revision.objects.count(), tale.case.number) == (1, "CJ2026-00001")
    assert NumberSeries.objects.get(name="case-2026").last == 1
    assert list(invariants.broken()) == []


def test_many_companies_on_the_last_day_get_numbers_without_gap(people: Cast) -> None:
    tales = [case_at("draft", people, key) for key in ("robot", "aero", "data", "marine")]
    cases = [(tale.case, tale.clerk) for tale in tales]
    together(*[lambda case=case, clerk=clerk: intake.submit(case, by=clerk) for case, clerk in cases])
    numbers = sorted(Application.objects.values_list("number", flat=True))
    assert numbers == [f"CJ2026-{n:05d}" for n in range(1, 5)]


@pytest.mark.parametrize("turn", range(3))
def test_withdrawn_and_decided_at_the_same_moment(people: Cast, turn: int) -> None:
    tale = case_at("joint_opinion", people)
    item, case = tale.item("joint_opinion", unit="SH-CZJ"), tale.case
    withdrawn, opined = together(
        lambda: intake.withdraw(case, by=tale.clerk, reason="企业重组"),
        lambda: reviews.opine(
            item.task_id, process_id=item.process_id, by=people["czj"], stage="joint", verdict=Verdict.AGREE
        ),
    )
    assert isinstance(withdrawn, Application), "a withdrawal waits for its turn and goes through"
    assert opined in ("done", "cancelled")
    assert Opinion.objects.filter(unit="SH-CZJ").count() == int(opined == "done")
    assert tale.case.status == Status.WITHDRAWN
    assert list(invariants.broken()) == []


def test_reopened_and_screened_at_the_same_moment(people: Cast) -> None:
    tale = case_at("intake", people)
    item, case = tale.item("intake"), tale.case
    reopened, screened = together(
        lambda: intake.reopen(case, by=tale.clerk),
        lambda: reviews.screen(
            item.task_id, process_id=item.process_id, by=people["intake"], verdict=Verdict.AGREE
        ),
    )
    assert (reopened == "not_allowed") == (screened == "done"), (reopened, screened)
    assert tale.case.status == (Status.ACCEPTED if screened == "done" else Status.DRAFT)
    assert list(invariants.broken()) == []


def test_the_last_two_departments_agree_together(people: Cast) -> None:
    tale = case_at("joint_opinion", people)
    for who in ("fgw", "jw", "gzw"):
        tale.opine(who, "joint")
    items = {unit: tale.item("joint_opinion", unit=unit) for unit in ("SH-CZJ", "SH-SWJ")}

    def agree(unit: str, who: str) -> Any:
        item = items[unit]
        return reviews.opine(
            item.task_id, process_id=item.process_id, by=people[who], stage="joint", verdict=Verdict.AGREE
        )

    assert together(lambda: agree("SH-CZJ", "czj"), lambda: agree("SH-SWJ", "swj")) == ["done", "done"]
    assert tale.item("panel").closed_at is None
    assert list(invariants.broken()) == []
    assert not Certificate.objects.exists()


def test_control_numbers_taken_by_reading_first_collide(people: Cast) -> None:
    """What ``NumberSeries.take`` is for: without the one statement two take the same number."""
    NumberSeries.objects.create(name="naive", last=0)
    read = threading.Barrier(2)

    def naive() -> int:
        number = NumberSeries.objects.get(name="naive").last + 1
        read.wait(10)
        NumberSeries.objects.filter(name="naive").update(last=number)
        return number

    assert together(naive, naive) == [1, 1]


def test_one_place_left_is_given_once(people: Cast) -> None:
    """Two people of one school decided on at the same moment: the second finds the quota used."""
    first, second = NominationFactory(), NominationFactory()
    Nomination.objects.filter(pk=second.pk).update(school=first.school, post=first.post)
    slug, clerk = nominations.programme_of(first).slug, people["officer"]
    quotas.set_number(first.school, first.rank, first.post.year, 1, by=people.at(Role.OFFICER, "SH-JW"))
    round_ = people.round(slug, TODAY.date())
    cases = [
        Application.objects.create(
            programme_slug=slug, round=round_, organisation=first.school, nomination=person, created_by=clerk,
            created_at=clock.now(), subject=nominations.subject(person), holder_name=person.name,
        )
        for person in Nomination.objects.order_by("pk")
    ]  # fmt: skip

    def appoint(case: Application) -> str:
        with transaction.atomic():
            nominations.hold_seats(case)
            if nominations.quota_left(case, slug) <= 0:
                return "full"
            Certificate.objects.create(
                application=case, programme_slug=slug, organisation=case.organisation, subject=case.subject,
                nomination=case.nomination, series="B1-2026", serial=case.pk, number=f"n{case.pk}",
                code=f"c{case.pk}", holder_name=case.holder_name, valid_from=clock.today(), content={},
                content_sha256="", reserved_at=clock.now(),
            )  # fmt: skip
        return "appointed"

    assert sorted(together(*[lambda case=case: appoint(case) for case in cases])) == ["appointed", "full"]
    Certificate.objects.update(status="void")
    assert [nominations.quota_left(case, slug) for case in cases] == [1, 1], "a void paper takes no place"
