"""Files beside the review page: for those who may see the case, frozen ones only, nothing that a browser runs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from certification.models import Evidence, Revision
from certification.stories.cast import Cast
from files.storage import store_bytes
from tests.certification import docket
from tests.factories.accounts import member
from tests.factories.files import pdf_bytes

BrowserOf = Callable[[User], Client]


@pytest.fixture
def tale(cast: Cast) -> docket.QuickTale:
    """A case at the district, with page pictures, a printed form and a scan."""
    found = docket.at("district_opinion", cast)
    for evidence in found.case.evidence.all():
        docket.draw_pages(evidence.file)
    revision = found.case.current_revision
    assert revision is not None
    revision.form = store_bytes(pdf_bytes(title="form"), "application/pdf", "pdf")
    revision.scan = store_bytes(pdf_bytes(title="scan"), "application/pdf", "pdf")
    revision.save()
    docket.draw_pages(revision.scan)
    return found


def addresses(tale: docket.QuickTale) -> dict[str, str]:
    process, evidence = tale.case.process_id, tale.case.evidence.get(kind="licence")
    return {
        "evidence": reverse("desk:evidence", args=[process, evidence.pk]),
        "evidence page": reverse("desk:evidence_page", args=[process, evidence.pk, 1]),
        "form": reverse("desk:form", args=[process, 1]),
        "scan": reverse("desk:scan", args=[process, 1]),
        "scan page": reverse("desk:scan_page", args=[process, 1, 1]),
    }


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_reviewer_downloads_documents_and_sees_pages(
    cast: Cast, tale: docket.QuickTale, browser_of: BrowserOf
) -> None:
    browser, found = browser_of(cast["pudong"]), addresses(tale)
    licence = browser.get(found["evidence"])
    assert body(licence) == tale.case.evidence.get(kind="licence").file.read()
    assert licence["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%90%A5")  # 营…
    page = browser.get(found["evidence page"])
    assert (page["Content-Type"], page["Content-Disposition"]) == ("image/jpeg", 'inline; filename="1.jpg"')
    for name, response in ((name, browser.get(url)) for name, url in found.items()):
        assert response.status_code == 200, name
        assert response["Cache-Control"] == "private, no-store"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        body(response)


@pytest.mark.parametrize("name", ["evidence", "evidence page", "form", "scan", "scan page"])
def test_nobody_else_gets_them(cast: Cast, tale: docket.QuickTale, browser_of: BrowserOf, name: str) -> None:
    address = addresses(tale)[name]
    assert browser_of(cast["minhang"]).get(address).status_code == 404
    assert browser_of(cast["expert1"]).get(address).status_code == 404
    assert browser_of(member(Role.CLERK, "SH-X")).get(address).status_code == 404
    assert Client().get(address)["Location"] == f"/accounts/login/?next={address}"
    assert browser_of(cast["pudong"]).post(address).status_code == 405
    Membership.objects.create(user=cast["pudong"], organisation=tale.organisation, role=Role.CLERK)
    refused = browser_of(cast["pudong"]).get(address)
    assert refused.status_code == 403
    assert "须回避" in refused.content.decode()


def test_an_expert_gets_them_once_appointed(cast: Cast, browser_of: BrowserOf) -> None:
    tale = docket.at("score", cast)
    address = addresses(tale)["evidence"]
    assert browser_of(cast["expert1"]).get(address).status_code == 200
    assert browser_of(cast["expert7"]).get(address).status_code == 404


def test_what_no_revision_holds_is_not_shown(
    cast: Cast, tale: docket.QuickTale, browser_of: BrowserOf
) -> None:
    loose = tale.case.evidence.get(kind="licence")
    Revision.objects.get().evidence.remove(loose)
    browser = browser_of(cast["pudong"])
    assert browser.get(reverse("desk:evidence", args=[tale.case.process_id, loose.pk])).status_code == 404


def test_files_of_another_case_and_numbers_that_do_not_exist(
    cast: Cast, tale: docket.QuickTale, browser_of: BrowserOf
) -> None:
    other = docket.at("district_opinion", cast, "data")
    foreign = Evidence.objects.filter(application=other.case).first()
    process, own = tale.case.process_id, tale.case.evidence.first()
    assert foreign is not None
    assert own is not None
    browser = browser_of(cast["pudong"])
    for name, arguments in (
        ("evidence", [process, foreign.pk]),
        ("evidence_page", [process, own.pk, 2]),
        ("form", [process, 2]),
        ("scan_page", [process, 1, 2]),
        ("form", [other.case.process_id, 1]),  # not printed yet
        ("evidence", [999_999, own.pk]),
    ):
        assert browser.get(reverse(f"desk:{name}", args=arguments)).status_code == 404, name
