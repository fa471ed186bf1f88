"""Rows as paper: what a template is given, and what a finished page must say."""

from datetime import date

from certification import rendering

DAY = date(2026, 11, 24)


def test_bold_marks_of_the_wording_become_runs() -> None:
    text = "现将**{holder}**（{code}）纳入，自{date}起。"
    assert rendering.body(text, {"holder": "示例公司", "code": "9131", "date": "2026年11月24日"}) == [
        ["现将", {"strong": "示例公司"}, "（9131）纳入，自2026年11月24日起。"]
    ]


def test_marks_and_braces_in_a_name_are_only_text() -> None:
    words = {"holder": "**甲** {code} </b>", "code": "9131", "date": "2026年11月24日"}
    (runs,) = rendering.body("**{holder}**：{date}", words)
    assert runs == [{"strong": "**甲** {code} </b>"}, "：2026年11月24日"]


def test_days_of_a_content_become_dates_and_the_rest_stays() -> None:
    content = {"issued_on": "2026-11-24", "valid_to": None, "number": "7"}
    assert rendering._dated(content, "issued_on", "valid_to", "due_on") == {
        "issued_on": DAY,
        "valid_to": None,
        "number": "7",
    }
