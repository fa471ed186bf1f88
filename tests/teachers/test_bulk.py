"""Many nominations from one workbook, in portions, with an error workbook and matched papers."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from accounts.models import User
from files import archives, workbooks
from files.fields import Kept
from files.storage import store, store_bytes
from teachers import bulk
from teachers.models import BatchState, Nomination, NominationBatch, NominationFile, Post
from tests.factories.files import pdf_bytes, zip_bytes
from tests.factories.teachers import PostFactory, resident_number
from workflows import outbox
from workflows.errors import Refused

LINE = {
    "name": "林示例", "document_kind": "居民身份证", "birth_on": "1978-06-15", "sex": "男", "phone": "13800000000",
    "email": "lin@example.com", "employer_name": "申芯示例半导体（上海）有限公司（虚构）",
    "employer_code": "91310115000000019M", "employer_email": "hr@example.com", "position": "工艺总监",
    "level": "正高级职称", "level_number": "", "years": "16", "field": "集成电路制造",
}  # fmt: skip


def workbook(post: Post, lines: list[dict[str, Any]]) -> Kept:
    """The school's template, filled in as a person would."""
    book = load_workbook(io.BytesIO(bulk.template(post)))
    sheet = book.worksheets[0]
    keys = [column.key for column in bulk.columns()]
    for number, line in enumerate(lines, start=7):
        for index, key in enumerate(keys, start=1):
            sheet.cell(number, index).value = line.get(key, "")
    target = io.BytesIO()
    book.save(target)
    stored = store(SimpleUploadedFile("人选.xlsx", target.getvalue()), kinds={"xlsx"})
    return Kept(stored, "人选.xlsx")


def line(serial: int, **changes: str) -> dict[str, Any]:
    return LINE | {"name": f"林示例{serial}", "document_number": resident_number(serial)} | changes


def played(batch: NominationBatch) -> NominationBatch:
    outbox.drain(raise_errors=True)
    return NominationBatch.objects.get(pk=batch.pk)


def test_good_rows_are_taken_and_the_others_come_back(post: Post, clerk: User) -> None:
    lines = [line(1), line(2, phone="12"), line(1), line(3, birth_on="1979-01-01")]
    batch = played(bulk.start(post, workbook(post, lines), None, by=clerk))
    assert (batch.status, batch.total, batch.read, batch.accepted) == (BatchState.DONE, 4, 4, 1)
    assert batch.errors == [
        [8, {"phone": "请填写 11 位手机号，以 1 开头。"}],
        [9, {"": "该岗位已推荐此人（证件相同），请勿重复推荐。"}],
        [10, {"document_number": "与出生日期不一致，请核对证件号码和出生日期。"}],
    ]
    assert [n.name for n in Nomination.objects.all()] == ["林示例1"]
    sheet = load_workbook(io.BytesIO(bulk.error_workbook(batch))).worksheets[0]
    assert [sheet.cell(row, 1).value for row in (5, 6, 7)] == ["林示例2", "林示例1", "林示例3"]
    again = workbooks.read(bulk.error_workbook(batch), bulk.columns(), 100)
    assert [row.values["document_kind"] for row in again] == ["resident"] * 3


def test_a_large_file_goes_in_portions(clerk: User, school: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PORTION", 2)
    post = PostFactory(school=school, rank="B3", places=9)
    batch = bulk.start(post, workbook(post, [line(n) for n in range(5)]), None, by=clerk)
    outbox.drain(limit=1, raise_errors=True)
    seen = NominationBatch.objects.get(pk=batch.pk)
    assert (seen.status, seen.total, seen.read) == (BatchState.RUNNING, 5, 2)
    batch = played(batch)
    assert (batch.status, batch.read, batch.accepted) == (BatchState.DONE, 5, 5)
    message = outbox.OutboxMessage.objects.filter(effect=bulk.EFFECT).earliest("pk")
    bulk.perform(message)  # a portion done again changes nothing
    assert Nomination.objects.count() == 5


def test_papers_find_their_people(post: Post, clerk: User) -> None:
    papers = {
        "林示例1-学历证书.pdf": pdf_bytes(),
        "别人-学历证书.pdf": pdf_bytes(title="x"),
        "林示例1-在职证明.pdf": b"x",
    }
    archive = archives.keep(SimpleUploadedFile("材料.zip", zip_bytes(papers)))
    batch = played(bulk.start(post, workbook(post, [line(1)]), archive, by=clerk))
    assert batch.unmatched == [
        ["别人-学历证书.pdf", "表中没有此人。"],
        [
            "林示例1-在职证明.pdf",
            "文件内容不是 PDF（只改扩展名不能转换格式）。请用原程序另存为 PDF 后重新上传。",
        ],
    ]
    assert [(f.nomination.name, f.slot) for f in NominationFile.objects.all()] == [("林示例1", "degree")]


def test_a_workbook_that_cannot_be_read_says_so(post: Post, clerk: User) -> None:
    broken = Kept(store_bytes(b"x", workbooks.MIME, "xlsx"), "坏.xlsx")
    batch = played(bulk.start(post, broken, None, by=clerk))
    assert (batch.status, batch.message) == (
        BatchState.FAILED, "无法读取。请使用下载的模板填写，并保存为 XLSX 格式后重新上传。",
    )  # fmt: skip


def test_only_the_school_and_only_before_the_deadline(post: Post, clerk: User, stranger: User) -> None:
    book = workbook(post, [line(1)])
    with pytest.raises(Refused) as error:
        bulk.start(post, book, None, by=stranger)
    assert error.value.code == "forbidden"
    post.deadline = post.deadline.replace(year=2020)
    with pytest.raises(Refused) as error:
        bulk.start(post, book, None, by=clerk)
    assert error.value.code == "deadline"
