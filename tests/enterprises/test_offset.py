"""30 % of a year's investment against both surcharges, carried forward, paid back on divestment: 财税〔2019〕46号."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from enterprises.offset import Entry, estimate
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.workflows import at

WAN = Decimal(10_000)


def entry(year: int, invested: int, vat: int, withdrawn: int = 0, unit: str = "") -> Entry:
    """Amounts in 万元."""
    return Entry(year, invested * WAN, vat * WAN, withdrawn * WAN, unit)


def test_the_worked_example():
    """620万 invested, VAT of 2,400万: 186万 to set off, 120万 of surcharges, 120万 used, 66万 carried."""
    [ledger] = estimate([entry(2025, 620, 2400)])
    [line] = ledger.lines
    assert (line.offset, line.education, line.local) == (186 * WAN, 72 * WAN, 48 * WAN)
    assert (line.due, line.used, line.carried, line.payable) == (120 * WAN, 120 * WAN, 66 * WAN, 0)
    assert (ledger.used, ledger.carried, ledger.repaid) == (120 * WAN, 66 * WAN, 0)


def test_a_surplus_is_used_in_later_years():
    [ledger] = estimate([entry(2026, 100, 2000), entry(2025, 620, 2400), entry(2027, 0, 400)])
    told = [(line.entry.year, line.brought, line.used, line.carried) for line in ledger.lines]
    assert told == [
        (2025, 0, 120 * WAN, 66 * WAN),
        (2026, 66 * WAN, 96 * WAN, 0),
        (2027, 0, 0, 0),
    ]


def test_what_is_withdrawn_takes_the_unused_first_and_pays_back_the_rest():
    """200万 leave: 60万 of offset, all of it still unused. 300万 more: 6万 unused, 84万 were set off."""
    [ledger] = estimate([entry(2025, 620, 2400), entry(2026, 0, 0, 200), entry(2027, 0, 0, 300)])
    told = [(line.lapsed, line.repaid, line.carried, line.payable) for line in ledger.lines]
    assert told == [(0, 0, 66 * WAN, 0), (60 * WAN, 0, 6 * WAN, 0), (6 * WAN, 84 * WAN, 0, 84 * WAN)]


def test_no_more_is_paid_back_than_was_set_off():
    [ledger] = estimate([entry(2024, 100, 10000), entry(2025, 0, 0, 900), entry(2026, 0, 0, 900)])
    assert [line.repaid for line in ledger.lines] == [0, 30 * WAN, 0]


def test_member_units_count_for_themselves():
    own, member_unit = estimate([entry(2025, 10, 400, unit="示例子公司（虚构）"), entry(2025, 620, 2400)])
    assert (own.unit, own.used, own.carried) == ("", 120 * WAN, 66 * WAN)
    assert (member_unit.unit, member_unit.used, member_unit.carried) == ("示例子公司（虚构）", 3 * WAN, 0)


def test_cents_are_rounded_half_up():
    [ledger] = estimate([Entry(2025, Decimal("0.05"), Decimal("0.25"))])
    line = ledger.lines[0]
    assert (line.offset, line.education, line.local) == (Decimal("0.02"), Decimal("0.01"), Decimal("0.01"))


def test_a_year_twice_is_refused():
    with pytest.raises(ValueError, match="a year twice"):
        estimate([entry(2025, 1, 1), entry(2025, 2, 2)])


CENTS = st.integers(0, 10**11).map(lambda n: Decimal(n) / 100)


@given(st.lists(st.tuples(CENTS, CENTS, CENTS), min_size=1, max_size=8))
def test_nothing_is_made_or_lost(years):
    """Whatever was offered is used, carried or lapsed; nothing is negative; never more back than was used."""
    [ledger] = estimate([Entry(2019 + n, *amounts) for n, amounts in enumerate(years)])
    offered = sum(line.offset for line in ledger.lines)
    assert offered == ledger.used + ledger.carried + sum(line.lapsed for line in ledger.lines)
    assert 0 <= ledger.repaid <= ledger.used
    assert all(min(line.used, line.carried, line.lapsed, line.repaid) >= 0 for line in ledger.lines)
    assert all(line.used <= line.due for line in ledger.lines)


@pytest.fixture
def company(db: None) -> Organisation:
    return OrganisationFactory(name="申芯示例（上海）有限公司（虚构）")


@pytest.fixture
def clerk(company: Organisation) -> User:
    return member(Role.CLERK, company)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(company: Organisation) -> str:
    return reverse("enterprises:offset", args=[company.pk])


def posted(*rows: dict[str, str], **extra: str) -> dict[str, str]:
    data = {"years-TOTAL_FORMS": str(len(rows)), "years-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        data |= {f"years-{n}-{name}": value for name, value in row.items()}
    return data | extra


EXAMPLE = {"year": "2025", "unit": "", "invested": "6,200,000", "tax": "24000000.00", "withdrawn": ""}


def test_the_page_reckons_and_says_who_decides(company, clerk):
    with at("2026-11-25 10:00"):
        page = browser(clerk).get(url(company)).content.decode()
        assert "以税务机关核定为准" in page
        assert [f'value="{year}"' in page for year in (2023, 2024, 2025, 2026)] == [True, True, True, False]
        answer = browser(clerk).post(url(company), posted({"year": "2023"}, {"year": "2024"}, EXAMPLE))
    text = answer.content.decode()
    for told in ("1,860,000.00", "1,200,000.00", "660,000.00", "720,000.00", "480,000.00"):
        assert told in text
    assert "以税务机关核定为准" in text
    assert [ledger.carried for ledger in answer.context["ledgers"]] == [66 * WAN]
    assert 'value="6,200,000"' in text


def test_rows_are_added_without_scripts(company, clerk):
    page = browser(clerk).post(url(company), posted(EXAMPLE, {"year": "2024"}, add_row="years"))
    assert page.context["rows"].total_form_count() == 3
    assert (page.context["ledgers"], 'value="6,200,000"' in page.content.decode()) == ([], True)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([EXAMPLE, EXAMPLE], "同一单位的同一年度只填一行，请合并"),
        ([EXAMPLE | {"year": "2018"}], "抵免政策自 2019 年起执行，请填写 2019 年及以后的年度"),
        ([EXAMPLE | {"year": "2027"}], "只能预估今年及以前的年度"),
        ([EXAMPLE | {"invested": "-1"}], "金额不能为负数"),
        ([EXAMPLE | {"tax": ""}], "请填写应缴增值税、消费税（元）"),
        ([{"year": "2023"}], "请至少填写一个年度的投入和税额。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(company, clerk, rows, said):
    with at("2026-11-25 10:00"):
        page = browser(clerk).post(url(company), posted(*rows))
    text = page.content.decode()
    assert said in text
    assert page.context["ledgers"] == []
    assert f'value="{rows[0]["year"]}"' in text


def test_a_struck_row_does_not_count(company, clerk):
    page = browser(clerk).post(url(company), posted(EXAMPLE | {"DELETE": "on"}, EXAMPLE | {"year": "2024"}))
    assert [line.entry.year for ledger in page.context["ledgers"] for line in ledger.lines] == [2024]


def test_who_may(company, clerk):
    school = OrganisationFactory(kind=OrganisationKind.SCHOOL)
    for nobody, place in (
        (member(Role.CLERK, OrganisationFactory()), company),
        (member(Role.OFFICER, "SH-FGW"), company),
        (member(Role.CLERK, school), school),
    ):
        assert browser(nobody).get(url(place)).status_code == 404
    assert Client().get(url(company)).status_code == 302


def test_queries_do_not_grow_with_the_rows(company, clerk, django_assert_max_num_queries):
    client = browser(clerk)
    for years in (1, 3):
        rows = [EXAMPLE | {"year": str(2026 - n)} for n in range(years)]
        with django_assert_max_num_queries(8):
            client.post(url(company), posted(*rows))
