"""What the rows say of themselves."""

import pytest

from teachers.models import DocumentKind
from teachers.ranks import Rank, lower
from tests.factories.teachers import NominationFactory

pytestmark = pytest.mark.django_db


def test_a_nomination_names_the_person_the_rank_and_the_school() -> None:
    nomination = NominationFactory(name="林示例（虚构）", post__school__name="示例大学（虚构）")
    assert str(nomination) == "林示例（虚构） · 产业教授 · 示例大学（虚构）"


@pytest.mark.parametrize(
    ("kind", "number", "masked"),
    [
        (DocumentKind.RESIDENT, "310199197806150019", "3101**********0019"),
        (DocumentKind.PASSPORT, "E12345678", "E1*****78"),
        (DocumentKind.TAIWAN, "12345678", "12****78"),
    ],
)
def test_a_number_is_shown_masked(kind: str, number: str, masked: str) -> None:
    assert NominationFactory(document_kind=kind, document_number=number).masked_number == masked


def test_the_ranks_go_down_one_by_one() -> None:
    assert [lower(rank) for rank in Rank.values] == ["B2", "B3", ""]
