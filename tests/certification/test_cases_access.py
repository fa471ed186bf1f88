"""Every address of a case: open to the owner and a colleague, not found for strangers and offices, and
behind the sign-in page for everybody else."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership, User
from certification.models import Letter
from certification.stories.cast import Cast
from certification.urls import cases as urls
from files.storage import store_bytes
from tests.certification import clerk, house
from tests.certification.docket import QuickTale
from tests.factories.accounts import UserFactory
from tests.factories.files import pdf_bytes
from workflows import clock

BrowserOf = Callable[[User], Client]

# what an owner and a colleague get from a case that waits for its correction; POST-only addresses say 405
CORRECTED = {
    "": 200,
    "fill/internship/": 200,
    "fill/basic/": 302,
    "evidence/": 200,
    "evidence/audit_report/upload/": 302,
    "evidence/{evidence}/": 200,
    "evidence/{evidence}/remove/": 405,
    "evidence/{evidence}/page/1/": 404,  # nothing is drawn in these tests
    "check/": 302,
    "done/": 302,
    "correction/": 200,
    "reopen/": 302,
    "withdraw/": 200,
    "paper/": 200,
    "statement/": 404,  # there is one only where an exit was told
    "revision/1/": 200,
    "revision/1/form/": 200,
    "revision/1/scan/": 404,
    "revision/1/scan/upload/": 405,
    "letter/{letter}/": 200,
    "certificate/": 404,
}


@pytest.fixture
def told(cast: Cast) -> QuickTale:
    told = clerk.corrected(cast)
    stored = store_bytes(pdf_bytes(title="printed"), "application/pdf", "pdf")
    told.case.revisions.update(form=stored)
    Letter.objects.update(file=stored)
    return told


def addresses(told: QuickTale) -> dict[str, int]:
    case = told.case
    names = {
        "evidence": case.evidence.get(kind="audit_report").pk,
        "letter": Letter.objects.get(application=case).pk,
    }
    return {f"/cases/{case.pk}/{path.format(**names)}": status for path, status in CORRECTED.items()}


def test_every_address_of_a_case_is_listed_here() -> None:
    others = {"index", "start", "base", "base_begin", "base_repay"}  # not of one case
    named = {p.name for p in urls.urlpatterns} - others
    assert len(named) == len(CORRECTED) - 1  # one section that is open, one that is not


def test_owner_and_colleague_get_the_same(told: QuickTale, browser_of: BrowserOf) -> None:
    owner, colleague = browser_of(told.clerk), browser_of(clerk.colleague_of(told.clerk))
    wanted = addresses(told)
    assert {path: owner.get(path).status_code for path in wanted} == wanted
    assert {path: colleague.get(path).status_code for path in wanted} == wanted


@pytest.mark.parametrize("who", ["another company", "nobody's clerk", "intake", "officer", "expert1"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_learns_nothing(
    told: QuickTale, cast: Cast, browser_of: BrowserOf, who: str, method: str
) -> None:
    if who == "another company":
        person = cast.company("care")[1]
    elif who == "nobody's clerk":
        person = UserFactory.create()
    else:
        person = cast[who]
    browser = browser_of(person)
    found = {path: getattr(browser, method)(path).status_code for path in addresses(told)}
    assert {path: s for path, s in found.items() if s not in (404, 405)} == {}
    assert told.case.status == "submitted"


def test_a_visitor_is_asked_to_sign_in(told: QuickTale) -> None:
    browser = Client()
    for path in ["/cases/", *addresses(told)]:
        assert browser.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert browser.post(f"/cases/{told.case.pk}/withdraw/", {"reason": "x"}).status_code == 302
    assert told.case.status == "submitted"


def test_a_clerk_who_has_left_sees_nothing_any_more(told: QuickTale, browser_of: BrowserOf) -> None:
    browser = browser_of(told.clerk)
    assert browser.get(f"/cases/{told.case.pk}/").status_code == 200
    Membership.objects.filter(user=told.clerk).update(ends_on=clock.today().replace(year=2025))
    assert browser.get(f"/cases/{told.case.pk}/").status_code == 404
    assert browser.post(f"/cases/{told.case.pk}/withdraw/", {"reason": "x"}).status_code == 404
    assert told.case.status == "submitted"


@pytest.mark.parametrize(("path", "most"), [("fill/internship/", 16), ("check/", 16), ("", 15)])
def test_pages_of_a_draft_have_a_price(cast: Cast, browser_of: BrowserOf, path: str, most: int) -> None:
    application, user = clerk.full_draft(cast)
    browser = browser_of(user)
    address = f"/cases/{application.pk}/{path}"
    house.queries(browser, address)
    before = house.queries(browser, address)
    application.dossier["internship"]["tables"]["interns"] *= 3
    application.save(update_fields=["dossier"])
    assert house.queries(browser, address) == before <= most
