"""The public list of recognised schools: who is in standing today, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from certification.stories.cast import Cast
from certification.stories.schools import STORIES
from tests.certification.house import queries, words
from tests.factories.campuses import tell
from tests.factories.certification import TODAY, stage
from workflows import clock

pytestmark = pytest.mark.django_db
URL = "/holders/benchmark-school/"


@pytest.fixture
def cast() -> Cast:
    with clock.travel(TODAY):
        return stage()


def test_lists_who_is_in_standing_today(cast: Cast) -> None:
    with clock.travel(TODAY):
        assert "名录中还没有单位" in words(Client().get(URL))
        tale = tell(STORIES["school-recognised"], cast)
        tell(STORIES["school-cultivated"], cast)
        said = words(Client().get(URL))
    assert "上海示例应用技术学院（虚构） 应用技术·多科 · 奉贤区 SHCJ-C-2026-00001-" in said
    assert "2026-11-17 至 2029-11-16" in said
    assert "上海示例工艺职业学院" not in said  # cultivation gives no standing
    assert tale.certificate.code not in said
    guide = Client().get(reverse("public:guide", args=["benchmark-school"])).content.decode()
    assert URL in guide
    with clock.travel(TODAY.replace(year=2029, month=11, day=17)):
        assert "名录中还没有单位" in words(Client().get(URL))


def test_only_programmes_that_say_so(db: None) -> None:
    for slug in ("enterprise-cultivation", "benchmark-school-renewal", "nothing"):
        assert Client().get(f"/holders/{slug}/").status_code == 404


def test_its_cost_does_not_grow(cast: Cast) -> None:
    with clock.travel(TODAY):
        tell(STORIES["school-recognised"], cast)
        one = queries(Client(), URL)
        tell(STORIES["school-cut-off"], cast)
        tell(STORIES["school-life"], cast)
        assert queries(Client(), URL) == one
