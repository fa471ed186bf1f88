"""Letters and the application form, for whatever programme fills them."""

import time

import pytest
import zxingcpp

from documents import chinese, inspect, rendering, specimens
from documents.errors import MissingValue
from tests.documents.printing import print_letter, squeezed

TITLES = {
    "acceptance": "受理通知书",
    "non_acceptance": "不予受理通知书",
    "correction": "补正通知书",
    "grant": "纳入决定书",
    "refusal": "不予纳入决定书",
    "deferral": "补正后再报通知书",
    "withdrawal": "撤回确认书",
}


@pytest.mark.parametrize("kind", TITLES)
def test_every_letter_fits_one_page_and_names_case_day_and_sender(kind: str) -> None:
    (page,) = inspect.page_texts(print_letter(kind))
    said = squeezed(page)
    for words in (
        TITLES[kind],
        "申芯示例半导体（上海）有限公司（虚构）：",
        "A1-2026-00017",
        "二〇二六年九月十七日",
    ):
        assert words in said
    assert said.count("示例市教育委员会（虚构）") == 2


@pytest.mark.parametrize("kind", TITLES)
def test_every_letter_can_be_checked_by_its_code(kind: str) -> None:
    (page,) = inspect.images(print_letter(kind), 150)
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == "http://localhost:8000/verify/"


@pytest.mark.parametrize("kind", ["refusal", "non_acceptance", "deferral"])
def test_a_letter_against_the_applicant_names_reason_and_remedy(kind: str) -> None:
    known = specimens.letter(kind)
    said = squeezed(inspect.text(print_letter(kind)))
    assert squeezed(known["reason"]) in said
    assert known["remedy"] in said
    if kind == "refusal":
        return  # an exit that is dropped refuses nobody anything: no remedy
    del known["remedy"]
    with pytest.raises(MissingValue, match="remedy"):
        rendering.compose(f"letters/{kind}.html", known, title="文书", created=specimens.CREATED)


def test_one_correction_notice_lists_everything() -> None:
    said = squeezed(inspect.text(print_letter("correction")))
    for item in specimens.letter("correction")["items"]:
        assert item["place"] in said
        assert item["note"] in said
    assert "一次性告知" in said
    assert "2026年10月9日二十四时前" in said
    assert "再次告知" not in said


def test_a_later_correction_notice_says_why_it_comes() -> None:
    said = squeezed(inspect.text(print_letter("correction", sequence=2, reason="财政局复核时新发现。")))
    assert "第2次补正通知。再次告知的理由：财政局复核时新发现。" in said


def test_a_long_notice_runs_on_and_keeps_its_seal_with_its_text() -> None:
    items = [{"place": f"材料{i}", "reason": "其他", "note": "请补充。" * 20} for i in range(30)]
    pages = inspect.page_texts(print_letter("correction", items=items))
    assert len(pages) > 2
    assert "联系方式" in pages[-1]
    assert "二〇二六年九月十七日" in pages[-1]
    assert all(f"材料{i}" in "".join(pages) for i in range(30))


def test_every_page_of_the_application_form_carries_its_version() -> None:
    pdf = print_letter("application_form")
    pages = inspect.page_texts(pdf)
    assert len(pages) == 4
    for number, (page, picture) in enumerate(zip(pages, inspect.images(pdf, 150), strict=True), 1):
        assert "版本码7Q2MK0TXA1" in squeezed(page)
        assert f"第{number}页·共4页" in squeezed(page)
        assert {code.text for code in zxingcpp.read_barcodes(picture)} == {"RZ-V:7Q2MK0TXA1"}
    assert "法定代表人（签字）" in pages[-1]
    assert "申报单位（公章）" in pages[-1]


def test_the_application_form_prints_the_whole_dossier() -> None:
    said = squeezed(inspect.text(print_letter("application_form")))
    assert said.count("上海示例应用技术学院（虚构）") == 27
    assert said.count("围绕集成电路制造共建专业与实训基地。") == 30
    for words in ("基准日2025年12月31日", "校企共有知识产权0件未满足", "3d914f9348c9cc0f", "捐赠设备无"):
        assert words in said


def test_an_empty_dossier_still_makes_a_form_to_sign() -> None:
    pages = inspect.page_texts(print_letter("application_form", sections=[], conditions=[], evidence=[]))
    assert len(pages) == 2
    assert "申报单位（公章）" in pages[-1]


@pytest.mark.parametrize("words", ["A" * 4000, "国" * 4000, "word " * 800])
def test_a_cell_without_an_end_breaks_inside_its_table(words: str) -> None:
    """A text as long as a form takes it; with columns found by the press this would take half a minute."""
    sections = [
        {
            "title": "说明",
            "fields": [{"label": "说明", "value": words}],
            "tables": [{"title": "表", "columns": ["甲", "乙"], "rows": [["1", words]], "totals": []}],
        }
    ]
    began = time.process_time()
    pdf = print_letter("application_form", sections=sections)
    assert time.process_time() - began < 8
    assert squeezed(inspect.text(pdf)).count(words[0]) >= 2 * words.count(words[0])
    for number in range(len(inspect.page_texts(pdf))):
        assert all(run.right < 595.3 - 50 for run in inspect.lines(pdf, number))


def test_columns_share_a_table_by_what_they_hold() -> None:
    year, school = chinese.column_widths(["年度", "合作学校"], [["2023", "上海示例应用技术学院"]], width=140)
    assert year == pytest.approx(2.24 * 3.4 + 4.4, abs=0.01)  # four digits on one line, and no more
    assert school == pytest.approx(140 - year)
    for holds in (["国" * 900] + ["1"] * 6, ["1"] * 7, ["国" * 30] * 7):
        assert sum(chinese.column_widths(["甲"] * 7, [holds], width=154)) == pytest.approx(154, abs=0.1)
