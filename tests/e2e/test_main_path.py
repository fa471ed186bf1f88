"""The main path in a real browser: by keyboard, by touch on a phone, and with JavaScript off."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from certification.models import Application, Certificate, Status
from certification.stories.cast import Cast
from tests.e2e.walk import COMPANY, Hands, Walk
from tests.e2e.watch import Watch

People = Callable[..., Hands]
Walks = Callable[[Hands], Walk]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def go_all_the_way(walk: Walk, *, corrected: bool = True) -> None:
    """From nobody to a certificate that anybody can check."""
    walk.open_round()
    walk.register_and_claim()
    walk.approve_claim()
    walk.fill_in_profile()
    walk.start_application()
    walk.fill_in()
    walk.attach()
    walk.submit()
    walk.time.pass_days(1)
    if corrected:
        walk.screen()
        walk.work()
        walk.time.pass_days(2)
        walk.answer_correction()
        walk.time.pass_days(1)
    walk.accept()
    walk.time.pass_days(2)
    walk.review()
    walk.time.pass_days(1)
    walk.appoint_and_score()
    walk.time.pass_days(2)
    walk.deliberate()
    walk.time.pass_days(1)
    walk.publish()
    walk.let_notice_run()
    walk.decide()
    check_certificate(walk)


def check_certificate(walk: Walk) -> None:
    """Its QR opens the public page; a wrong code finds nothing."""
    _path, address = walk.take_certificate()
    certificate = Certificate.objects.get()
    visitor = walk.hands("")
    assert address == f"{visitor.base}/verify/{certificate.number}/{certificate.code}/"
    visitor.open(address.removeprefix(visitor.base))
    expect(visitor.page.get_by_role("heading", name="有效", exact=True)).to_be_visible()
    expect(visitor.page.get_by_role("main")).to_contain_text(walk.company.name)

    visitor.open("/verify/")
    visitor.write("证书编号", certificate.number)
    wrong = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
    visitor.write("核验码", wrong)
    visitor.press("查验", within=visitor.page.get_by_role("main"))
    expect(visitor.page.get_by_role("alert")).to_contain_text("没有找到与该编号和核验码一致的证书。")


def assert_granted(watch: Watch, *, versions: int) -> None:
    case, certificate = Application.objects.get(), Certificate.objects.get()
    assert (case.status, case.revisions.count(), case.holder_name) == (Status.GRANTED, versions, COMPANY.name)
    assert certificate.number.startswith("SHCJ-A1-2026-00001-")
    assert watch.complaints == []


def test_by_keyboard(cast: Cast, people: People, walk: Walks, watch: Watch) -> None:
    """The clerk, one reviewer and the passer-by have no mouse."""
    go_all_the_way(walk(people("mouse", clerk="keyboard", czj="keyboard", visitor="keyboard")))
    assert_granted(watch, versions=2)


def test_by_touch_on_a_phone(cast: Cast, people: People, walk: Walks, watch: Watch) -> None:
    """Everybody is on the move."""
    go_all_the_way(walk(people("finger")))
    assert_granted(watch, versions=2)


def test_without_scripts(cast: Cast, people: People, walk: Walks, watch: Watch) -> None:
    """Nobody's browser runs any."""
    go_all_the_way(walk(people("plain")), corrected=False)
    assert_granted(watch, versions=1)
