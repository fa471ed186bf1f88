"""Two conclusions at the same moment, for real: the quota of a group holds."""

from collections.abc import Iterator
from typing import Any

import pytest

from certification.domain import decisions, ranking
from certification.models import Outcome
from tests.certification.test_domain_races import together
from tests.factories.campuses import two_at_conference
from tests.factories.certification import TODAY, stage
from workflows import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


def test_of_two_equal_schools_and_one_place_one_is_recognised() -> None:
    cast = stage()
    tale = two_at_conference(cast)
    acts = []
    for key in ("keji", "dianji"):
        tale.turn(key)
        item = tale.item("deliberation")

        def conclude(item: Any = item) -> None:
            decisions.deliberate(
                item.task_id,
                process_id=item.process_id,
                by=cast["secretary"],
                outcome=Outcome.GRANT,
                reason="在名额内。",
                meeting="联席会议办公室专题会（示例）",
            )

        acts.append(conclude)
    assert sorted(map(str, together(*acts))) == ["done", "obstacle"]
    (group,) = ranking.groups(tale.round)
    assert (group.taken, group.places) == (1, 1)
