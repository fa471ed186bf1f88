"""A ban lasts five years, both ends inclusive, and follows the code."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from enterprises import bans
from tests.factories.accounts import UserFactory, uscc
from tests.factories.enterprises import BanFactory
from workflows import audit

pytestmark = pytest.mark.django_db


def test_five_years_to_the_day():
    officer = UserFactory()
    ban = bans.impose(
        uscc(1), starts_on=date(2026, 3, 16), reason="弄虚作假", source="沪产教融〔2026〕第 9 号", by=officer
    )
    assert (ban.starts_on, ban.ends_on) == (date(2026, 3, 16), date(2031, 3, 15))
    inside = {
        day: bans.live_ban(uscc(1), day) == ban
        for day in (date(2026, 3, 15), date(2026, 3, 16), date(2031, 3, 15), date(2031, 3, 16))
    }
    assert list(inside.values()) == [False, True, True, False]
    entry = audit.history(ban.audit_chain).get()
    assert (entry.action, entry.reason, entry.actor) == ("ban.imposed", "弄虚作假", officer)


def test_a_ban_from_leap_day_is_not_a_day_short():
    ban = bans.impose(uscc(2), starts_on=date(2024, 2, 29), reason="r", source="s", by=UserFactory())
    assert ban.ends_on == date(2029, 2, 28)


def test_it_is_the_code_that_is_barred():
    BanFactory(uscc=uscc(3))
    assert bans.live_ban(uscc(4), date(2026, 1, 1)) is None


def test_of_two_the_longer_is_told():
    BanFactory(uscc=uscc(5), ends_on=date(2027, 1, 1))
    longer = BanFactory(uscc=uscc(5), ends_on=date(2029, 1, 1))
    assert bans.live_ban(uscc(5), date(2026, 1, 1)) == longer


def test_the_database_refuses_one_that_ends_before_it_starts():
    with pytest.raises(IntegrityError), transaction.atomic():
        BanFactory(starts_on=date(2026, 1, 2), ends_on=date(2026, 1, 1))
