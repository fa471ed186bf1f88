"""Workbooks out and in again: drop-downs, hostile files, wrong cells marked."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook

from files import workbooks
from files.sandboxed import read_rows
from files.workbooks import Column

COLUMNS = [
    Column("name", "姓名", "与证件一致"),
    Column("sex", "性别", choices=[("M", "男"), ("F", "女")]),
    Column("born", "出生日期", kind="day"),
    Column("years", "年限", kind="whole", required=False),
    Column("pay", "酬金", kind="amount", required=False),
    Column("number", "证件号码"),
]
HEAD = ["姓名*", "性别*", "出生日期*", "年限", "酬金", "证件号码*"]
LINE = ["林示例（虚构）", "男", "1978-06-15", "16", "1,200.50", "310199197806150019"]


def book(*rows: list[object], title: str = "") -> bytes:
    made = Workbook()
    if title:
        made.active.title = title
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def code_of(data: bytes, most: int = 100) -> str:
    with pytest.raises(ValidationError) as refused:
        workbooks.read(data, COLUMNS, most)
    assert refused.value.code is not None
    return refused.value.code


def test_a_template_has_instructions_hints_titles_and_drop_downs() -> None:
    made = load_workbook(io.BytesIO(workbooks.template(COLUMNS, "推荐表", notes=["一行一人"], rows=20)))
    sheet = made["填写"]
    assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["推荐表", "一行一人", "与证件一致"]
    assert [cell.value for cell in sheet[4]] == HEAD
    [rule] = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.formula1) == ("B5:B24", "'选项'!$A$1:$A$2")
    assert made["选项"].sheet_state == "hidden"
    assert sheet["F5"].number_format == "@"


def test_a_filled_template_is_read_whatever_the_types_of_its_cells() -> None:
    made = load_workbook(io.BytesIO(workbooks.template(COLUMNS, "推荐表")))
    for index, value in enumerate(["林示例（虚构）", "女", date(1978, 6, 15), 16.0, 0.1, "0123"], start=1):
        made["填写"].cell(4, index).value = value
    target = io.BytesIO()
    made.save(target)
    [row] = workbooks.read(target.getvalue(), COLUMNS, 100)
    assert row.number == 4
    assert row.errors == {}
    assert row.values == {
        "name": "林示例（虚构）", "sex": "F", "born": date(1978, 6, 15),
        "years": 16, "pay": Decimal("0.1"), "number": "0123",
    }  # fmt: skip


def test_columns_are_found_by_title_in_any_order_with_strangers_between() -> None:
    data = book(
        ["随便"], ["证件号码", "备注", "姓名 ", "性 别", "出生日期"], ["E1", "x", "周", "M", "1978年6月15日"]
    )
    [row] = workbooks.read(data, COLUMNS, 100)
    assert row.errors == {}
    assert row.values["born"] == date(1978, 6, 15)
    assert (row.values["sex"], row.values["years"], row.raw["name"]) == ("M", None, "周")


@pytest.mark.parametrize(
    ("place", "value", "key", "message"),
    [
        (0, "", "name", "请填写“姓名”。"),
        (0, "=1+1", "name", "不能使用公式，请改为直接填写的内容。"),
        (0, "#N/A", "name", "单元格显示为错误值，请重新填写。"),
        (1, "不详", "sex", "请从下拉列表中选择：男、女。"),
        (2, "去年", "born", "请填写完整日期，如 2026-11-24。"),
        (2, "1978-13-01", "born", "请填写完整日期，如 2026-11-24。"),
        (3, "1.5", "years", "请填写整数。"),
        (3, "NaN", "years", "请填写整数。"),
        (4, "很多", "pay", "请填写数字，不带单位。"),
        (5, 310199197806150019, "number", "数字过长，末几位已被表格改写。请把单元格设为文本格式后重新填写。"),
    ],
)
def test_a_wrong_cell_says_what_to_do(place: int, value: object, key: str, message: str) -> None:
    line: list[object] = [*LINE]
    line[place] = value
    [row] = workbooks.read(book(HEAD, line), COLUMNS, 100)
    assert row.errors == {key: message}


@pytest.mark.parametrize(("text", "day"), [("19780615", date(1978, 6, 15)), ("1978/6/5", date(1978, 6, 5))])
def test_a_day_in_other_spellings(text: str, day: date) -> None:
    line: list[object] = [*LINE]
    line[2] = text
    assert workbooks.read(book(HEAD, line), COLUMNS, 100)[0].values["born"] == day


def test_files_that_cannot_be_taken() -> None:
    assert code_of(b"PK no workbook") == "unreadable"
    assert code_of(b"x" * (workbooks.MAX_BYTES + 1)) == "too_large"
    assert code_of(book(["姓名"], ["周"])) == "columns"
    assert code_of(book(HEAD)) == "empty"
    assert code_of(book(HEAD, *[LINE] * 4), most=3) == "too_many"
    assert len(workbooks.read(book(HEAD, *[LINE] * 3), COLUMNS, 3)) == 3


def test_a_broken_workbook_and_a_bomb() -> None:
    broken, bomb = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert code_of(broken.getvalue()) == "unreadable"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b"<sst>" + b" " * (61 * 2**20))
    assert code_of(bomb.getvalue()) == "bomb"


def test_a_row_far_down_does_not_make_us_count_to_it() -> None:
    data = book(HEAD, LINE)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b'<row r="2"', b'<row r="1048576"').replace(
                    b'2" t=', b'1048576" t='
                )
            new.writestr(part.filename, content)
    assert code_of(target.getvalue()) == "empty"


def test_error_workbook_marks_cells_and_can_be_sent_again() -> None:
    lines: list[list[object]] = [[*LINE], [*LINE]]
    lines[0][0], lines[1][1] = "=cmd()", "不详"
    rows = workbooks.read(book(HEAD, *lines), COLUMNS, 100)
    rows[0].raw["name"] = "=HYPERLINK()"  # type: ignore[index]  # what an attacker would like to see written
    rows[1].errors[""] = "与第 2 行重复。"  # type: ignore[index]
    data = workbooks.with_errors(COLUMNS, rows, "需要更正的行")
    sheet = load_workbook(io.BytesIO(data))["填写"]
    assert [cell.value for cell in sheet[4]] == [*HEAD, "需要更正"]
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["A5"].quotePrefix) == ("=HYPERLINK()", "s", True)
    assert sheet["B6"].comment.text == "请从下拉列表中选择：男、女。"
    assert sheet["G6"].value == "原第 3 行　性别：请从下拉列表中选择：男、女；与第 2 行重复"
    again = workbooks.read(data, COLUMNS, 100)
    assert [row.errors for row in again] == [{}, {"sex": "请从下拉列表中选择：男、女。"}]


def test_the_child_reads_what_a_cell_holds() -> None:
    made = book(["甲", 3, 2.5, True, date(2026, 1, 2), "=1", None, "  "], [], [None], ["乙"])
    assert read_rows.rows(made, 5, 8) == [
        [
            1,
            [
                ("s", "甲"),
                ("n", "3"),
                ("n", "2.5"),
                ("s", "是"),
                ("d", "2026-01-02"),
                ("f", ""),
                ("", ""),
                ("", ""),
            ],
        ],
        [4, [("s", "乙"), ("", ""), ("", ""), ("", ""), ("", ""), ("", ""), ("", ""), ("", "")]],
    ]
    assert len(read_rows.rows(made, 1, 1)) == 2
