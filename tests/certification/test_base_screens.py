"""Where a base's procedures begin, what the office writes down, what is re-issued: screens and their doors."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from accounts.roles import Role
from bases import projects, recovery
from certification import registry
from certification.domain import (
    eligibility,
    invariants,
    rectifications,
    repayments,
    standing,
)
from certification.models import Application, FollowUp
from certification.programmes import base_effects
from certification.stories import base_papers
from tests.certification.test_base_later import draft, signed_in
from tests.factories.accounts import member
from tests.factories.bases import BaseFactory, Team
from tests.factories.certification import TODAY, stage
from tests.factories.workflows import at, reload
from workflows import audit, clock
from workflows.errors import Refused

from .test_programme_bases import told

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def test_an_application_begins_with_its_base() -> None:
    team = Team()
    other = BaseFactory(school=team.base.school, kind="d7")
    round_ = stage().round("base-d2", TODAY.date())
    client = signed_in(team.clerk)
    address = reverse("cases:base_begin", args=[round_.pk, team.base.school_id])
    start = client.post(reverse("cases:start", args=[round_.pk, team.base.school_id]))
    assert start.url == address
    page = client.get(address).content.decode()
    assert (team.base.name in page, other.name in page, "1 家合作单位" in page) == (True, False, True)
    said = client.post(address, {"base": team.base.pk})
    case = Application.objects.get()
    assert said.url == reverse("cases:case", args=[case.pk])
    assert (case.base, case.subject, case.holder_name) == (
        team.base,
        f"base/{team.base.pk}",
        team.base.name,
    )
    assert client.post(address, {"base": team.base.pk}).url == said.url  # pressed twice it is one
    for wrong in (other.pk, "x", ""):
        assert client.post(address, {"base": wrong}).status_code == 404
    assert signed_in(team.friend).get(address).status_code == 404
    section = client.get(reverse("cases:section", args=[case.pk, "basic"])).content.decode()
    assert f'value="{team.base.name}"' in section


def test_a_list_costs_the_same_for_one_row_and_for_three(django_assert_max_num_queries) -> None:
    team = Team()
    team.started()
    client = signed_in(team.clerk)
    round_ = stage().round("base-d2", TODAY.date())
    begin = reverse("cases:base_begin", args=[round_.pk, team.base.school_id])
    later = reverse("cases:base", args=[team.base.pk])

    def cost() -> list[int]:
        found = []
        for address in (begin, later):
            with django_assert_max_num_queries(30) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    BaseFactory(school=team.base.school)
    draft(team, "base-d2-change", {})
    one = cost()
    for slug in ("base-d2-acceptance", "base-d2-exit"):
        BaseFactory(school=team.base.school)
        draft(team, slug, {})
    assert cost() == one


def test_later_procedures_begin_at_the_base() -> None:
    team = Team()
    client = signed_in(team.clerk)
    address = reverse("cases:base", args=[team.base.pk])
    assert "还没有办件" in client.get(address).content.decode()
    assert client.post(address, {"procedure": "base-d2-change"}).status_code == 404
    team.started()
    page = client.get(address).content.decode()
    assert ("教学型协同育人基地验收" in page, "教学型协同育人基地变更" in page) == (True, True)
    assert ("教学型协同育人基地复评" in page, "教学型协同育人基地退出" in page) == (False, False)
    said = client.post(address, {"procedure": "base-d2-change"})
    case = Application.objects.get()
    assert said.url == reverse("cases:case", args=[case.pk])
    assert "继续办理" in client.get(address).content.decode()
    assert client.post(address, {"procedure": "base-d2-exit"}).status_code == 404
    officer = signed_in(member(Role.OFFICER, "SH-JW"))
    assert "教学型协同育人基地退出" in officer.get(address).content.decode()
    page = officer.post(address, {"procedure": "base-d2-exit"}, follow=True)
    assert page.status_code == 200
    leaving = Application.objects.latest("pk")
    assert leaving.programme_slug == "base-d2-exit"
    page = officer.get(reverse("cases:section", args=[leaving.pk, "grounds"])).content.decode()
    assert "应追回资金（元）" in page
    assert client.get(reverse("cases:section", args=[leaving.pk, "grounds"])).status_code == 404
    assert (
        "教学型协同育人基地退出" not in client.get(address).content.decode()
    )  # nothing is told before it begins
    assert signed_in(team.stranger).get(address).status_code == 404


def test_the_lead_office_writes_down_what_came_back() -> None:
    team = Team()
    officer = member(Role.OFFICER, "SH-JW")
    address, page = (reverse(f"cases:{name}", args=[team.base.pk]) for name in ("base_repay", "base"))
    assert signed_in(officer).get(address).status_code == 404  # not approved yet
    project = team.started()
    assert signed_in(officer).get(address).status_code == 404  # nothing to be paid back
    owed = recovery.order(
        projects.withdraw(project, by=officer, reason="x"),
        amount=Decimal("500.00"),
        due_on=date(2027, 3, 1),
        reason="x",
        source="沪〔2026〕1 号",
        by=officer,
    )
    others = (team.clerk, team.friend, member(Role.OFFICER, "SH-RSJ"), member(Role.DECIDER, "SH-JW"))
    for user in others:
        assert signed_in(user).get(address).status_code == 404
        assert signed_in(user).post(address, {"amount": "1", "paid_on": "2026-11-23"}).status_code == 404
        assert address not in signed_in(user).get(page).content.decode()
        with pytest.raises(Refused, check=lambda error: error.code == "role"):
            repayments.record(owed, amount=Decimal(1), paid_on=date(2026, 11, 23), by=user)
    client = signed_in(officer)
    assert address in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    said = client.post(address, {"amount": "500.01", "paid_on": "2026-11-23", "note": "回单"})
    assert list(said.context["form"].errors) == ["amount"]
    assert 'value="回单"' in said.content.decode()  # nothing entered is lost
    said = client.post(address, {"amount": "300", "paid_on": "2099-01-01"})
    assert list(said.context["form"].errors) == ["paid_on"]
    assert not owed.repayments.exists()
    said = client.post(address, {"amount": "500", "paid_on": "2026-11-23", "note": "回单"})
    assert said.url == reverse("bases:detail", args=[team.base.pk])
    assert audit.history(team.base.audit_chain).get(action="recovery.repaid").actor == officer
    assert recovery.outstanding(owed) == Decimal("0.00")
    assert client.get(address).status_code == 404  # all of it is back


def test_a_re_evaluation_asks_for_the_reports_of_operation() -> None:
    tale = told("base-life")  # accepted, two reports of operation handed in, re-evaluated
    again, project = tale.case, tale.project
    assert again.eligibility["results"][-1]["code"] == "operated"
    rows = FollowUp.objects.filter(kind="operation", application__base=tale.base)
    assert {row.application.programme.stage for row in rows} == {"acceptance"}  # no year is asked for twice

    def found(day: date) -> tuple[bool, str]:
        with at(f"{day} 09:00"):
            said = eligibility.evaluate(again)["results"][-1]
        return said["passed"], said["value"]

    first = project.ended_on.year
    assert found(date(first + 2, 3, 1)) == (True, "应提交 2 份，已通过 2 份")
    assert found(date(first + 3, 2, 28)) == (True, "应提交 2 份，已通过 2 份")  # the third may still come
    assert found(date(first + 3, 3, 1)) == (False, "应提交 3 份，已通过 2 份")
    rows.filter(period=str(first)).update(status="filed")  # handed in is not accepted
    assert found(date(first + 2, 3, 1)) == (False, "应提交 2 份，已通过 1 份")


def test_a_rectification_that_ran_out_is_the_office_s_to_end(django_assert_max_num_queries) -> None:
    officer, team, failed = member(Role.OFFICER, "SH-JW"), Team(), Team()
    running = [
        projects.rectify(t.started(), until=date(2026, 11, 23), by=None, reason="x") for t in (team, failed)
    ]
    projects.fail(running[1], by=None, reason="x")
    Team().started()  # under construction: no matter of this list
    client, address = signed_in(officer), reverse("office:duties")

    def listed(user: Any = officer) -> list[Any]:
        return list(rectifications.to_end(user))

    with at("2026-11-23 09:00"):
        assert listed() == [running[1]]  # the last day of the other still runs
    assert listed() == running
    assert (listed(member(Role.OFFICER, "SH-RSJ")), listed(team.clerk)) == ([], [])
    detail = reverse("bases:detail", args=[team.base.pk])
    assert "整改期已满" in signed_in(team.clerk).get(detail).content.decode()
    page = client.get(address).content.decode()
    exit_ = reverse("cases:base", args=[team.base.pk])
    assert ("整改未通过的基地" in page, exit_ in page) == (True, True)
    assert "教学型协同育人基地退出" in client.get(exit_).content.decode()
    grounds = dict(registry.get("base-d2-exit").section("grounds").form.base_fields["ground"].choices)
    assert grounds["overdue"] == "整改期满未通过验收"

    def cost() -> int:
        with django_assert_max_num_queries(30) as queries:
            client.get(address)
        return len(queries)

    three = cost()
    Application.objects.filter(pk=draft(team, "base-d2-acceptance", {}).pk).update(status="accepted")
    assert listed() == [running[1]]  # judged meanwhile: the panel has the word
    assert cost() == three
    projects.withdraw(running[1], by=officer, reason="x")
    assert listed() == []
    assert "整改未通过的基地" not in client.get(address).content.decode()


def test_a_change_of_what_the_certificate_says_issues_it_anew() -> None:
    tale = told("base-college")
    tale._span += 30
    tale.moment = tale.moment.replace(year=2026, month=10, day=12)
    first, heir = tale.certificate, tale.cast.company("vision")[0]
    old = tale.partner.organisation
    stars = "★★★★"
    tale.change(
        base_papers.change(
            "partner", "原企业迁出。", leaving=old.code, joining=heir.code, role="lead", share="54", duties="设备"
        ),
        "同意变更。",
    )  # fmt: skip
    second = tale.certificate
    first.refresh_from_db()
    assert (first.status, second.status, second.application) == ("superseded", "issued", tale.case)
    assert (second.valid_from, second.valid_to) == (first.valid_from, first.valid_to)
    body = str(second.content["body"])
    assert (heir.name in body, old.name in body, stars in body, stars + "★" in body) == (
        True,
        False,
        True,
        False,
    )
    assert standing.valid(first.programme_slug, tale.organisation, subject=first.subject).get() == second
    tale.change(
        base_papers.change("leader", "退休。", leader="章示例（虚构）", leader_post="院长"), "同意变更。"
    )
    assert (tale.certificate, tale.case.status) == (second, "granted")  # the leader is not on it
    tale.change(base_papers.change("name", "更名。", name="新名示例协同育人基地（虚构）"), "同意变更。")
    third = tale.certificate
    assert (third.holder_name, third.status) == ("新名示例协同育人基地（虚构）", "issued")
    body = str(third.content["body"])
    assert ("新名示例协同育人基地（虚构）" in body, stars in body, stars + "★" in body) == (True, True, False)
    assert reload(tale.base).name == "新名示例协同育人基地（虚构）"
    assert [str(problem) for problem in invariants.broken()] == []
    late = SimpleNamespace(dossier=tale.case.dossier, base_id=tale.base.pk, about=None)
    assert base_effects.cannot_reissue(late).startswith("基地已取得证书")  # applied for before the acceptance
    late.about = SimpleNamespace(valid_to=third.valid_from - timedelta(days=1))
    assert base_effects.cannot_reissue(late).startswith("基地已有接续的证书")
    taken = BaseFactory(school=tale.base.school, kind=tale.base.kind)
    with pytest.raises(Refused, check=lambda error: error.code == "twice"):
        base_effects._CHANGES["name"](tale.base, {"name": taken.name}, {}, None, "x")
