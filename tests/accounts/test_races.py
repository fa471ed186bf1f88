"""Two people at the same moment. The controls take the lock away and show that the race is real;
SQLite has one writer at a time whatever we do, so they need PostgreSQL."""

import contextlib
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.access import desks
from accounts.domain import claims, invitations, memberships
from accounts.models import Membership, Organisation
from accounts.roles import Role
from files.models import StoredFile
from files.storage import store_bytes
from tests.factories.accounts import ClaimFactory, OrganisationFactory, UserFactory, member, uscc
from workflows.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[str]:
    """Run the acts in threads of their own; ``done`` or the code of the refusal, sorted."""
    results: list[str] = []

    def run(act: Callable[[], object]) -> None:
        try:
            act()
            results.append("done")
        except Refused as refused:
            results.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(results)


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str], None]:
    """Let two threads meet right after a check, before either writes; without company one goes on alone."""

    def make(module: object, name: str) -> None:
        original, barrier = getattr(module, name), threading.Barrier(2, timeout=1)

        def checked(*args: object, **kwargs: object) -> object:
            answer = original(*args, **kwargs)
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait()
            return answer

        monkeypatch.setattr(module, name, checked)

    return make


def two_admins_leave(company: Organisation) -> list[str]:
    first, second = member(Role.ORG_ADMIN, company), member(Role.ORG_ADMIN, company)
    return together(
        lambda: memberships.leave(company, by=first), lambda: memberships.leave(company, by=second)
    )


def admins(company: Organisation) -> int:
    return Membership.objects.live().filter(organisation=company, role=Role.ORG_ADMIN).count()


def test_two_administrators_do_not_leave_at_once(meet):
    company = OrganisationFactory()
    meet(memberships, "_is_last_admin")
    assert two_admins_leave(company) == ["done", "last_admin"]
    assert admins(company) == 1


@pytest.mark.postgres
def test_control_without_the_lock_both_leave(meet, monkeypatch):
    company = OrganisationFactory()
    monkeypatch.setattr(memberships, "lock", lambda organisation: None)
    meet(memberships, "_is_last_admin")
    assert two_admins_leave(company) == ["done", "done"]
    assert admins(company) == 0


def two_first_claims(meet: Callable[[object, str], None]) -> tuple[list[str], int]:
    first, second = ClaimFactory(uscc=uscc(71)), ClaimFactory(uscc=uscc(71))
    one, other = member(Role.OFFICER, "SH-FGW"), member(Role.OFFICER, "SH-JW")
    meet(claims, "live_members")
    results = together(lambda: claims.approve(first, by=one), lambda: claims.approve(second, by=other))
    return results, sum(bool(desks(claim.applicant)) for claim in (first, second))


def test_two_first_claims_of_one_code_let_one_person_in(meet):
    assert two_first_claims(meet) == (["done", "taken"], 1)


@pytest.mark.postgres
def test_control_without_the_lock_both_are_let_in(meet, monkeypatch):
    """The organisation exists already: nothing but the lock stands between the two."""
    OrganisationFactory(code=uscc(71))
    monkeypatch.setattr(memberships, "lock", lambda organisation: None)
    assert two_first_claims(meet) == (["done", "done"], 2)


def test_one_link_lets_one_person_in(company, admin):
    token = invitations.token(invitations.invite(company, "a@example.com", Role.CLERK, by=admin))
    people = [UserFactory(), UserFactory()]
    assert together(*(lambda person=person: invitations.accept(token, by=person) for person in people)) == [
        "done",
        "expired",
    ]
    assert sum(bool(desks(person)) for person in people) == 1


def test_the_same_bytes_at_once_are_one_file():
    assert together(*[lambda: store_bytes(b"same bytes", "text/plain", "txt")] * 4) == ["done"] * 4
    assert StoredFile.objects.get().read() == b"same bytes"
