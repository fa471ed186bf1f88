"""Evidence at the screen: why a paper is needed, several at once, what is not taken and why, look, download, remove."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from certification.models import Application, Evidence
from certification.stories.cast import Cast
from files.models import PageImage
from files.storage import store_bytes
from tests.certification import clerk
from tests.certification.house import queries
from tests.factories.files import image_bytes, pdf_bytes, upload, zip_bytes

BrowserOf = Callable[[User], Client]


def page_url(application: Application) -> str:
    return f"/cases/{application.pk}/evidence/"


def send(browser: Client, application: Application, kind: str, *files: SimpleUploadedFile) -> Any:
    return browser.post(f"{page_url(application)}{kind}/upload/", {"files": list(files)})


def papers(application: Application, kind: str) -> list[str]:
    rows = application.evidence.filter(kind=kind, removed_at=None).order_by("pk")
    return list(rows.values_list("name", flat=True))


class TestWhatIsNeeded:
    def test_why_and_how_many(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        application.evidence.filter(kind="licence").delete()
        application.dossier["claims"]["fields"]["conditions"] = ["internship", "alliance"]
        application.save(update_fields=["dossier"])
        page = clerk.page(browser_of(user).get(page_url(application)))
        headings = [h.get_text() for h in page.select(".content h2")]
        assert headings == ["必须提交", "按申报的条件提交"]
        licence = page.select_one("#kind-licence")
        alliance = page.select_one("#kind-alliance")
        assert licence is not None
        assert alliance is not None
        assert "所有申报单位都须提交 · 可由平台调取" in licence.get_text()
        assert "待上传" in licence.get_text()
        assert "因申报条件“牵头或参与组建职业教育集团、产教融合联盟”而需要" in alliance.get_text()
        folded = page.select_one(".content > details > summary")
        assert folded is not None
        assert folded.get_text() == "其他条件的材料（未申报，可不提交）"

    def test_the_task_list_names_what_is_missing(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        application.evidence.filter(kind__in=["licence", "plan"]).delete()
        page = browser_of(user).get(f"/cases/{application.pk}/")
        assert "已上传 7 份，还缺 2 类：营业执照、三年规划" in page.content.decode()
        assert clerk.states(page)["佐证材料"] == "填写中"


class TestUploading:
    def test_several_at_once(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        browser = browser_of(user)
        reply = send(
            browser,
            application,
            "agreements",
            upload("协议一.pdf", pdf_bytes(title="1")),
            upload("协议二.png", image_bytes()),
        )
        assert reply["Location"] == f"{page_url(application)}#kind-agreements"
        assert papers(application, "agreements") == ["协议一.pdf", "协议二.png"]
        page = browser.get(page_url(application)).content.decode()
        assert "“校企合作协议”已上传 2 份。" in page
        assert f"· {user.name} · 2026-09-14 10:02" in page

    def test_the_same_click_twice_keeps_one_paper(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        browser = browser_of(user)
        for _twice in range(2):
            send(browser, application, "agreements", upload("协议.pdf", pdf_bytes(title="same")))
        assert papers(application, "agreements") == ["协议.pdf"]

    @pytest.mark.parametrize(
        ("name", "data", "message"),
        [
            ("协议.exe", b"MZ", "不支持这种文件。请上传 PDF、JPG、PNG、XLSX、DOCX、OFD 格式的文件。"),
            (
                "协议.pdf",
                image_bytes(),
                "文件内容不是 PDF（只改扩展名不能转换格式）。请用原程序另存为 PDF 后重新上传。",
            ),
            ("协议.pdf", b"", "文件是空的。请重新选择文件。"),
            ("协议.docx", zip_bytes({"a.txt": b"x"}), "文件内容不是 DOCX"),
        ],
    )
    def test_a_bad_file_is_told_in_place(
        self, cast: Cast, browser_of: BrowserOf, name: str, data: bytes, message: str
    ) -> None:
        application, user = clerk.empty_draft(cast)
        good = upload("好的.pdf", pdf_bytes(title="good"))
        page = send(browser_of(user), application, "agreements", good, upload(name, data))
        assert page.status_code == 200
        assert clerk.errors(page)[0].startswith(f"{name}：{message}")
        beside = clerk.page(page).select_one("#errors-agreements")
        assert beside is not None
        assert beside.get_text(strip=True).startswith(f"{name}：{message}")
        assert "另有 1 份已上传，不必再选。" in page.content.decode()
        assert papers(application, "agreements") == ["好的.pdf"]

    def test_an_encrypted_pdf(self, cast: Cast, browser_of: BrowserOf) -> None:
        target = io.BytesIO()
        with pikepdf.new() as document:
            document.add_blank_page(page_size=(595, 842))
            document.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
        application, user = clerk.empty_draft(cast)
        page = send(browser_of(user), application, "agreements", upload("协议.pdf", target.getvalue()))
        assert clerk.errors(page) == [
            "协议.pdf：PDF 已加密或限制了权限，无法审阅。请取消密码，或用“打印为 PDF”另存后重新上传。"
        ]

    def test_an_oversize_file(self, cast: Cast, browser_of: BrowserOf, settings: Settings) -> None:
        settings.FILE_MAX_BYTES = 2**20
        application, user = clerk.empty_draft(cast)
        big = upload("大.pdf", b"%PDF-1.7" + b"0" * (3 * 2**19))
        page = send(browser_of(user), application, "agreements", big)
        assert clerk.errors(page) == ["大.pdf：文件大小为 1.5 MB，超过 1 MB 的上限。请压缩或拆分后重新上传。"]

    def test_nothing_chosen(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        page = send(browser_of(user), application, "agreements")
        assert clerk.errors(page) == ["请先选择要上传的文件。"]

    def test_a_full_shelf(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        page = send(browser, application, "licence", upload("新执照.pdf", pdf_bytes(title="new")))
        assert page.status_code == 409
        assert clerk.errors(page) == ["新执照.pdf：“营业执照”最多 1 份，请先移除不需要的文件。"]
        assert papers(application, "licence") == ["营业执照.pdf"]

    def test_a_hostile_name_is_shown_inert(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.empty_draft(cast)
        browser = browser_of(user)
        send(browser, application, "plan", upload("<img src=x onerror=alert(1)>.pdf", pdf_bytes()))
        page = browser.get(page_url(application)).content.decode()
        assert "<img src=x" not in page
        assert "img src=x onerror=alert(1).pdf" in page

    def test_after_the_session_ended_the_way_back_is_the_page(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        application, user = clerk.empty_draft(cast)
        browser = browser_of(user)
        browser.logout()
        reply = send(browser, application, "plan", upload("规划.pdf", pdf_bytes()))
        assert reply["Location"] == f"/accounts/login/?next={page_url(application)}plan/upload/"
        browser.force_login(user)
        again = browser.get(f"{page_url(application)}plan/upload/")
        assert again["Location"] == f"{page_url(application)}#kind-plan"


class TestLookingAndRemoving:
    def test_the_first_page_is_shown_when_it_is_ready(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        row = application.evidence.get(kind="licence")
        picture = store_bytes(image_bytes("JPEG"), "image/jpeg", "jpg")
        PageImage.objects.create(file=row.file, number=1, width=40, height=30, image=picture)
        address = f"{page_url(application)}{row.pk}/page/1/"
        assert (
            f'<img src="{address}" width="40" height="30"'
            in browser.get(page_url(application)).content.decode()
        )
        image = browser.get(address)
        assert (image["Content-Type"], b"".join(image)) == ("image/jpeg", picture.read())
        assert "no-store" in image["Cache-Control"]
        assert "private" in image["Cache-Control"]
        assert image["X-Content-Type-Options"] == "nosniff"
        assert browser.get(f"{page_url(application)}{row.pk}/page/2/").status_code == 404

    def test_the_download_carries_the_owners_name(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        row = application.evidence.get(kind="plan")
        reply = browser_of(user).get(f"{page_url(application)}{row.pk}/")
        assert reply["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%B8%89")
        assert b"".join(reply) == row.file.read()

    def test_removing_and_pressing_again(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        browser = browser_of(user)
        row = application.evidence.get(kind="plan")
        for _twice in range(2):
            reply = browser.post(f"{page_url(application)}{row.pk}/remove/")
            assert reply["Location"] == f"{page_url(application)}#kind-plan"
        assert papers(application, "plan") == []
        assert browser.get(f"{page_url(application)}{row.pk}/remove/").status_code == 405

    def test_another_cases_paper_is_not_found_here(self, cast: Cast, browser_of: BrowserOf) -> None:
        application, user = clerk.full_draft(cast)
        other, _user = clerk.full_draft(cast, "care")
        row = other.evidence.get(kind="plan")
        browser = browser_of(user)
        assert browser.get(f"{page_url(application)}{row.pk}/").status_code == 404
        assert browser.post(f"{page_url(application)}{row.pk}/remove/").status_code == 404
        assert papers(other, "plan") == ["三年规划.pdf"]


class TestOnceSubmitted:
    def test_nothing_is_added_or_removed(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.submitted(cast)
        browser, case = browser_of(told.clerk), told.case
        assert browser.get(page_url(case))["Location"] == f"/cases/{case.pk}/"
        page = send(browser, case, "plan", upload("新规划.pdf", pdf_bytes(title="later")))
        assert page.status_code == 409
        assert clerk.errors(page) == ["新规划.pdf：申报已提交，只能修改补正通知中列出的内容。"]
        row = case.evidence.get(kind="plan")
        assert browser.post(f"{page_url(case)}{row.pk}/remove/").status_code == 409
        assert papers(case, "plan") == ["三年规划.pdf"]

    def test_in_a_correction_only_what_is_asked(self, cast: Cast, browser_of: BrowserOf) -> None:
        told = clerk.corrected(cast)
        browser, case = browser_of(told.clerk), told.case
        page = clerk.page(browser.get(page_url(case)))
        assert [k["id"] for k in page.select("section[id^=kind-]")] == ["kind-audit_report"]
        assert "请补充上一年度审计报告中投入明细页。" in page.get_text()
        send(browser, case, "audit_report", upload("审计报告补充.pdf", pdf_bytes(title="audit")))
        assert papers(case, "audit_report") == ["近三年审计报告.pdf", "审计报告补充.pdf"]
        assert send(browser, case, "plan", upload("规划.pdf", pdf_bytes(title="p"))).status_code == 409


def test_page_costs_the_same_for_three_papers_as_for_one(cast: Cast, browser_of: BrowserOf) -> None:
    application, user = clerk.full_draft(cast)
    browser = browser_of(user)
    first = application.evidence.get(kind="agreements")
    queries(browser, page_url(application))
    one = queries(browser, page_url(application))
    for n in range(2):
        stored = store_bytes(pdf_bytes(title=f"more {n}"), "application/pdf", "pdf")
        Evidence.objects.create(
            application=application,
            kind="agreements",
            file=stored,
            name=f"{n}.pdf",
            uploaded_by=user,
            uploaded_at=first.uploaded_at,
        )
    assert queries(browser, page_url(application)) == one
    assert one <= 10
