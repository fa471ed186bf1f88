"""Forms: one field template, one error summary, inputs that read what people type."""

from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html

from ui import errors
from ui.fields import MoneyField, ScoreField
from ui.forms import ClearMessages
from ui.formsets import grow, wants_row
from ui.widgets import CodeInput, DateInput


class Section(ClearMessages, forms.Form):
    name = forms.CharField(label="单位名称", max_length=5, help_text="与营业执照一致")
    base = forms.CharField(label="实训基地", required=False)
    signed_on = forms.DateField(label="签订日期", widget=DateInput)
    kind = forms.ChoiceField(
        label="企业类型", choices=[("a", "民营"), ("b", "国有")], widget=forms.RadioSelect
    )
    truthful = forms.BooleanField(label="内容真实")
    story = forms.CharField(label="成效", max_length=500, widget=forms.Textarea)

    def clean(self) -> None:
        if self.data.get("name") == "整体":
            raise forms.ValidationError("本批次已经截止")


class Row(ClearMessages, forms.Form):
    item = forms.CharField(label="项目")
    amount = MoneyField(label="金额")


Rows = forms.formset_factory(Row, extra=0, can_delete=True)


def soup(html: Any) -> BeautifulSoup:
    return BeautifulSoup(str(html), "html.parser")


def one(page: BeautifulSoup, selector: str) -> Tag:
    (found,) = page.select(selector)
    return found


def rows(*values: tuple[str, str]) -> dict[str, str]:
    data = {"rows-TOTAL_FORMS": str(len(values)), "rows-INITIAL_FORMS": "0"}
    for number, (item, amount) in enumerate(values):
        data |= {f"rows-{number}-item": item, f"rows-{number}-amount": amount}
    return data


def test_a_field_ties_label_hint_and_error_to_its_input() -> None:
    page = soup(Section({"name": "云岚智能装备"}).as_div())
    control = one(page, "#id_name")
    assert one(page, "label[for=id_name]").get_text() == "单位名称"
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert control["aria-invalid"] == "true"
    assert one(page, "#id_name_helptext").get_text() == "与营业执照一致"
    assert one(page, "#id_name_error").get_text() == "最多 5 字，现在是 6 字，请删减"
    order = [tag.get("id") for tag in control.find_parent("div").find_all(id=True)]  # type: ignore[union-attr]
    assert order == ["id_name_helptext", "id_name_error", "id_name"]


def test_a_wrong_date_or_number_names_its_field_and_the_remedy() -> None:
    class Count(ClearMessages, forms.Form):
        day = forms.DateField(label="成立日期", widget=DateInput)
        people = forms.IntegerField(label="职工人数", min_value=1)
        year = forms.IntegerField(label="年度", error_messages={"invalid": "请填写 4 位年份"})

    form = Count({"day": "20120-05-18", "people": "0", "year": "去年"})
    assert form.errors == {
        "day": ["“成立日期”不是完整的日期，请按年、月、日填写，如 2026-11-24"],
        "people": ["“职工人数”不能小于 1，请核对"],
        "year": ["请填写 4 位年份"],
    }
    assert Count({"people": "很多"}).errors["people"] == ["“职工人数”请填写整数"]
    assert one(soup(form.as_div()), "#id_day")["max"] == "9999-12-31"  # a typed year has four digits


def test_only_the_optional_is_marked() -> None:
    page = soup(Section().as_div())
    assert [tag.get_text(strip=True) for tag in page.select(".optional")] == ["（选填）"]
    assert one(page, "label[for=id_base]").get_text() == "实训基地（选填）"


def test_choices_are_a_group_with_a_legend() -> None:
    page = soup(Section({}).as_div())
    group = one(page, "fieldset")
    assert group.legend is not None
    assert group.legend.get_text() == "企业类型"
    assert group["aria-describedby"] == "id_kind_error"
    assert [tag["for"] for tag in group.select("label")] == ["id_kind_0", "id_kind_1"]
    assert group.select("input")[0]["id"] == "id_kind_0"


def test_required_messages_name_the_field_and_the_act() -> None:
    form = Section({})
    assert {name: messages[0] for name, messages in form.errors.items()} == {
        "name": "请填写单位名称",
        "signed_on": "请选择签订日期",
        "kind": "请选择企业类型",
        "truthful": "请确认“内容真实”",
        "story": "请填写成效",
    }


def test_no_browser_cuts_pasted_text() -> None:
    page = soup(Section().as_div())
    assert page.select("[maxlength]") == []
    assert one(page, "#id_story")["data-length"] == "500"


def test_the_summary_repeats_every_error_and_links_to_its_control() -> None:
    form = Section({"name": "整体", "signed_on": "2024-03-01", "truthful": "on", "story": "好"})
    formset = Rows(rows(("设备", "1,000"), ("课时费", "一百万")), prefix="rows")
    page = soup(render_to_string("components/error_summary.html", {"errors": errors.collect(form, formset)}))
    assert one(page, "[role=alert]")["tabindex"] == "-1"
    assert one(page, "h2").get_text() == "有 3 处需要修改"
    assert [tag.get_text(strip=True) for tag in page.select("li")] == [
        "本批次已经截止",
        "请选择企业类型",
        "第 2 行：请填写以元为单位的数字，例如 1234567.00",
    ]
    assert [tag["href"] for tag in page.select("a")] == ["#id_kind_0", "#id_rows-1-amount"]
    targets = soup(str(form.as_div()) + str(formset))
    assert all(targets.select(f"[id='{str(tag['href'])[1:]}']") for tag in page.select("a"))


