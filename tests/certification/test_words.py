"""Small words of the pages: amounts that stay together, labels without their unit, intake's own verdicts."""

import pytest
from django.template import Context, Template

from certification.domain import timeline
from certification.models import Application, Decision, DecisionKind, Opinion, Outcome, Verdict
from certification.stories.cast import Cast
from tests.certification import docket

pytestmark = pytest.mark.django_db


def drawn(source: str, **context: object) -> str:
    return Template("{% load certification %}" + source).render(Context(context))


def test_wan_stays_on_one_line_and_what_was_typed_stays_text() -> None:
    assert drawn("{{ text|amounts }}", text="8,100,000.00 元（810.00 万元）<b>") == (
        '8,100,000.00 元<span class="nowrap">（810.00 万元）</span>&lt;b&gt;'
    )
    assert drawn("{{ text|amounts|linebreaksbr }}", text="一\n<i>") == "一<br>&lt;i&gt;"


def test_cells_carry_their_columns() -> None:
    source = "{% for column, value in row|labelled:columns %}{{ column }}={{ value }} {% endfor %}"
    assert drawn(source, row=["2025", "41"], columns=["年度", "人数"]) == "年度=2025 人数=41 "


def test_a_label_leaves_the_unit_to_the_amount() -> None:
    assert drawn("{{ label|without_unit }}", label="投入金额（元）") == "投入金额"
    assert drawn("{{ label|without_unit }}", label="面积（平方米）") == "面积（平方米）"


@pytest.mark.parametrize(
    ("node", "verdict", "word"),
    [
        ("intake", Verdict.AGREE, "予以受理"),
        ("intake", Verdict.OBJECT, "不予受理"),
        ("joint_opinion", Verdict.AGREE, "同意"),
    ],
)
def test_intake_has_verdicts_of_its_own(node: str, verdict: str, word: str) -> None:
    assert f">{word}<" in drawn("{% verdict_tag opinion %}", opinion=Opinion(node=node, verdict=verdict))


def test_intake_accepts_where_a_ruling_goes_on() -> None:
    case = Application(programme_slug="enterprise-cultivation")
    went_on = [
        Decision(application=case, kind=kind, outcome=Outcome.PROCEED)
        for kind in (DecisionKind.INTAKE, DecisionKind.SETTLEMENT)
    ]
    assert [drawn("{{ d|concluded }}", d=decision) for decision in went_on] == ["予以受理", "继续办理"]


def test_the_step_a_case_ended_at_says_with_what(cast: Cast) -> None:
    told = docket.at("intake", cast)
    told.screen(Verdict.OBJECT, "信用报告为其他单位所有。")
    first, *others = timeline.entries(told.case)
    assert (first.title, first.state, first.note) == ("受理", "done", "不予受理")
    assert {entry.state for entry in others} == {"skipped"}


def test_a_step_that_led_on_says_nothing(cast: Cast) -> None:
    told = docket.at("district_opinion", cast)
    assert timeline.entries(told.case)[0].note == ""
