"""Rows of a register kept elsewhere: read through the workbook, refused with the column and the remedy."""

import io
from datetime import date

import openpyxl
import pytest

from certification.domain.register_rows import MOST, Checked, Holder, check, columns
from files import workbooks
from tests.factories.accounts import uscc

TODAY = date(2026, 11, 25)
COLUMNS = columns({"A1": "产教融合型企业建设培育", "A2": "产教融合型企业认定"})
GOOD = {
    "programme": "A1",
    "name": "申芯示例（上海）有限公司（虚构）",
    "uscc": uscc(1),
    "district": "浦东新区",
    "document_no": "沪产教融企培〔2024〕第 7 号（示例）",
    "old_number": "",
    "valid_from": "2024-06-30",
    "valid_to": "",
    "scan": "0001.pdf",
}


def sheet(*rows: dict[str, str]) -> bytes:
    """A workbook as a department keeps it: titles in the first line."""
    book = openpyxl.Workbook()
    page = book.active
    page.append([str(column.title) for column in COLUMNS])
    for row in rows:
        page.append([row[column.key] for column in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def checked(*rows: dict[str, str]) -> list[Checked]:
    return check(workbooks.read(sheet(*rows), COLUMNS, MOST), TODAY)


def one(**changes: str) -> Checked:
    return checked(GOOD | changes)[0]


def test_a_row_in_order():
    found = one()
    assert (found.row.number, found.errors) == (2, {})
    assert found.holder == Holder(
        programme="A1",
        name="申芯示例（上海）有限公司（虚构）",
        uscc=uscc(1),
        district="310115",
        document_no="沪产教融企培〔2024〕第 7 号（示例）",
        old_number="",
        valid_from=date(2024, 6, 30),
        valid_to=None,
        scan="0001.pdf",
    )


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("programme", "A2 产教融合型企业认定", "A2"),
        ("uscc", uscc(1).lower(), uscc(1)),
        ("district", "310115", "310115"),
        ("valid_from", "2024年6月30日", date(2024, 6, 30)),
        ("valid_to", "2027-06-29", date(2027, 6, 29)),
        ("old_number", " 沪产教 0007 ", "沪产教 0007"),
    ],
)
def test_ways_of_writing(column, typed, read):
    found = one(**{column: typed})
    assert found.errors == {}
    assert getattr(found.holder, column) == read


@pytest.mark.parametrize(
    ("column", "typed", "said"),
    [
        ("programme", "B1", "请从下拉列表中选择"),
        ("name", "  ", "请填写“单位名称”"),
        ("name", "甲\u200b公司", "第 2 个字符不可见"),
        ("uscc", "", "请填写“统一社会信用代码”"),
        ("uscc", uscc(1)[:-1] + ("0" if uscc(1)[-1] != "0" else "1"), "第 18 位校验码不正确"),
        ("district", "苏州市", "请从下拉列表中选择"),
        ("document_no", "", "请填写“认定文件文号”"),
        ("valid_from", "去年", "请填写完整日期"),
        ("valid_from", "2026-11-26", "历史名录的有效期不能从今天以后开始"),
        ("valid_to", "2024-06-29", "有效期止早于有效期起，请核对"),
        ("scan", "../0001.pdf", "只填写文件名，不要带目录"),
        ("scan", ".env", "只填写文件名，不要带目录"),
        ("old_number", "长" * 61, "最多 60 个字，现有 61 个字，请精简。"),
    ],
)
def test_what_is_wrong_is_said_by_column(column, typed, said):
    found = one(**{column: typed})
    assert found.holder is None
    assert list(found.errors) == [column]
    assert said in found.errors[column]
    assert found.told().errors == found.errors


def test_all_that_is_wrong_is_said_at_once():
    assert sorted(one(uscc="x", valid_from="y", scan="").errors) == ["scan", "uscc", "valid_from"]


def test_a_holder_of_one_programme_stands_in_a_file_once():
    found = checked(
        GOOD,
        GOOD | {"document_no": "别的文号"},
        GOOD | {"programme": "A2"},
        GOOD | {"uscc": uscc(2)},
        GOOD | {"uscc": "x"},
    )
    assert [bool(each.holder) for each in found] == [True, False, True, True, False]
    assert found[1].errors == {"uscc": "与第 2 行是同一单位的同一事项，请只保留一行"}
