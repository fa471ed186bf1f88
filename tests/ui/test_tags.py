"""Template tags: what they print, and that hostile text stays text."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

EVIL = "<script>alert(1)</script>"


def render(source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def request(query: str) -> HttpRequest:
    return RequestFactory().get(f"/queue/{query}")


def test_a_status_is_text_with_a_tone() -> None:
    assert render('{% status_tag "待补正" "warn" %}') == '<span class="tag tag-warn">待补正</span>'


def test_an_unknown_tone_is_the_authors_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="unknown kind 'pink'"):
        render('{% status_tag "待补正" "pink" %}')


def test_remaining_time_has_words_icon_and_tone() -> None:
    html = render("{% remaining days %}", days=-3)
    assert 'class="remaining remaining-late"' in html
    assert html.endswith("已超期 3 个工作日</span>")
    assert html.count("<svg") == 1


def test_money_and_workdays() -> None:
    assert render("{% money 4215000 %}") == '<span class="num">4,215,000.00 元（421.50 万元）</span>'
    assert render("{% workdays 5 %}") == "5 个工作日"


def test_an_icon_is_decoration_unless_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in render('{% icon "clock" %}')
    alone = render('{% icon "clock" "时限" %}')
    assert 'role="img" aria-label="时限"' in alone
    assert "aria-hidden" not in alone


def test_every_text_is_escaped() -> None:
    html = render(
        "{% status_tag t %}{% callout 'info' t %}<p>x</p>{% endcallout %}{% card t note=t %}{{ t }}{% endcard %}"
        "{% button t value=t data_confirm=t %}{% link_button t t %}{% stat t t t %}{% progress 1 2 t %}"
        "{% fieldset t hint=t %}{% endfieldset %}",
        t=EVIL,
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 16


def test_card_levels_and_slots() -> None:
    html = render('{% card "基本信息" note="来自登记" level=3 %}<p>内容</p>{% endcard %}')
    assert '<h3 class="card-title">基本信息</h3>' in html
    assert '<p class="card-note">来自登记</p>' in html
    assert '<div class="card-body"><p>内容</p></div>' in html
    assert "card-head" not in render("{% card %}x{% endcard %}")


def test_a_button_carries_its_value_and_question() -> None:
    html = render(
        '{% button "撤回" "danger small" "close" name="action" value="withdraw" data_confirm="确定吗？" %}'
    )
    assert html.startswith('<button type="submit" class="btn btn-danger btn-small"')
    assert 'name="action"' in html
    assert 'value="withdraw"' in html
    assert 'data-confirm="确定吗？"' in html


def test_a_filter_changes_the_query_and_goes_to_the_first_page() -> None:
    source = "{% query_replace state='late' q='' %}"
    html = render(source, request=request("?q=%E4%BA%91&district=310115&after=abc&state=all"))
    assert html == "?district=310115&amp;state=late"


def test_the_next_page_keeps_the_filters() -> None:
    html = render(
        "{% query_replace after=cursor %}", request=request("?state=late&after=abc"), cursor="x y&z"
    )
    assert html == "?state=late&amp;after=x+y%26z"