def test_without_errors_there_is_no_summary() -> None:
    assert errors.collect(Section(), None) == []
    assert soup(render_to_string("components/error_summary.html", {"errors": []})).find() is None


def test_a_summary_is_bounded() -> None:
    formset = Rows(rows(*[("", "x")] * 40), prefix="rows")
    assert len(errors.collect(formset)) == errors.LIMIT


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1234567", "1234567"), ("1,234,567.5", "1234567.5"), ("1，234 元", "1234"), (" 0.01 ", "0.01")],
)
def test_money_is_read_as_people_write_it(typed: str, value: str) -> None:
    assert MoneyField().clean(typed) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("一百万", "请填写以元为单位的数字，例如 1234567.00"),
        ("NaN", "请填写以元为单位的数字，例如 1234567.00"),
        ("-1", "金额不能为负数"),
        ("1.234", "金额最多保留两位小数"),
        ("1" * 15, "金额过大，请核对单位是否为元"),
    ],
)
def test_money_refuses_with_a_remedy(typed: str, message: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        MoneyField().clean(typed)
    assert message in refused.value.messages


def test_money_shows_ten_thousands_without_scripts() -> None:
    page = soup(Row(initial={"amount": Decimal("4215000.00")})["amount"])
    assert one(page, "input")["value"] == "4215000.00"
    assert one(page, "[data-wan]").get_text() == "（421.50 万元）"
    assert one(page, "[data-wan]")["data-wan"] == "（{n} 万元）"


def test_a_code_is_typed_without_help() -> None:
    html = CodeInput({"maxlength": 18}).render("code", "9199")
    assert 'class="code"' in html
    assert 'spellcheck="false"' in html


class Sheet(forms.Form):
    mark = ScoreField(label="合作机制", top=Decimal(20), marks=[Decimal(5), Decimal(10), Decimal(20)])


@pytest.mark.parametrize(
    ("mark", "free", "value"),
    [("10", "", "10"), ("", "12.5", "12.5"), ("10", "10", "10"), ("", "0", "0"), ("20", "", "20")],
)
def test_a_score_is_a_mark_or_any_number(mark: str, free: str, value: str) -> None:
    sheet = Sheet({"mark_mark": mark, "mark_free": free})
    assert sheet.errors == {}
    assert sheet.cleaned_data["mark"] == Decimal(value)


@pytest.mark.parametrize(
    ("mark", "free", "message"),
    [
        ("", "", "请评分"),
        ("10", "12", "所选分档与填写的分数不一致，请只保留一个"),
        ("", "20.5", "分数不能高于满分 20"),
        ("", "-1", "分数不能低于 0"),
        ("", "3.3", "分数以 0.5 分为一档"),
    ],
)
def test_a_score_is_refused_with_its_reason(mark: str, free: str, message: str) -> None:
    assert Sheet({"mark_mark": mark, "mark_free": free}).errors["mark"] == [message]


@pytest.mark.parametrize(("value", "checked", "free"), [("10.0", ["10"], None), ("12.50", [], "12.5")])
def test_a_kept_score_comes_back_where_it_was(value: str, checked: list[str], free: str | None) -> None:
    page = soup(Sheet(initial={"mark": Decimal(value)})["mark"])
    assert [tag["value"] for tag in page.select("input[checked]")] == checked
    assert one(page, "input[type=number]").get("value") == free


def test_the_add_button_adds_a_row_and_loses_nothing() -> None:
    data = QueryDict(mutable=True)
    data.update({**rows(("设备", "1000")), "add_row": "rows"})
    assert wants_row(data) == "rows"
    formset = Rows(grow(data, "rows"), prefix="rows")
    assert [form["item"].value() for form in formset] == ["设备", None]
    assert data["rows-TOTAL_FORMS"] == "1"


@pytest.mark.parametrize(
    ("total", "grown"), [("99", "100"), ("100", "100"), ("5000", "100"), ("x", "1"), ("-9", "0")]
)
def test_growth_is_bounded(total: str, grown: str) -> None:
    assert grow(QueryDict(f"rows-TOTAL_FORMS={total}"), "rows")["rows-TOTAL_FORMS"] == grown


def test_a_hint_is_text_and_only_marked_markup_is_markup() -> None:
    """Officers word some hints; what they type is shown, not run."""

    class Hinted(forms.Form):
        typed = forms.CharField(help_text="<b>粗</b>")
        made = forms.CharField(help_text=format_html("<i>{}</i>", "斜&"))

    shown = str(Hinted())
    assert "&lt;b&gt;粗&lt;/b&gt;" in shown
    assert "<i>斜&amp;</i>" in shown
