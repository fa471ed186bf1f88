"""Consent by a link: asked, answered without an account, changed, withdrawn; every dead end says what to do."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from teachers import consents, nominating, showing
from teachers.models import Consent, ConsentKind, ConsentState, LibraryProfile, Nomination
from tests.factories.accounts import MembershipFactory
from tests.factories.teachers import NominationFactory
from workflows import audit, clock, outbox
from workflows.errors import Refused

NOMINEE, EMPLOYER = ConsentKind.NOMINEE, ConsentKind.EMPLOYER


def refused(act: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)  # type: ignore[operator]
    return error.value.code


def path(consent: Consent) -> str:
    return reverse("teachers:consent", args=[consents.token(consent)])


def test_the_whole_story(nomination: Nomination, clerk: User) -> None:
    """Mailed, opened on a phone without an account, agreed; what was shown is kept with its digest."""
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    outbox.drain()
    [sent] = mail.outbox
    assert sent.to == ["lin@example.com"]
    assert sent.subject == "【融证】请确认：上海临海示例理工大学（虚构） 推荐 林示例（虚构） 担任产业教授"
    assert consents.link(consent) in sent.body
    assert nomination.document_number not in sent.body

    visitor = Client()
    page = visitor.get(path(consent))
    words = page.content.decode()
    assert nomination.masked_number in words
    assert nomination.document_number not in words
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    answer = {
        "act": "answer",
        "answer": "agree",
        "signer": "林示例（虚构）",
        "public": ["library", "employer"],
    }
    assert visitor.post(path(consent), answer).status_code == 302
    assert "您已同意" in visitor.get(path(consent)).content.decode()

    consent = Consent.objects.get()
    assert (consent.status, consent.signer, consent.public) == (
        ConsentState.AGREED, "林示例（虚构）", ["library", "employer"],
    )  # fmt: skip
    assert consent.snapshot == showing.shown(nomination, NOMINEE)
    assert consent.sha256 == showing.sha256(consent.snapshot)
    assert LibraryProfile.objects.get().public == ["library", "employer"]
    assert [entry.action for entry in audit.history(nomination.audit_chain)] == [
        "consent.asked",
        "transition:agree",
    ]


def test_the_employer_sees_no_private_facts(nomination: Nomination, clerk: User) -> None:
    consent = consents.ask(nomination, EMPLOYER, by=clerk)
    words = Client().get(path(consent)).content.decode()
    for private in (nomination.masked_number, nomination.phone, nomination.email, "1978-06-15"):
        assert private not in words
    assert refused(consents.agree, consents.token(consent), signer="人事", public=["library"]) == "public"
    agreed = consents.agree(consents.token(consent), signer="人事示例（虚构）")
    assert (agreed.status, agreed.public) == (ConsentState.AGREED, [])


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"answer": ["请选择您的答复"], "signer": ["请填写签署人姓名"]}),
        (
            {"answer": "refuse", "signer": "林示例（虚构）"},
            {"note": ["请写明原因或需要更正的内容。"]},
        ),
        ({"answer": "agree", "signer": "别人"}, {"signer": ["请填写本人姓名“林示例（虚构）”。"]}),
        (
            {"answer": "agree", "signer": "林示例（虚构）", "public": ["employer"]},
            {"public": ["要公开其他信息，须同时公开“姓名、聘任级别和聘任学校”。"]},
        ),
    ],
)
def test_what_was_typed_stays(
    nomination: Nomination, clerk: User, typed: dict[str, object], errors: dict[str, list[str]]
) -> None:
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    page = Client().post(path(consent), {"act": "answer", **typed})
    assert page.context["answering"].errors == errors
    assert Consent.objects.get().status == ConsentState.ASKED


def test_refusing_and_correcting_write_back_to_the_school(nomination: Nomination, clerk: User) -> None:
    told: list[str] = []
    consents.listeners.append(lambda consent: told.append(consent.status))
    try:
        first = consents.ask(nomination, NOMINEE, by=clerk)
        consents.ask_correction(consents.token(first), signer="林示例（虚构）", reason="职务应为总工")
        second = consents.ask(nomination, NOMINEE, by=clerk)
        consents.refuse(consents.token(second), signer="林示例（虚构）", reason="时间不允许")
    finally:
        consents.listeners.pop()
    outbox.drain()
    assert [m.subject for m in mail.outbox if m.to == [clerk.email]] == [
        "【融证】林示例（虚构）：要求更正信息",
        "【融证】林示例（虚构）：不同意推荐",
    ]
    assert told == [ConsentState.REFUSED]
    assert refused(consents.agree, consents.token(second), signer="x") == "not_allowed"
    assert refused(consents.agree, consents.token(first), signer="x") == "not_allowed"


def test_withdrawing_later_takes_back_what_was_public(nomination: Nomination, clerk: User) -> None:
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    token = consents.token(consent)
    assert refused(consents.withdraw, token, reason="x") == "not_allowed"
    consents.agree(token, signer="林示例（虚构）", public=["library"])
    with clock.travel(clock.now() + timedelta(days=200)):  # the link to answer is long past, this one is not
        page = Client().post(path(consent), {"act": "public", "public": ["library", "field"]})
        assert page.status_code == 302
        assert LibraryProfile.objects.get().public == ["library", "field"]
        done = Client().post(path(consent), {"act": "withdraw", "note": "工作调动", "sure": "on"})
        assert done.status_code == 302
        assert "您已撤回同意" in Client().get(path(consent)).content.decode()
        assert refused(consents.choose, token, public=[]) == "not_allowed"
    assert LibraryProfile.objects.get().public == []


def test_a_person_of_two_schools_keeps_what_the_other_consent_opened(
    nomination: Nomination, clerk: User
) -> None:
    other = NominationFactory(document_number=nomination.document_number)
    MembershipFactory(user=clerk, organisation=other.school, role=Role.CLERK)
    tokens = [consents.token(consents.ask(one, NOMINEE, by=clerk)) for one in (nomination, other)]
    for token in tokens:
        consents.agree(token, signer="x", public=["library"])
    consents.withdraw(tokens[0], reason="只留一所")
    assert LibraryProfile.objects.get().public == ["library"]


def test_time_runs_out(nomination: Nomination, clerk: User) -> None:
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    with clock.travel(clock.now() + timedelta(days=15)):
        page = Client().get(path(consent))
        assert page.status_code == 200
        assert "已超过答复期限" in page.content.decode()
        late = Client().post(path(consent), {"act": "answer", "answer": "agree", "signer": "林示例（虚构）"})
        assert "链接已过答复期限" in late.content.decode()
        assert refused(consents.remind, consent, by=clerk) == "done"
        again = consents.ask(nomination, NOMINEE, by=clerk)
    assert Consent.objects.get(pk=consent.pk).status == ConsentState.EXPIRED
    assert again.nonce != consent.nonce
    assert "链接已失效" in Client().get(path(consent)).content.decode()


def test_a_forged_or_foreign_token_is_nothing(nomination: Nomination, clerk: User) -> None:
    token = consents.token(consents.ask(nomination, NOMINEE, by=clerk))
    Consent.objects.filter(pk=consents.ask(nomination, NOMINEE, by=clerk).pk).update(nonce="another")
    for wrong in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "x",
        consents.token(Consent(pk=9, nonce="n")),
    ):
        page = Client().get(reverse("teachers:consent", args=[wrong]))
        assert page.status_code == 404
        assert "请联系推荐学校重新发送" in page.content.decode()


def test_a_changed_nomination_is_asked_again(nomination: Nomination, clerk: User) -> None:
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    nominating.amend(nomination, {"position": "总工程师"}, by=clerk)
    assert refused(consents.agree, consents.token(consent), signer="林示例（虚构）") == "changed"
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    consents.agree(consents.token(consent), signer="林示例（虚构）")
    assert refused(consents.ask, nomination, NOMINEE, by=clerk) == "agreed"
    nominating.amend(nomination, {"position": "副总工程师"}, by=clerk)
    assert consents.ask(nomination, NOMINEE, by=clerk).status == ConsentState.ASKED


def test_a_nomination_taken_back_asks_nothing_more(nomination: Nomination, clerk: User) -> None:
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    nominating.take_back(nomination, reason="岗位取消", by=clerk)
    assert refused(consents.agree, consents.token(consent), signer="x") == "closed"
    assert refused(consents.ask, nomination, EMPLOYER, by=clerk) == "closed"
    assert "推荐已撤下" in Client().get(path(consent)).content.decode()


def test_reminders_are_bounded(nomination: Nomination, clerk: User, stranger: User) -> None:
    consent = consents.ask(nomination, NOMINEE, by=clerk)
    assert refused(consents.remind, consent, by=stranger) == "forbidden"
    moment = clock.now()
    for day in range(consents.MOST_REMINDERS):
        with clock.travel(moment + timedelta(days=day)):
            consents.remind(consent, by=clerk)
            assert refused(consents.remind, consent, by=clerk) == "too_soon"
    with clock.travel(moment + timedelta(days=6)):
        assert refused(consents.remind, consent, by=clerk) == "too_many"
        outbox.drain()
    assert [m.subject[:4] for m in mail.outbox] == ["【融证】", *["催办【融"] * 5]


def test_only_the_school_asks(nomination: Nomination, stranger: User) -> None:
    assert refused(consents.ask, nomination, NOMINEE, by=stranger) == "forbidden"
