"""The school's screens: who sees them, what they keep, how many queries they take."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from accounts.roles import Role
from teachers import consents, library, nominating
from teachers.models import (
    Consent,
    ConsentKind,
    Nomination,
    NominationBatch,
    NominationFile,
    NominationNotice,
    Post,
    TeachingLog,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.files import pdf_bytes, upload
from tests.factories.teachers import (
    ConsentFactory,
    NominationFactory,
    NominationFileFactory,
    NominationNoticeFactory,
    PostFactory,
    TeachingLogFactory,
)
from tests.teachers.test_bulk import line, workbook
from tests.teachers.test_nominating import facts
from workflows import outbox
from workflows.errors import Refused

SignIn = Callable[[User], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"teachers:{name}", args=args)


@pytest.fixture
def office(signed_in: SignIn, clerk: User) -> Client:
    return signed_in(clerk)


def typed(serial: int = 300, **changes: str) -> dict[str, str]:
    return {key: str(value) for key, value in facts(serial).items()} | changes


def test_a_stranger_finds_nothing(
    signed_in: SignIn, stranger: User, nomination: Nomination, post: Post
) -> None:
    batch = NominationBatch.objects.create(
        school=post.school, post=post, workbook=NominationFileFactory().stored, by=stranger
    )
    log = TeachingLogFactory(nomination=nomination)
    outside = signed_in(stranger)
    pages = [
        url("post_new", post.school_id), url("board", post.school_id), url("nominate", post.pk),
        url("template", post.pk), url("batch_new", post.pk), url("batch", batch.pk), url("batch_errors", batch.pk),
        *[url(name, nomination.pk) for name in (
            "nomination", "amend", "substitute", "take_back", "notice", "paper", "teaching", "profile")],
        url("notice_file", nomination.pk, "school"), url("paper_file", nomination.pk, "degree"),
        url("teaching_cancel", nomination.pk, log.pk),
    ]  # fmt: skip
    assert [outside.get(page).status_code for page in pages] == [404] * len(pages)
    posts = [
        url("rank", post.school_id),
        url("ask", nomination.pk, "nominee"),
        url("remind", nomination.pk, "nominee"),
    ]
    assert [outside.post(page).status_code for page in posts] == [404] * 3
    assert Client().get(url("index")).status_code == 302


def test_from_post_to_nomination(office: Client, school: Any) -> None:
    assert "还没有岗位" in office.get(url("index")).content.decode()
    told = {
        "rank": "B1",
        "year": "2026",
        "title": "产业教授岗",
        "discipline": "微电子",
        "duties": "授课",
        "places": "2",
    }
    late = office.post(url("post_new", school.pk), told | {"deadline": "2026-03-01"})
    assert late.context["form"].errors == {"deadline": ["推荐截止日期不能早于今天。"]}
    made = office.post(url("post_new", school.pk), told | {"deadline": "2026-05-01"})
    post = Post.objects.get()
    assert made.url == f"{url('board', school.pk)}?rank=B1&year=2026"
    assert "还没有推荐人选" in office.get(made.url).content.decode()
    wrong = office.post(url("nominate", post.pk), typed(phone="12"))
    assert list(wrong.context["form"].errors) == ["phone"]
    assert 'value="工艺总监"' in wrong.content.decode()
    done = office.post(url("nominate", post.pk), typed())
    nomination = Nomination.objects.get()
    assert done.url == url("nomination", nomination.pk)
    page = office.get(done.url).content.decode()
    assert nomination.masked_number in page
    assert nomination.document_number not in page
    twice = office.post(url("nominate", post.pk), typed())
    assert list(twice.context["form"].errors) == ["document_number"]


def test_the_board_asks_reminds_and_ranks(office: Client, nomination: Nomination, post: Post) -> None:
    other = NominationFactory(post=post, order=2)
    board = f"{url('board', post.school_id)}?rank=B1&year=2026"
    assert "征求同意" in office.get(board).content.decode()
    back = office.post(url("ask", nomination.pk, "employer"), {"next": board})
    assert back.url == board
    assert "催办" in office.get(board).content.decode()
    office.post(url("remind", nomination.pk, "employer"), {"next": "https://elsewhere.example/"})
    assert Consent.objects.get().reminders == 1
    again = office.post(url("remind", nomination.pk, "employer"), follow=True)
    assert "24 小时内已催办过一次" in again.content.decode()
    assert office.post(url("remind", nomination.pk, "nominee")).status_code == 404
    assert office.post(url("ask", nomination.pk, "nobody")).status_code == 404
    order = {f"order-{nomination.pk}": "2", f"order-{other.pk}": "1", "rank": "B1", "year": "2026"}
    office.post(url("rank", post.school_id), order)
    assert list(Nomination.objects.order_by("order")) == [other, nomination]
    office.post(url("rank", post.school_id), order | {f"order-{other.pk}": "第一"})
    assert list(Nomination.objects.order_by("order")) == [nomination, other]


def test_amending_substituting_and_taking_back(office: Client, nomination: Nomination) -> None:
    form = office.get(url("amend", nomination.pk)).content.decode()
    assert nomination.document_number in form  # the clerk who typed it may correct it
    changed = typed(1, position="总工程师")
    assert office.post(url("amend", nomination.pk), changed).url == url("nomination", nomination.pk)
    assert Nomination.objects.get(pk=nomination.pk).position == "总工程师"
    assert list(office.post(url("substitute", nomination.pk), typed(2)).context["form"].errors) == ["reason"]
    done = office.post(url("substitute", nomination.pk), typed(2, reason="工作调动"))
    new = Nomination.objects.get(substitute_for=nomination)
    assert done.url == url("nomination", new.pk)
    assert "已撤下" in office.get(url("nomination", nomination.pk)).content.decode()
    for name, data in (
        ("amend", typed(3)),
        ("substitute", typed(3, reason="x")),
        ("take_back", {"reason": "x"}),
    ):
        answer = office.post(url(name, nomination.pk), data)
        assert "该推荐已撤下" in answer.content.decode()
    assert office.post(url("take_back", new.pk), {"reason": "岗位取消"}).url == url("board", new.school_id)


def test_notices_papers_hours_and_profile(office: Client, nomination: Nomination) -> None:
    told = {
        "kind": "school",
        "place": "公告栏",
        "starts_on": "2026-03-02",
        "ends_on": "2026-03-06",
        "result": "clear",
    }
    short = office.post(url("notice", nomination.pk), told | {"proof": upload("证明.pdf", pdf_bytes())})
    assert list(short.context["form"].errors) == ["ends_on"]
    assert "证明.pdf" in short.content.decode()
    told |= {"ends_on": "2026-03-09", "proof": upload("证明.pdf", pdf_bytes())}
    assert office.post(url("notice", nomination.pk), told).status_code == 302
    assert NominationNotice.objects.get().kind == "school"
    assert office.get(url("notice_file", nomination.pk, "school"))["Content-Type"] == "application/pdf"

    paper = {"slot": "degree", "paper": upload("学历.pdf", pdf_bytes(title="degree"))}
    assert office.post(url("paper", nomination.pk), paper).status_code == 302
    assert NominationFile.objects.get().name == "学历.pdf"
    assert office.get(url("paper_file", nomination.pk, "degree")).status_code == 200
    assert office.get(url("paper_file", nomination.pk, "promise")).status_code == 404

    log = {"year": "2026", "kind": "course", "title": "制造工艺", "hours": "48", "students": "60"}
    assert list(
        office.post(url("teaching", nomination.pk), log | {"year": "2027"}).context["form"].errors
    ) == ["year"]
    assert office.post(url("teaching", nomination.pk), log).status_code == 302
    row = TeachingLog.objects.get()
    assert office.post(url("teaching_cancel", nomination.pk, row.pk), {"reason": "重复"}).status_code == 302
    assert office.get(url("teaching_cancel", nomination.pk, row.pk)).status_code == 404

    profile = {"talent_plan": "示例计划（虚构）", "introduction": "从业十六年"}
    assert office.post(url("profile", nomination.pk), profile).status_code == 302
    page = office.get(url("nomination", nomination.pk)).content.decode()
    for word in ("示例计划（虚构）", "制造工艺", "学历.pdf", "公告栏", "已作废"):
        assert word in page


def test_a_case_under_way_is_told_beside_the_form(
    office: Client, nomination: Nomination, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(row: Nomination) -> None:
        raise Refused("busy", "已提交申报，不能再变更。")

    monkeypatch.setattr(nominating, "blockers", [busy])
    paper = {"slot": "degree", "paper": upload("学历.pdf", pdf_bytes())}
    assert "已提交申报，不能再变更。" in office.post(url("paper", nomination.pk), paper).content.decode()


def test_a_batch_from_template_to_error_workbook(office: Client, post: Post) -> None:
    template = office.get(url("template", post.pk))
    assert "attachment" in template["Content-Disposition"]
    book = workbook(post, [line(1), line(2, phone="12")])
    empty = office.post(url("batch_new", post.pk), {})
    assert list(empty.context["form"].errors) == ["workbook"]
    data = {"workbook": upload("人选.xlsx", book.stored.read()), "archive": upload("材料.zip", b"x")}
    assert list(office.post(url("batch_new", post.pk), data).context["form"].errors) == ["archive"]
    started = office.post(url("batch_new", post.pk), {"workbook": upload("人选.xlsx", book.stored.read())})
    waiting = office.get(started.url)
    assert waiting["Refresh"] == "3"
    assert office.get(url("batch_errors", NominationBatch.objects.get().pk)).status_code == 404
    outbox.drain(raise_errors=True)
    done = office.get(started.url)
    assert "Refresh" not in done
    assert "已导入 1 人，1 行需要更正。" in done.content.decode()
    errors = office.get(url("batch_errors", NominationBatch.objects.get().pk))
    assert load_workbook(io.BytesIO(errors.content)).worksheets[0].cell(5, 1).value == "林示例2"
    late = Post.objects.filter(pk=post.pk)
    late.update(deadline=date(2026, 1, 1))
    data = {"workbook": upload("人选.xlsx", book.stored.read())}
    assert "推荐已于 2026-01-01 截止" in office.post(url("batch_new", post.pk), data).content.decode()


def _full(post: Post) -> Nomination:
    nomination = NominationFactory(post=post)
    for kind in ConsentKind:
        ConsentFactory(nomination=nomination, kind=kind)
    NominationNoticeFactory(nomination=nomination)
    NominationFileFactory(nomination=nomination)
    return nomination


@pytest.mark.parametrize("page", ["index", "board"])
def test_lists_take_no_more_queries_with_more_rows(page: str, office: Client, school: Any) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            where = url("index") if page == "index" else f"{url('board', school.pk)}?rank=B1&year=2026"
            assert office.get(where).status_code == 200
        return len(queries)

    _full(PostFactory(school=school))
    one = count()
    for _n in range(2):
        _full(PostFactory(school=school))
    assert count() == one


def test_the_board_of_a_school_without_posts(office: Client, school: Any) -> None:
    page = office.get(f"{url('board', school.pk)}?rank=B9&year=nonsense").content.decode()
    assert "该级别本年度没有岗位" in page


def test_who_nominates_finds_the_way(office: Client, signed_in: SignIn) -> None:
    assert "产业师资" in office.get("/").content.decode()
    company = member(Role.CLERK, OrganisationFactory())
    assert f'href="{url("index")}"' not in signed_in(company).get("/").content.decode()
    assert "您没有可以推荐产业师资的学校" in signed_in(company).get(url("index")).content.decode()


def test_what_a_person_opened_elsewhere_is_not_overwritten(office: Client, post: Post) -> None:
    nomination = NominationFactory(post=post)
    library.keep_choice(NominationFactory(document_number=nomination.document_number), ["library"])
    said = office.post(url("profile", nomination.pk), {"introduction": "改写", "talent_plan": ""})
    assert "须本人同意本次推荐后方可修改" in said.content.decode()
    assert "改写" in said.content.decode()  # nothing typed is lost


def test_every_state_of_a_consent_reads_on_the_board(office: Client, post: Post, clerk: User) -> None:
    seen = {}
    for status in ("asked", "agreed", "refused", "correction", "withdrawn", "expired"):
        nomination = NominationFactory(post=post)
        ConsentFactory(nomination=nomination, status=status, note="说明" if status == "refused" else "")
        seen[status] = nomination
    agreed = NominationFactory(post=post)
    consents.agree(consents.token(consents.ask(agreed, "nominee", by=clerk)), signer="x")
    page = office.get(f"{url('board', post.school_id)}?rank=B1&year=2026").content.decode()
    for words in (
        "待答复",
        "已同意",
        "内容已变更，须重新征求",
        "不同意",
        "要求更正",
        "已撤回同意",
        "已失效",
        "说明",
    ):
        assert words in page
