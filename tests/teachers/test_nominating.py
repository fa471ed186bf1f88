"""Posts, nominations, ranking, substitution, notices, papers, hours: every verb, its limits and its record."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Organisation, User
from accounts.roles import Role
from files.fields import Kept
from teachers import board, library, nominating, notices, papers, quotas, teaching
from teachers.forms import NominationForm, PostForm
from teachers.models import Nomination, NominationFile, NominationNotice, Post, Quota, TeachingKind
from tests.factories.accounts import member
from tests.factories.files import StoredFileFactory
from tests.factories.teachers import ConsentFactory, NominationFactory, PostFactory, resident_number
from workflows import audit, clock
from workflows.errors import Refused


def facts(serial: int = 300, **changes: Any) -> dict[str, Any]:
    """What a school types about a person, as the form cleans it."""
    typed = {
        "name": "林示例（虚构）", "document_kind": "resident", "document_number": resident_number(serial),
        "birth_on": "1978-06-15", "sex": "M", "phone": "13800000000", "email": "lin@example.com",
        "employer_name": "申芯示例半导体（上海）有限公司（虚构）", "employer_code": "91310115000000019M",
        "employer_email": "hr@example.com", "position": "工艺总监", "level": "senior", "level_number": "",
        "years": "16", "field": "集成电路制造", **changes,
    }  # fmt: skip
    form = NominationForm(typed)
    assert form.errors == {}
    return form.cleaned_data


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return error.value.code


def actions(subject: Any) -> list[str]:
    return [entry.action for entry in audit.history(subject.audit_chain)]


def kept(name: str = "证明.pdf") -> Kept:
    return Kept(StoredFileFactory(), name)


def test_a_post_is_published_and_people_are_nominated_in_order(school: Organisation, clerk: User) -> None:
    form = PostForm(
        {"rank": "B1", "year": "2026", "title": "产业教授", "discipline": "微电子", "duties": "授课",
         "places": "3", "deadline": "2026-04-30"}
    )  # fmt: skip
    assert form.errors == {}
    post = nominating.publish(school, form.cleaned_data, by=clerk)
    first = nominating.nominate(post, facts(1), by=clerk)
    second = nominating.nominate(post, facts(2), by=clerk)
    assert [(n.order, n.rank, n.school_id) for n in (first, second)] == [
        (1, "B1", school.pk),
        (2, "B1", school.pk),
    ]
    assert (actions(post), actions(first)) == (["post.published"], ["nomination.made"])


def test_a_post_does_not_begin_in_the_past(school: Organisation, clerk: User) -> None:
    told = {"rank": "B1", "year": 2026, "title": "t", "discipline": "d", "duties": "d", "places": 1}
    yesterday = clock.today() - timedelta(days=1)
    assert refused(nominating.publish, school, told | {"deadline": yesterday}, by=clerk) == "deadline"


def test_places_and_quota_bound_nominations(post: Post, clerk: User) -> None:
    officer = member(Role.OFFICER, "SH-JW")
    assert quotas.number(post.school, "B1", 2026) == 5
    quotas.set_number(post.school, "B1", 2026, 2, by=officer)
    nominating.nominate(post, facts(1), by=clerk)
    nominating.nominate(post, facts(2), by=clerk)
    assert refused(nominating.nominate, post, facts(3), by=clerk) == "quota"
    quotas.set_number(post.school, "B1", 2026, 5, by=officer)
    nominating.nominate(post, facts(3), by=clerk)
    assert refused(nominating.nominate, post, facts(4), by=clerk) == "places"
    assert Quota.objects.get().number == 5
    assert refused(quotas.set_number, post.school, "B1", 2026, 9, by=clerk) == "forbidden"
    district = member(Role.OFFICER, "310115-JYJ")
    assert refused(quotas.set_number, post.school, "B1", 2026, 9, by=district) == "forbidden"


def test_nobody_is_nominated_twice_for_a_post(post: Post, clerk: User) -> None:
    nominating.nominate(post, facts(1), by=clerk)
    assert refused(nominating.nominate, post, facts(1, name="别名"), by=clerk) == "twice"
    other = nominating.nominate(post, facts(2), by=clerk)
    assert refused(nominating.amend, other, facts(1), by=clerk) == "twice"


def test_after_the_deadline_nothing_moves(post: Post, clerk: User, nomination: Nomination) -> None:
    with clock.travel(clock.now() + timedelta(days=365)):
        assert refused(nominating.nominate, post, facts(1), by=clerk) == "deadline"
        assert refused(nominating.amend, nomination, facts(1), by=clerk) == "deadline"
        assert refused(nominating.substitute, nomination, facts(1), reason="x", by=clerk) == "deadline"
        nominating.attach(nomination, "degree", kept(), by=clerk)  # papers may still come


def test_strangers_and_enterprises_nominate_nobody(post: Post, clerk: User, stranger: User) -> None:
    assert refused(nominating.nominate, post, facts(1), by=stranger) == "forbidden"
    company = PostFactory(school__kind="enterprise")
    assert refused(nominating.nominate, company, facts(1), by=clerk) == "forbidden"


def test_amending_records_which_fields_changed(nomination: Nomination, clerk: User) -> None:
    changed = nominating.amend(nomination, {"position": "总工程师", "field": nomination.field}, by=clerk)
    assert changed.position == "总工程师"
    entry = list(audit.history(nomination.audit_chain))[-1]
    assert (entry.action, entry.data) == ("nomination.amended", {"fields": ["position"]})
    nominating.amend(nomination, {"position": "总工程师"}, by=clerk)
    assert actions(nomination) == ["nomination.amended"]


def test_a_substitute_takes_the_place(post: Post, clerk: User) -> None:
    old = nominating.nominate(post, facts(1), by=clerk)
    nominating.nominate(post, facts(2), by=clerk)
    assert refused(nominating.substitute, old, facts(3), reason=" ", by=clerk) == "reason"
    new = nominating.substitute(old, facts(3), reason="工作调动", by=clerk)
    old = Nomination.objects.get(pk=old.pk)
    assert (new.order, old.substituted_by, old.closed_reason) == (1, new, "工作调动")
    assert refused(nominating.take_back, old, reason="x", by=clerk) == "closed"
    assert actions(old) == ["nomination.made", "nomination.closed", "nomination.substituted"]


def test_a_case_under_way_blocks_changes(nomination: Nomination, clerk: User) -> None:
    def busy(row: Nomination) -> None:
        raise Refused("busy", "办理中")

    nominating.blockers.append(busy)
    try:
        assert refused(nominating.take_back, nomination, reason="x", by=clerk) == "busy"
        assert refused(nominating.attach, nomination, "degree", kept(), by=clerk) == "busy"
        told = {"place": "x", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 9), "result": "clear"}
        assert refused(notices.record, nomination, "school", told, kept(), by=clerk) == "busy"
    finally:
        nominating.blockers.remove(busy)


def test_ranking_is_of_everybody_at_once(post: Post, clerk: User, stranger: User) -> None:
    rows = [nominating.nominate(post, facts(n), by=clerk) for n in (1, 2, 3)]
    order = [rows[2].pk, rows[0].pk, rows[1].pk]
    nominating.rank(post.school, "B1", 2026, order, by=clerk)
    assert list(Nomination.objects.order_by("order").values_list("pk", flat=True)) == order
    assert refused(nominating.rank, post.school, "B1", 2026, order[:2], by=clerk) == "stale"
    assert refused(nominating.rank, post.school, "B1", 2026, order, by=stranger) == "forbidden"
    nominating.rank(post.school, "B1", 2026, order, by=clerk)
    assert actions(post.school).count("nomination.ranked") == 1


def test_a_notice_runs_five_working_days_and_is_over(nomination: Nomination, clerk: User) -> None:
    told = {"place": "公告栏", "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 9), "result": "clear"}
    with pytest.raises(Refused, match="最早到 2026-03-09 截止"):
        notices.record(nomination, "school", told | {"ends_on": date(2026, 3, 6)}, kept(), by=clerk)
    late = told | {"starts_on": date(2026, 3, 10), "ends_on": date(2026, 3, 17)}
    assert refused(notices.record, nomination, "school", late, kept(), by=clerk) == "running"
    objected = told | {"result": "resolved", "note": ""}
    assert refused(notices.record, nomination, "school", objected, kept(), by=clerk) == "note"
    notices.record(nomination, "school", told, kept(), by=clerk)
    notices.record(nomination, "school", objected | {"note": "经查不实"}, kept("新.pdf"), by=clerk)
    row = NominationNotice.objects.get()
    assert (row.kind, row.result, row.note, row.proof_name) == ("school", "resolved", "经查不实", "新.pdf")
    nominating.take_back(nomination, reason="x", by=clerk)
    assert refused(notices.record, nomination, "school", told, kept(), by=clerk) == "closed"


def test_a_newer_paper_replaces_the_older(nomination: Nomination, clerk: User) -> None:
    nominating.attach(nomination, "degree", kept("旧.pdf"), by=clerk)
    nominating.attach(nomination, "degree", kept("新.pdf"), by=clerk)
    assert NominationFile.objects.get().name == "新.pdf"
    assert refused(nominating.attach, nomination, "passport", kept(), by=clerk) == "slot"


def test_the_board_says_what_is_missing(nomination: Nomination, clerk: User) -> None:
    assert board.gaps(nomination) == [
        "本人同意：未征求",
        "工作单位同意：未征求",
        "工作单位公示未登记",
        "学校公示未登记",
        "缺材料：学历证书、职称或技能等级证书、在职证明、业绩成果、学校评审纪要、聘任协议草案、承诺书",
    ]


def test_hours_add_up_and_a_wrong_entry_is_cancelled(nomination: Nomination, clerk: User) -> None:
    def log(kind: str, hours: str, students: int = 0) -> Any:
        told = {
            "year": 2026,
            "kind": kind,
            "title": "t",
            "hours": Decimal(hours),
            "students": students,
            "note": "",
        }
        return teaching.record(nomination, told, by=clerk)

    log(TeachingKind.COURSE, "48", 60)
    log(TeachingKind.LECTURE, "2.5")
    log(TeachingKind.SUPERVISION, "0", 3)
    log(TeachingKind.PROJECT, "0")
    wrong = log(TeachingKind.COURSE, "100")
    assert refused(teaching.cancel, wrong, reason=" ", by=clerk) == "reason"
    teaching.cancel(wrong, reason="重复登记", by=clerk)
    teaching.cancel(wrong, reason="再按一次", by=clerk)
    assert teaching.total(nomination, 2026) == {
        "hours": Decimal("50.5"), "lectures": 1, "students": 3, "projects": 1,
    }  # fmt: skip
    assert actions(nomination).count("teaching.cancelled") == 1
    told = {"year": 2027, "kind": "course", "title": "t", "hours": 1, "students": 0, "note": ""}
    assert refused(teaching.record, nomination, told, by=clerk) == "year"


def test_the_library_profile_is_of_the_person(nomination: Nomination, clerk: User, stranger: User) -> None:
    assert library.profile_of(nomination).pk is None
    library.describe(nomination, introduction="从业十六年", talent_plan="示例计划（虚构）", by=clerk)
    twin = NominationFactory(document_number=nomination.document_number)
    assert library.profile_of(twin).talent_plan == "示例计划（虚构）"
    assert (
        str(library.profile_of(twin)) == f"{nomination.document_number[:2]}…{nomination.document_number[-2:]}"
    )
    words = {"introduction": "", "talent_plan": ""}
    assert refused(library.describe, nomination, **words, by=stranger) == "forbidden"
    library.describe(nomination, **words, by=member(Role.OFFICER, "SH-JW"))


def test_another_school_does_not_rewrite_what_a_person_opened(nomination: Nomination, clerk: User) -> None:
    library.keep_choice(nomination, ["library", "employer", "introduction"])
    twin = NominationFactory(document_number=nomination.document_number)
    other = member(Role.CLERK, twin.school.code)
    words = {"introduction": "改写（虚构）", "talent_plan": ""}
    assert refused(library.describe, twin, **words, by=other) == "unagreed"
    nominating.amend(twin, {"employer_name": "别的单位（虚构）"}, by=other)
    assert library.profile_of(nomination).shown_employer == nomination.employer_name
    ConsentFactory(nomination=twin, kind="nominee", status="agreed")
    library.describe(twin, **words, by=other)
    assert library.profile_of(nomination).shown_introduction == "改写（虚构）"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("林示例-学历证书.pdf", ("林示例", "degree")),
        ("周示例0019 — 在职证明.jpg", ("周示例", "employment")),
        ("周示例-学历证书.pdf", "有同名人员，请在姓名后加证件号后四位。"),
        ("吴示例_承诺书.pdf", "表中没有此人。"),
        ("林示例学历证书.pdf", "文件名应为“姓名-材料名”，如“林示例-学历证书.pdf”。"),
        ("林示例-毕业照.pdf", "文件名应为“姓名-材料名”，如“林示例-学历证书.pdf”。"),
    ],
)
def test_a_file_says_whose_it_is(name: str, found: Any) -> None:
    people = [
        Nomination(name="林示例", document_number="310199197806150027"),
        Nomination(name="周示例", document_number="310199197806150019"),
        Nomination(name="周示例", document_number="E12345678"),
    ]
    answer = papers.match(name, people)
    assert (answer if isinstance(answer, str) else (answer[0].name, answer[1])) == found


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"document_number": "310199197806150018"}, "document_number"),
        ({"birth_on": "2020-01-01"}, "birth_on"),
        ({"phone": "12345"}, "phone"),
        ({"employer_code": "91310115000000019N"}, "employer_code"),
        ({"employer_email": "LIN@example.com"}, "employer_email"),
        ({"name": "林\u202e示例"}, "name"),
    ],
)
def test_a_nomination_form_names_what_is_wrong(changes: dict[str, str], field: str) -> None:
    typed = {key: str(value) for key, value in facts(1).items()} | changes
    assert list(NominationForm(typed).errors) == [field]
