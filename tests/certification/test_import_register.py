"""Holders of an older register: dry run first, marked workbook, two persons, once, and then they count."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from certification.domain import invariants, register_import, standing
from certification.models import Certificate, CertificateStatus
from tests.certification.test_register_rows import GOOD
from tests.factories.accounts import OrganisationFactory, UserFactory, member, uscc
from tests.factories.enterprises import BanFactory
from tests.factories.files import pdf_bytes
from tests.factories.workflows import at
from workflows import audit
from workflows.errors import Refused

pytestmark = pytest.mark.django_db

CULTIVATION = "enterprise-cultivation"
SECOND = GOOD | {
    "uscc": uscc(2),
    "name": "示例装备（上海）有限公司（虚构）",
    "scan": "0002.pdf",
    "valid_to": "2026-06-30",
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with at("2026-11-25 10:00"):
        yield


@pytest.fixture
def officer() -> User:
    return member(Role.OFFICER, "SH-FGW", name="李主办（虚构）", username="officer")


@pytest.fixture
def signer() -> User:
    return member(Role.DECIDER, "SH-FGW", name="沈签发（虚构）", username="decider")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scans = tmp_path / "scans"
    scans.mkdir()
    for name in ("0001.pdf", "0002.pdf"):
        (scans / name).write_bytes(pdf_bytes(title=name))
    return tmp_path


def write(folder: Path, *rows: dict[str, str]) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    columns = register_import.layout()
    page.append([str(column.title) for column in columns])
    for row in rows:
        page.append([row[column.key] for column in columns])
    path = folder / "名录.xlsx"
    book.save(path)
    return path


def run(path: Path, capsys: Any, **options: Any) -> str:
    call_command("import_register", path, scans=path.parent / "scans", **options)
    return str(capsys.readouterr().out)


def commit(path: Path, capsys: Any) -> str:
    return run(path, capsys, commit=True, by="officer", second="decider")


def test_a_dry_run_writes_nothing(folder, capsys):
    told = run(write(folder, GOOD, SECOND), capsys)
    assert "共 2 行，可导入 2 行，已导入过 0 行。" in told
    assert "没有写入" in told
    assert (Certificate.objects.count(), Organisation.objects.filter(code=uscc(1)).exists()) == (0, False)


def test_what_is_taken_over_counts_as_standing(folder, capsys, officer, signer):
    assert "导入 2 个，标记为历史导入。" in commit(write(folder, GOOD, SECOND), capsys)
    company = Organisation.objects.get(code=uscc(1))
    assert (company.name, company.kind, company.district) == (GOOD["name"], "enterprise", "310115")
    row = standing.valid(CULTIVATION, company).get()
    assert (row.imported, row.status, row.application, row.pdf_sha256) == (
        True,
        CertificateStatus.ISSUED,
        None,
        "",
    )
    assert (row.valid_from, row.valid_to) == (date(2024, 6, 30), None)
    assert row.number.startswith("SHCJ-A1-2024-00001-")
    assert row.content["document_no"] == GOOD["document_no"]
    assert row.file.read() == (folder / "scans" / "0001.pdf").read_bytes()
    lapsed = Certificate.objects.get(organisation__code=uscc(2))
    assert lapsed.valid_to == date(2026, 6, 30)
    assert not standing.valid(CULTIVATION, lapsed.organisation).exists()
    assert [str(problem) for problem in invariants.broken()] == []


def test_the_record_names_both_persons_and_the_file(folder, capsys, officer, signer):
    commit(write(folder, GOOD), capsys)
    first, moved = audit.history(Certificate.objects.get().audit_chain)
    assert (first.action, first.actor, first.reason) == (
        "import",
        officer,
        f"历史导入：{GOOD['document_no']}",
    )
    assert (first.data["second"], first.data["second_name"], first.data["file"]) == (
        signer.pk,
        "沈签发（虚构）",
        "名录.xlsx",
    )
    assert (moved.action, moved.target) == ("transition:take_over", "issued")
    [made] = audit.history(Certificate.objects.get().organisation.audit_chain)
    assert (made.action, made.actor, made.data["second"]) == ("organisation.imported", officer, signer.pk)


def test_told_again_it_only_adds_what_is_missing(folder, capsys, officer, signer):
    commit(write(folder, GOOD), capsys)
    told = commit(write(folder, GOOD, SECOND), capsys)
    assert "共 2 行，可导入 1 行，已导入过 1 行。" in told
    assert "导入 0 个" in commit(write(folder, GOOD, SECOND), capsys)
    assert Certificate.objects.count() == 2


def test_the_public_page_says_where_it_comes_from(folder, capsys, officer, signer):
    commit(write(folder, GOOD | {"old_number": "沪产教 0007（示例）"}), capsys)
    row = Certificate.objects.get()
    page = Client().get(reverse("public:certificate", args=[row.number, row.code])).content.decode()
    for told in (
        "本证书真实有效",
        "历史导入",
        GOOD["document_no"],
        "原证书编号 沪产教 0007（示例）",
        "登记时间",
    ):
        assert told in page


def test_the_office_reads_the_scan_others_do_not(folder, capsys, officer, signer):
    commit(write(folder, GOOD), capsys)
    row = Certificate.objects.get()
    url = reverse("office:holder_scan", args=[row.pk])
    browser = Client()
    browser.force_login(officer)
    assert url in browser.get(reverse("office:holder", args=[row.pk])).content.decode()
    answer = browser.get(url)
    assert b"".join(answer) == (folder / "scans" / "0001.pdf").read_bytes()
    browser.force_login(member(Role.OFFICER, "SH-RSJ"))
    assert browser.get(url).status_code == 404
    Certificate.objects.update(file=None)
    browser.force_login(officer)
    assert browser.get(url).status_code == 404


def test_wrong_rows_come_back_marked_and_nothing_is_entered(folder, capsys, officer, signer):
    path = write(folder, GOOD, SECOND | {"uscc": "x", "scan": "0009.pdf"})
    with pytest.raises(CommandError, match="有 1 行需要更正，没有导入任何内容。"):
        commit(path, capsys)
    assert "第 3 行：" in capsys.readouterr().out
    assert Certificate.objects.count() == 0
    book = openpyxl.load_workbook(folder / "名录-待更正.xlsx")
    cells = [str(cell.value) for line in book.active.iter_rows() for cell in line]
    assert any("统一社会信用代码应为 18 位" in cell for cell in cells)


def refusals(row: dict[str, str], scans: Path | None) -> dict[str, str]:
    path = write(scans.parent if scans else Path("/nonexistent"), row)
    [found] = register_import.read(path.read_bytes(), scans).rows
    assert found.holder is None
    return found.errors


class TestWhatContradictsTheRegister:
    def test_a_school_under_this_code(self, folder):
        OrganisationFactory(code=uscc(1), kind=OrganisationKind.SCHOOL)
        assert refusals(GOOD, folder / "scans") == {"uscc": "该代码在平台登记为学校"}

    def test_another_name(self, folder):
        OrganisationFactory(code=uscc(1), name="改名示例（虚构）")
        said = "与平台登记的名称“改名示例（虚构）”不一致，已更名的填写现名"
        assert refusals(GOOD, folder / "scans") == {"name": said}

    def test_a_ban(self, folder):
        BanFactory(uscc=uscc(1))
        assert refusals(GOOD, folder / "scans") == {"uscc": "该单位在禁止申报期内（至 2028-12-31）"}

    def test_the_same_document_with_other_dates(self, folder, capsys, officer, signer):
        commit(write(folder, GOOD), capsys)
        changed = GOOD | {"valid_from": "2024-07-01"}
        assert refusals(changed, folder / "scans") == {
            "valid_from": "该文号已导入过，有效期与本次不同，请核对"
        }

    def test_a_standing_that_is_held_already(self, folder, capsys, officer, signer):
        commit(write(folder, GOOD), capsys)
        number = Certificate.objects.get().number
        found = refusals(GOOD | {"document_no": "别的文号（示例）"}, folder / "scans")
        assert found == {"uscc": f"该单位在本事项已有有效证书 {number}"}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("0009.pdf", b"", "扫描件目录中没有这个文件"),
        ("note.txt", b"text", "不支持这种文件"),
        ("0003.pdf", b"MZ not a pdf", "PDF"),
    ],
)
def test_each_row_needs_its_scan(folder, name, data, said):
    if data:
        (folder / "scans" / name).write_bytes(data)
    assert said.lower() in refusals(GOOD | {"scan": name}, folder / "scans")["scan"].lower()


def test_without_the_folder_scans_are_not_looked_at(folder):
    path = write(folder, GOOD | {"scan": "0009.pdf"})
    assert register_import.read(path.read_bytes(), None).wrong == []


class TestTwoPersons:
    def refused(self, folder: Path, by: User, second: User) -> tuple[str, str]:
        path = write(folder, GOOD)
        with pytest.raises(Refused) as refused:
            register_import.take_over(path.read_bytes(), folder / "scans", by=by, second=second)
        assert Certificate.objects.count() == 0
        return refused.value.code, refused.value.message

    def test_not_one_and_the_same(self, folder, officer):
        assert self.refused(folder, officer, officer)[0] == "second"

    def test_an_officer_of_the_lead_enters(self, folder, signer):
        other = member(Role.OFFICER, "SH-JW")
        said = "“产教融合型企业建设培育”的历史名录由牵头部门的主办录入。"
        assert self.refused(folder, other, signer) == ("forbidden", said)

    def test_somebody_of_the_office_compares(self, folder, officer):
        said = "“产教融合型企业建设培育”的历史名录由牵头部门的另一名主办或签发人核对。"
        for nobody in (UserFactory(), member(Role.DECIDER, "SH-JW"), member(Role.REVIEWER, "SH-FGW")):
            assert self.refused(folder, officer, nobody) == ("forbidden", said)

    def test_a_second_officer_will_do(self, folder, officer):
        path = write(folder, GOOD)
        second = member(Role.OFFICER, "SH-FGW")
        assert (
            len(register_import.take_over(path.read_bytes(), folder / "scans", by=officer, second=second))
            == 1
        )

    def test_wrong_rows_are_refused_whole(self, folder, officer, signer):
        path = write(folder, GOOD, SECOND | {"uscc": "x"})
        with pytest.raises(Refused) as refused:
            register_import.take_over(path.read_bytes(), folder / "scans", by=officer, second=signer)
        assert refused.value.message == "有 1 行需要更正，没有导入任何内容。"
        assert Certificate.objects.count() == 0


class TestTheCommand:
    def test_a_template(self, tmp_path, capsys):
        path = tmp_path / "空表.xlsx"
        call_command("import_register", path, template=True)
        assert "模板已写入" in capsys.readouterr().out
        titles = {str(column.title) for column in register_import.layout()}
        cells = {
            str(c.value).rstrip("* ")
            for line in openpyxl.load_workbook(path).active.iter_rows()
            for c in line
        }
        assert titles <= cells

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            ({"scans": Path("/nonexistent")}, "没有扫描件目录"),
            ({"commit": True, "scans": None}, "请用 --scans 给出扫描件目录"),
            ({"commit": True, "by": "officer"}, "请用 --second 给出在用的用户名。"),
            ({"commit": True, "by": "officer", "second": "officer"}, "导入须由两名不同的人员办理"),
        ],
    )
    def test_what_it_asks_for(self, folder, officer, options, said):
        given = {"scans": folder / "scans"} | options
        with pytest.raises(CommandError, match=said):
            call_command("import_register", write(folder, GOOD), **given)

    def test_files_that_are_none(self, folder):
        with pytest.raises(CommandError, match="无法读取"):
            call_command("import_register", folder / "没有.xlsx")
        (folder / "坏.xlsx").write_bytes(b"PK")
        with pytest.raises(CommandError, match="请使用下载的模板填写"):
            call_command("import_register", folder / "坏.xlsx")
