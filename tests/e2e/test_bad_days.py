"""Bad days in a real browser: nothing typed is lost, nothing happens twice, and the page says what to do."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from certification.models import Application, Opinion, Revision, Status, Verdict
from certification.stories.cast import PASSWORD, Cast
from certification.stories.companies import COMPANIES, code_of
from tests.certification import clerk, docket
from tests.certification.desk_pages import url
from tests.certification.house import issued
from tests.e2e import papers
from tests.e2e.conftest import Contexts
from tests.e2e.watch import Watch
from tests.factories.accounts import UserFactory
from tests.factories.files import image_bytes, pdf_bytes
from workflows.models import WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOALS = "三年内建成一条开放的实训线，每年接收六十名学生。"
NAME = "<b class=evil>云岚&amp;\"'</b>示例装备（上海）厂（虚构）"
Doors = Callable[[User | None], Page]


@pytest.fixture
def door(live_server: LiveServer, contexts: Contexts, watch: Watch) -> Doors:
    """A browser in which somebody is signed in already."""

    def enter(user: User | None, **extra: object) -> Page:
        context = contexts(base_url=live_server.url, **extra)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        watch.follow(page)
        return page

    return enter


def goals(page: Page) -> str:
    return page.get_by_label("三年目标").input_value()


def sign_in_again(page: Page, user: User) -> None:
    page.get_by_label("用户名或邮箱").fill(user.username)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def test_session_ended_in_the_middle_of_a_section(cast: Cast, door: Doors) -> None:
    """What was typed waits for the one who typed it, and for nobody else."""
    application, user = clerk.full_draft(cast)
    before = application.dossier["plan"]["fields"]["goals"]
    colleague = clerk.colleague_of(user, username="colleague", password=PASSWORD)
    page = door(user)
    page.goto(f"/cases/{application.pk}/fill/plan/")
    page.get_by_label("三年目标").fill(GOALS)
    Session.objects.all().delete()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_text("登录已过期。您填写的内容已暂存，请重新登录后继续。")).to_be_visible()

    sign_in_again(page, colleague)
    expect(page.get_by_role("heading", level=1)).to_have_text("三年规划")
    assert goals(page) == before

    page.context.clear_cookies()
    page.goto(f"/cases/{application.pk}/fill/plan/")
    sign_in_again(page, user)
    expect(page.get_by_text("已恢复您退出前填写的内容，请核对后保存。")).to_be_visible()
    assert goals(page) == GOALS
    page.get_by_role("button", name="保存并返回").click()
    expect(page.get_by_text("“三年规划”已保存。")).to_be_visible()
    assert Application.objects.get().dossier["plan"]["fields"]["goals"] == GOALS


def test_back_after_submitting(cast: Cast, door: Doors) -> None:
    application, user = clerk.full_draft(cast)
    page = door(user)
    page.goto(f"/cases/{application.pk}/check/")
    page.get_by_role("button", name="确认承诺并提交").click()
    expect(page.get_by_role("heading", name="申报已提交")).to_be_visible()
    page.go_back()  # not to a form that could be sent again, but to the case as it is now
    expect(page.get_by_role("heading", name="申报书与签章扫描件")).to_be_visible()
    expect(page.get_by_role("button", name="确认承诺并提交")).to_have_count(0)
    assert (Revision.objects.count(), Application.objects.get().status) == (1, Status.SUBMITTED)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_double_click_on_submit(cast: Cast, door: Callable[..., Page], scripts: bool) -> None:
    application, user = clerk.full_draft(cast)
    page, posts = door(user, java_script_enabled=scripts), []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.goto(f"/cases/{application.pk}/check/")
    page.get_by_role("button", name="确认承诺并提交").dblclick()
    expect(page.get_by_role("heading", name="申报已提交")).to_be_visible()
    assert (Revision.objects.count(), Application.objects.get().status) == (1, Status.SUBMITTED)
    assert len(posts) == 1 or not scripts


def test_wrong_files(cast: Cast, door: Doors) -> None:
    """A kind nobody takes, bytes that are not what the name says; the good one beside them is kept."""
    application, user = clerk.empty_draft(cast)
    page = door(user)
    page.goto(f"/cases/{application.pk}/evidence/")
    shelf = page.locator("#kind-agreements")
    program = FilePayload(name="协议.exe", mimeType="application/octet-stream", buffer=b"MZ" + b"\0" * 400)
    picture = papers.pdf("协议.pdf", image_bytes("PNG"))
    good = papers.pdf("协议正本.pdf", pdf_bytes())
    shelf.get_by_label("选择“校企合作协议”的文件").set_input_files([program, picture, good])
    shelf.get_by_role("button", name="上传").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_text(
        [
            "协议.exe：不支持这种文件。请上传 PDF、JPG、PNG、XLSX、DOCX、OFD 格式的文件。",
            "协议.pdf：文件内容不是 PDF（只改扩展名不能转换格式）。请用原程序另存为 PDF 后重新上传。",
        ]
    )
    expect(summary).to_contain_text("另有 1 份已上传，不必再选。")
    assert list(application.evidence.values_list("name", flat=True)) == ["协议正本.pdf"]


def test_task_done_by_another_meanwhile(cast: Cast, door: Doors) -> None:
    tale = docket.at("intake", cast)
    other = UserFactory.create(name="冯受理（虚构）")
    Membership.objects.create(
        user=other,
        organisation=Organisation.objects.get(code="SH-JW"),
        role=Role.INTAKE,
        starts_on=tale.moment.date(),
    )
    first, second = door(cast["intake"]), door(other)
    for page in (first, second):
        page.goto(url(tale, "intake"))
    second.get_by_label("不予受理").check()
    second.get_by_label("说明").fill("信用报告为其他单位所有。")
    first.get_by_label("予以受理").check()
    first.get_by_role("button", name="提交意见").click()
    expect(first.get_by_text("“受理”已办结：予以受理。")).to_be_visible()

    second.on("dialog", lambda dialog: dialog.accept())
    with second.expect_response(lambda response: response.request.method == "POST") as answer:
        second.get_by_role("button", name="提交意见").click()
    assert answer.value.status == 409
    expect(second.get_by_role("heading", level=1)).to_have_text("这一步已经变了")
    expect(second.get_by_role("main")).to_contain_text("该任务已由 王受理（虚构） 于 2026年9月7日")
    expect(second.get_by_role("main")).to_contain_text("信用报告为其他单位所有。")  # to be copied
    second.get_by_role("link", name="返回待办").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("待办")
    assert Opinion.objects.get().verdict == Verdict.AGREE
    assert Application.objects.get().status == Status.ACCEPTED


def test_colleague_saved_the_section_meanwhile(cast: Cast, door: Doors) -> None:
    application, user = clerk.full_draft(cast)
    colleague = clerk.colleague_of(user)
    mine, theirs = door(user), door(colleague)
    for page in (mine, theirs):
        page.goto(f"/cases/{application.pk}/fill/plan/")
    theirs.get_by_label("三年目标").fill("同事写的目标。")
    theirs.get_by_role("button", name="保存并返回").click()
    expect(theirs.get_by_text("“三年规划”已保存。")).to_be_visible()

    mine.get_by_label("三年目标").fill(GOALS)
    mine.get_by_role("button", name="保存并返回").click()
    expect(mine.get_by_role("alert")).to_contain_text("同事示例（虚构）已于 2026-09-07")
    assert goals(mine) == GOALS
    assert Application.objects.get().dossier["plan"]["fields"]["goals"] == "同事写的目标。"
    mine.get_by_role("button", name="保存并返回").click()
    expect(mine.get_by_text("“三年规划”已保存。")).to_be_visible()
    assert Application.objects.get().dossier["plan"]["fields"]["goals"] == GOALS


def test_html_in_a_name_is_text_everywhere(cast: Cast, door: Doors, watch: Watch) -> None:
    """A company of forty characters, some of them HTML, on every page that shows it."""
    assert len(NAME) == 40
    cast.company("robot")
    Organisation.objects.filter(code=code_of(COMPANIES["robot"])).update(name=NAME)
    tale, certificate = issued(cast)
    case, notice = tale.case, tale.case.notice_entry.notice
    done = WorkItem.objects.get(process=case.process, node="decision")
    pages: dict[User | None, list[str]] = {
        None: [f"/notices/{notice.pk}/", f"/verify/{certificate.number}/{certificate.code}/"],
        tale.clerk: [
            *("/cases/", f"/cases/{case.pk}/", f"/cases/{case.pk}/revision/1/", "/org/"),
            *(f"/org/{case.organisation_id}/", f"/enterprise/{case.organisation_id}/"),
        ],
        cast["officer"]: [f"/office/rounds/{case.round_id}/", f"/office/cases/{case.pk}/"],
        cast["decider"]: ["/desk/?tab=done", f"/desk/{done.process_id}/decision/{done.task_id}/"],
    }
    for user, addresses in pages.items():
        page = door(user)
        for address in addresses:
            page.goto(address)
            expect(page.get_by_role("main")).to_contain_text(NAME)
            assert page.locator(".evil").count() == 0, address
            watch.look(page)
    assert watch.complaints == []
