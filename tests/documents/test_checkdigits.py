"""ISO 7064 MOD 37,36, the numbers and the codes that carry it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import checkdigits, codes


@pytest.mark.parametrize(
    ("body", "check"),
    [
        (
            "A12425GABC1234002",
            "M",
        ),  # the example of the Global Release Identifier, which uses the same system
        ("SHCJ-A1-2026-0017", "N"),
        ("SHCJ-A2-2026-0009", "T"),
        ("SHCJ-B1-2026-0042", "X"),
        ("SHCJ-C-2026-0003", "7"),
        ("SHCJ-D2-2026-0011", "5"),
    ],
)
def test_the_check_character_is_the_standards(body: str, check: str) -> None:
    assert checkdigits.mod37_36(body) == check
    assert checkdigits.valid(f"{body}-{check}")


@given(st.integers(1, 99_999), st.integers(0, 15), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_wrong_character_in_a_number_is_always_noticed(serial: int, place: int, wrong: str) -> None:
    number = codes.certificate_number("A1", 2026, serial).replace("-", "")
    typed = number[:place] + wrong + number[place + 1 :]
    assert checkdigits.valid(typed) == (typed == number)


def test_a_certificate_number_has_five_digits_and_its_check() -> None:
    assert codes.certificate_number("A1", 2026, 17) == "SHCJ-A1-2026-00017-T"
    assert codes.is_certificate_number("SHCJ-A1-2026-00017-T")
    assert not codes.is_certificate_number("SHCJ-A1-2026-00071-T")
    assert not codes.is_certificate_number("SHCJ-A1-2026-00017-T\n")
    assert not codes.is_certificate_number(
        "SHCJ-A1-２０２６-00017-T"
    )  # full-width digits are not digits here


@pytest.mark.parametrize("serial", [0, -1, 100_000])
def test_a_serial_that_does_not_fit_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="five digits"):
        codes.certificate_number("A1", 2026, serial)


def test_verification_codes_are_long_and_never_the_same() -> None:
    drawn = {codes.verification_code() for _ in range(500)}
    assert len(drawn) == 500
    assert all(set(code) <= set(codes.ALPHABET + "-") for code in drawn)
    assert min(5 * len(code.replace("-", "")) for code in drawn) == 100  # random bits; 80 are asked for


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("7q2m-k0tx-a1b2-c3d4-e5f6", "7Q2M-K0TX-A1B2-C3D4-E5F6"),
        (" 7Q2MKOTXAIB2C3D4E5F6 ", "7Q2M-K0TX-A1B2-C3D4-E5F6"),  # O for 0, I for 1
        ("7Q2M-K0TX-A1B2-C3D4-E5F", ""),
        ("7Q2M-K0TX-A1B2-C3D4-E5FU", ""),  # no U in the alphabet
        ("", ""),
    ],
)
def test_a_typed_code_is_read_as_people_write_it(typed: str, stored: str) -> None:
    assert codes.normal_code(typed) == stored
