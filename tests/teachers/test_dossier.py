"""The sections of a nomination's dossier: what is taken, what is told, what is prefilled."""

from datetime import date
from decimal import Decimal

import pytest

from teachers import dossier
from teachers.models import Nomination
from tests.factories.teachers import NominationNoticeFactory

REVIEW = {
    "met_on": "2026-03-01", "minutes": "示例〔2026〕1 号", "present": "7", "in_favour": "7", "opinion": "同意推荐",
    "employer_from": "2026-03-02", "employer_to": "2026-03-09",
    "school_from": "2026-03-02", "school_to": "2026-03-09",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, {}),
        ({"in_favour": "8"}, {"in_favour": ["同意人数多于到会人数，请核对纪要。"]}),
        ({"school_to": "2026-03-01"}, {"school_to": ["截止日期早于起始日期，请核对公示记录。"]}),
        ({"employer_from": ""}, {"employer_from": ["请选择单位公示起始日期"]}),
    ],
)
def test_the_schools_review(changes: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert dossier.ReviewSection(REVIEW | changes).errors == errors


def test_codes_and_phones_are_checked() -> None:
    person = dossier.PersonSection({"employer_code": "91310115000000019N"})
    assert person.errors["employer_code"] == ["第 18 位校验码不正确，请核对营业执照后重新填写。"]
    post = dossier.PostSection({"contact_phone": "12"})
    assert post.errors["contact_phone"] == ["请填写 11 位手机号，或带区号的固定电话，如 021-12345678。"]
    assert dossier.PostSection({"contact_phone": "021-12345678"}).errors.get("contact_phone") is None
    assert dossier.PersonSection({"employer_code": "91310115000000019m"}).errors.get("employer_code") is None


def test_what_the_nomination_says_is_prefilled_without_the_number(nomination: Nomination) -> None:
    NominationNoticeFactory(nomination=nomination, kind="school")
    known = dossier.prefill(nomination)
    assert known["person"]["name"] == "林示例（虚构）"
    assert known["post"]["rank"] == "B1"
    assert known["experience"]["years"] == 16
    assert known["review"] == {"school_from": date(2026, 3, 2), "school_to": date(2026, 3, 9)}
    assert nomination.document_number not in str(known)


@pytest.mark.parametrize(
    ("on", "years"), [(date(2043, 6, 14), 64), (date(2043, 6, 15), 65), (date(2043, 12, 31), 65)]
)
def test_age_is_of_completed_years(on: date, years: int) -> None:
    assert dossier.age(date(1978, 6, 15), on) == years


def test_hours_add_up() -> None:
    assert dossier.teaching_hours([{"hours": Decimal("32")}, {"hours": "4.5"}, {}]) == Decimal("36.5")
