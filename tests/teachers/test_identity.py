"""Documents: what is taken, and what is said of the rest."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from teachers.identity import validate_document
from teachers.models import DocumentKind as Kind
from tests.factories.teachers import resident_number

BORN = date(1978, 6, 15)


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (Kind.RESIDENT, "310199197806150019", "310199197806150019"),
        (Kind.RESIDENT, " 31019919780615 001９", "310199197806150019"),
        (Kind.PASSPORT, "e12345678", "E12345678"),
        (Kind.PASSPORT, "K-0A19283", "K0A19283"),
        (Kind.HK_MACAO, "h12345678", "H12345678"),
        (Kind.HK_MACAO, "M1234567801", "M1234567801"),
        (Kind.TAIWAN, "12345678", "12345678"),
        (Kind.TAIWAN, "1234567890b", "1234567890B"),
        (Kind.RESIDENCE, "810000199408230021", "810000199408230021"),
    ],
)
def test_numbers_that_are_taken(kind: str, typed: str, kept: str) -> None:
    assert validate_document(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        (Kind.RESIDENT, "31019919780615001", "shape"),
        (Kind.RESIDENT, "310199197806150018", "checksum"),
        (Kind.RESIDENT, "310199197802300011", "birth"),
        (Kind.RESIDENT, "810000199408230021", "region"),
        (Kind.RESIDENCE, "310199197806150019", "region"),
        (Kind.PASSPORT, "E123", "shape"),
        (Kind.PASSPORT, "护照12345", "shape"),
        (Kind.HK_MACAO, "T12345678", "shape"),
        (Kind.TAIWAN, "1234567", "shape"),
    ],
)
def test_numbers_that_are_not(kind: str, typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_document(kind, typed)
    assert refused.value.code == code
    assert typed not in refused.value.messages[0]


def test_the_number_agrees_with_birth_and_sex() -> None:
    number = resident_number(7, BORN, "F")
    assert validate_document(Kind.RESIDENT, number, birth_on=BORN, sex="F") == number
    for birth_on, sex in ((date(1978, 6, 16), "F"), (BORN, "M")):
        with pytest.raises(ValidationError) as refused:
            validate_document(Kind.RESIDENT, number, birth_on=birth_on, sex=sex)
        assert refused.value.code == "differs"


def test_a_number_ending_in_x() -> None:
    number = next(n for n in map(resident_number, range(100)) if n.endswith("X"))
    assert validate_document(Kind.RESIDENT, number.lower()) == number
