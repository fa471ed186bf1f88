"""B1 to B3: what each rank asks, how each case ends, and what follows an appointment."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db.models import Max
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from certification import registry, rendering
from certification.domain import (
    decisions,
    intake,
    invariants,
    lifecycle,
    nominations,
    queries,
    queues,
    reviews,
)
from certification.models import (
    Application,
    Certificate,
    CertificateStatus,
    FollowUp,
    FollowUpStatus,
    Letter,
    LetterKind,
    NoticeEntry,
    Outcome,
    Status,
)
from certification.programmes import teacher_later, teacher_ranks, teacher_rules, teacher_terms
from certification.registry import Facts
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from certification.stories.plots import Story
from certification.stories.teacher_tale import TeacherTale, told
from documents import inspect
from teachers import board, consents, nominating, quotas
from teachers.models import ConsentKind, LibraryProfile, Nomination
from teachers.ranks import Rank
from tests.factories.accounts import member
from tests.factories.certification import TODAY, stage
from tests.factories.files import pdf_bytes
from tests.factories.teachers import NominationFactory
from workflows import audit, clock, outbox
from workflows.dates import anniversary
from workflows.errors import Refused

pytestmark = pytest.mark.django_db
BrowserOf = Callable[[User], Client]
ALL: dict[str, Story] = {**stories.STORIES, **stories.WAITING}


class Swift(TeacherTale):
    """Nothing is printed: the worker's part is left out, certificates are issued where a test asks."""

    def _perform(self) -> None:
        pass


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def cast() -> Cast:
    return stage()


@pytest.fixture
def paper() -> None:
    """Asked for by tests that read what is printed."""


@pytest.fixture(autouse=True)
def _no_paper(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads the papers of the other stories: one blank page stands for each of them."""
    if "paper" in request.fixturenames:
        return
    for name in ("certificate", "letter", "application_form"):
        monkeypatch.setattr(rendering, name, lambda row: pdf_bytes(title=f"{type(row).__name__} {row.pk}"))
    monkeypatch.setattr(rendering, "lint", lambda certificate, pdf: None)


def swift(cast: Cast, who: str = "lin", programme: str = stories.B1, span: int = 60) -> Swift:
    return Swift("test", cast, company=who, span=span, programme=programme)


def refused(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return error.value.code


# the stories


@pytest.mark.parametrize("name", list(ALL))
def test_every_story_is_sound_and_ends_before_now(name: str, cast: Cast) -> None:
    tale = ALL[name].play(cast)
    assert [str(problem) for problem in invariants.broken()] == []
    assert audit.verify(tale.case.audit_chain) == []
    assert audit.verify(tale.nomination.audit_chain) == []
    assert tale.moment <= TODAY


@pytest.mark.parametrize(
    ("name", "nodes", "outcome", "series"),
    [
        (
            "professor",
            "submit intake joint_opinion panel score score score score score deliberation publicity "
            "notice_period cosign_opinion decision issue",
            Outcome.GRANT,
            "B1-2026",
        ),
        (
            "mentor",
            "submit intake joint_opinion deliberation publicity notice_period decision issue",
            Outcome.GRANT,
            "B2-2026",
        ),
        ("lecturer", "submit decision duty duty", Outcome.GRANT, "B3-2026"),
        (
            "professor-lowered",
            "submit intake joint_opinion panel score score score score score deliberation publicity "
            "notice_period cosign_opinion decision issue",
            Outcome.LOWER,
            "B2-2026",
        ),
    ],
)
def test_who_acts_in_each_rank(name: str, nodes: str, outcome: str, series: str, cast: Cast) -> None:
    tale = ALL[name].play(cast)
    assert [line.node for line in tale.lines if line.node != "issue" or name != "lecturer"] == nodes.split()
    certificate = tale.case.certificates.get()
    assert (tale.case.outcome, certificate.series, certificate.status) == (
        outcome,
        series,
        CertificateStatus.ISSUED,
    )


def test_the_letter_of_appointment_in_words(cast: Cast, paper: None) -> None:
    tale = ALL["professor"].play(cast)
    certificate = tale.case.certificates.get()
    text = "".join(inspect.text(certificate.file.read()).split())
    for words in (
        "产业教授聘书",
        "兹聘请林示例（虚构）为上海临海示例理工大学（虚构）产业教授",
        "纳入上海市市级产教融合师资库。",
        "沪产教师聘B1〔2026〕第00001号（示例）",
        "SHCJ-B1-2026-00001",
        "示例人力资源社会保障部门（虚构）",
    ):
        assert words in text
    assert "12310000000000035K" not in text  # the school's code is not the person's
    assert tale.nominee.number not in text


def test_a_lecturer_is_the_schools_own(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    certificate = tale.case.certificates.get()
    assert certificate.content["issuers"] == ["上海示例应用技术学院（虚构）"]
    assert certificate.valid_to == anniversary(certificate.valid_from, 2) - timedelta(days=1)
    filing = FollowUp.objects.get(kind="filing")
    assert (filing.status, filing.result_label) == (FollowUpStatus.ACCEPTED, "予以备案")
    assert not NoticeEntry.objects.exists()


def test_a_lower_appointment_gives_the_lower_standing_and_names_the_remedy(cast: Cast) -> None:
    tale = ALL["professor-lowered"].play(cast)
    certificate = tale.case.certificates.get()
    assert certificate.programme_slug == stories.B2
    assert "产业导师聘书" in certificate.content["title"]
    letter = tale.case.letters.get(kind=LetterKind.GRANT)
    assert letter.content["title"] == "降级聘任决定书"
    assert letter.content["decided"].endswith("起聘任陶示例（虚构）为产业导师")
    assert "十个工作日内" in letter.content["remedy"]


def test_the_public_notice_names_employer_post_and_level_only(cast: Cast) -> None:
    tale = ALL["mentor"].play(cast)
    entry = tale.case.notice_entry
    assert entry.holder_name == "曹示例（虚构）"
    assert entry.conclusion == (
        "拟由上海临海示例理工大学（虚构）聘任为产业导师"
        "（申芯示例半导体（上海）有限公司（虚构），首席工程师，副高级职称）"
    )


def test_a_consent_taken_back_ends_the_case_and_strikes_nothing_else(cast: Cast) -> None:
    tale = ALL["professor-withdrawn"].play(cast)
    assert tale.case.status == Status.WITHDRAWN
    assert tale.case.letters.filter(kind=LetterKind.WITHDRAWAL).count() == 1
    entry = [e for e in audit.history(tale.case.audit_chain) if e.action == "transition:withdraw"][0]
    assert (entry.actor_id, entry.reason) == (None, "本人同意：已撤回同意")
    letter = tale.case.letters.get(kind=LetterKind.WITHDRAWAL)
    assert letter.content["cause"] == "被推荐人不再同意推荐"
    assert letter.content["to"] == "上海临海示例理工大学（虚构）、姜示例（虚构）"
    assert not LibraryProfile.objects.get().is_listed


def test_a_nominee_who_refuses_is_not_submitted(cast: Cast) -> None:
    tale = ALL["nominee-refuses"].play(cast)
    found = [p["slug"] for p in intake.problems(tale.case)]
    assert "employer_notice" in found
    results = {row["code"]: row["value"] for row in tale.case.eligibility["results"]}
    assert results["consents"] == "本人同意：不同意；工作单位同意：待答复"
    assert refused(tale.submit) == "incomplete"


def test_a_whole_life(cast: Cast, paper: None) -> None:
    """Appointed, appraised, renewed without a gap, failed twice, heard by link, removed."""
    tale = ALL["professor-life"].play(cast)
    first, second = Certificate.objects.order_by("pk")
    assert first.valid_to is not None
    assert second.valid_from == first.valid_to + timedelta(days=1)
    assert second.status == CertificateStatus.EXITED
    assert [row.result for row in FollowUp.objects.order_by("pk")] == [
        "excellent",
        "pass",
        "pass",
        "fail",
        "fail",
    ]
    removal = tale.case
    assert (removal.programme_slug, removal.outcome) == ("industry-professor-exit", Outcome.EXIT)
    statement = removal.statement
    assert (statement.speaker, statement.by) == ("万示例（虚构）", None)
    letter = removal.letters.get(kind=LetterKind.GRANT)
    assert (letter.content["title"], bool(letter.content["remedy"])) == ("解聘决定书", True)
    assert removal.dossier["grounds"]["fields"]["ground"] == "appraisal"
    [sent] = [m for m in mail.outbox if "陈述申辩" in m.subject]
    assert sent.to == ["wan@demo.invalid"]
    assert "/faculty/hearing/" in sent.body
    assert (letter.content["to"], letter.content["you"]) == ("万示例（虚构）", "您")
    said = "".join(inspect.text(rendering.letter(letter)).split())
    assert "关于您所持证书" in said
    assert "经事先告知，并考虑您的陈述申辩意见，现决定自" in said
    [told] = [m for m in mail.outbox if m.subject == "【融证】解聘决定书"]
    assert told.to == ["wan@demo.invalid"]
    assert "书面申请复核" in told.body
    first = Letter.objects.filter(application=tale.past[0], kind=LetterKind.GRANT).get()
    addressees = f"{tale.organisation.name}、万示例（虚构）"
    assert (first.content["to"], first.content["you"]) == (addressees, "你校")


def test_a_promotion_is_written_down_and_re_issued_for_the_same_days(cast: Cast) -> None:
    tale = ALL["mentor-promoted"].play(cast)
    new, old = tale.nomination.certificates.order_by("-pk")
    assert (new.valid_from, new.valid_to) == (old.valid_from, old.valid_to)
    assert (old.status, new.status) == (CertificateStatus.SUPERSEDED, CertificateStatus.ISSUED)
    nomination = Nomination.objects.get(pk=tale.nomination.pk)
    assert nomination.position == "副总工程师"
    assert LibraryProfile.objects.get().shown_position == "副总工程师"


def test_a_new_name_is_on_the_new_letter(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.later("change")
    fields = {
        "kind": "name", "new_name": "白新名（虚构）", "effective_on": "2026-11-20", "details": "依法更名。",
    }  # fmt: skip
    tale._span += 9
    tale.moment = TODAY
    tale.draft(change={"fields": fields, "tables": {}})
    tale.submit()
    tale.screen()
    item = tale.item("decision")
    assert item.unit == tale.organisation.code
    told_ = {"process_id": item.process_id, "outcome": "grant", "reason": "属实。"}
    assert refused(decisions.decide, item.task_id, by=cast["edu-decider"], **told_) == "role"
    decisions.decide(item.task_id, by=cast["yingyong-signer"], **told_)
    assert Certificate.objects.latest("pk").holder_name == "白新名（虚构）"


# the countersigned decision


def at_the_cosigner(cast: Cast) -> TeacherTale:
    tale = swift(cast, span=40)
    stories.to_joint(tale)
    tale.opine_all("joint")
    stories.experts(tale, stories.GOOD)
    tale.wait(2)
    tale.deliberate()
    tale.wait(1)
    tale.publish()
    tale.pass_notice()
    return tale


def test_a_professor_is_decided_by_both_departments(cast: Cast) -> None:
    tale = at_the_cosigner(cast)
    item = tale.item("cosign_opinion")
    assert (item.role, item.unit) == (Role.DECIDER, "SH-RSJ")
    told_ = {"process_id": item.process_id, "stage": "cosign", "verdict": "agree"}
    with clock.travel(tale.moment):
        grant = tale.case.programme.ending(Outcome.GRANT)
        assert decisions.grantable(tale.case, grant).reason == "示例市人力资源和社会保障局（虚构）尚未会签。"
        for wrong in ("edu-decider", "rsj"):
            assert refused(reviews.opine, item.task_id, by=cast[wrong], **told_) == "role"
        correct = told_ | {"verdict": "correct"}
        assert refused(reviews.opine, item.task_id, by=cast["hr-decider"], **correct) == "verdict"
    tale.opine_all("cosign")
    said = tale.case.opinions.get(node="cosign")
    assert (said.unit, said.verdict, said.by) == ("SH-RSJ", "agree", cast["hr-decider"])
    tale.decide()
    assert tale.case.outcome == Outcome.GRANT


def test_an_objection_of_the_cosigner_bars_the_appointment(cast: Cast, browser_of: BrowserOf) -> None:
    tale = at_the_cosigner(cast)
    item, signer = tale.item("cosign_opinion"), browser_of(cast["hr-decider"])
    address = f"/desk/{item.process_id}/cosign_opinion/{item.task_id}/"
    with clock.travel(tale.moment):
        assert "会签意见" in signer.get(address).content.decode()
        page = signer.post(address, {"outcome": "object", "reason": ""})
        assert page.context["form"].errors == {"reason": ["不同意须写明理由。"]}
        assert signer.post(address, {"outcome": "object", "reason": "职称待核。"}).status_code == 302
        barred = decisions.obstacles(tale.case)
    assert set(barred.values()) == {"示例市人力资源和社会保障局（虚构）会签不同意：职称待核。"}
    assert set(barred) == {Outcome.GRANT, Outcome.LOWER}
    tale.decide(Outcome.REFUSE, "市人力资源社会保障局会签不同意。")
    assert tale.case.status == Status.REFUSED


def test_only_professors_are_countersigned() -> None:
    for slug, nodes in ((stories.B1, 1), (stories.B2, 0), (stories.B3, 0)):
        steps = [step.node for step in registry.get(slug).steps]
        assert steps.count("cosign_opinion") == nodes


# the school's own desk


def test_the_school_that_appoints_removes(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 30
    tale.later("exit")
    tale.draft()
    tale.submit()
    tale.pass_statement()
    assert tale.item("decision").unit == tale.organisation.code
    tale.decide(Outcome.EXIT, "已离开原工作单位，予以解聘。")
    letter = tale.case.letters.get(kind=LetterKind.GRANT)
    assert (tale.case.outcome, letter.content["issuer"]) == (Outcome.EXIT, tale.organisation.name)


def test_only_the_schools_signer_decides_and_finds_it_on_the_desk(cast: Cast) -> None:
    tale = swift(cast, "bai", stories.B3)
    tale.prepare()
    tale.draft()
    case = tale.submit()
    assert case.status == Status.ACCEPTED
    signer = cast["yingyong-signer"]
    assert [i.node for i in queues.listed(signer, queues.ALL)] == ["decision"]
    assert queries.visible(signer).filter(pk=case.pk).exists()
    item = tale.item("decision")

    def decide(by: Any) -> Any:
        with clock.travel(tale.moment):
            return decisions.decide(
                item.task_id, process_id=item.process_id, by=by, outcome="grant", reason="同意"
            )

    assert refused(decide, cast["edu-decider"]) == "role"
    assert refused(decide, tale.clerk) == "role"
    other = member(Role.DECIDER, "SH-FGW")
    assert not queries.visible(other).filter(pk=case.pk).exists()
    decide(signer)
    assert tale.case.status == Status.GRANTED


def test_whoever_prepared_the_application_does_not_sign_it(cast: Cast) -> None:
    tale = swift(cast, "bai", stories.B3)
    tale.prepare()
    tale.draft()
    tale.submit()
    cast._person("yingyong-faculty", "吴教务", [(Role.DECIDER, tale.organisation.code)])
    item = tale.item("decision")
    with clock.travel(tale.moment):
        code = refused(
            decisions.decide,
            item.task_id,
            process_id=item.process_id,
            by=tale.clerk,
            outcome="grant",
            reason="同意",
        )
    assert code == "conflict"


# beginning


def test_a_case_begins_with_the_papers_of_the_nomination(cast: Cast) -> None:
    tale = swift(cast)
    tale.prepare()
    with clock.travel(tale.moment):
        draft = nominations.begin(tale.nomination, tale.round, by=tale.clerk)
        again = nominations.begin(tale.nomination, tale.round, by=tale.clerk)
    assert draft == again
    assert (draft.holder_name, draft.subject) == ("林示例（虚构）", f"nomination/{tale.nomination.pk}")
    assert draft.evidence.count() == 9
    known = intake.suggestions(draft, "person")
    assert (known["name"], known["employer_code"]) == ("林示例（虚构）", "91310115000000019M")


def test_papers_given_later_lie_in_the_draft_as_well(cast: Cast) -> None:
    tale = ALL["waiting-nominee"].play(cast)
    assert tale.case.evidence.count() == 0
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.collect()
    tale.notice("school")
    tale.collect()  # the same bytes once more
    assert sorted(tale.case.evidence.values_list("kind", flat=True)) == [
        "achievements", "agreement", "degree", "employment", "level", "minutes", "promise", "school_notice",
    ]  # fmt: skip


def test_what_cannot_begin(cast: Cast) -> None:
    tale = swift(cast)
    mentors = cast.round(stories.B2, tale.moment.date())
    with clock.travel(tale.moment):
        assert refused(nominations.begin, tale.nomination, mentors, by=tale.clerk) == "rank"
        assert refused(nominations.begin, tale.nomination, tale.round, by=cast["jw"]) == "forbidden"
        nominating.take_back(tale.nomination, reason="岗位取消", by=tale.clerk)
        tale.nomination.refresh_from_db()
        assert refused(nominations.begin, tale.nomination, tale.round, by=tale.clerk) == "closed"


def test_a_nomination_stands_still_while_its_case_runs_and_after(cast: Cast) -> None:
    tale = ALL["waiting-labour"].play(cast)
    facts = told(tale.nominee) | {"position": "别的职务"}
    assert refused(nominating.amend, tale.nomination, facts, by=tale.clerk) == "busy"
    granted = ALL["mentor"].play(cast)
    assert refused(nominating.take_back, granted.nomination, reason="x", by=granted.clerk) == "busy"
    assert refused(nominations.begin, granted.nomination, granted.round, by=granted.clerk) == "done"


def test_the_board_leads_to_the_case_or_to_its_beginning(cast: Cast) -> None:
    tale = swift(cast)
    with clock.travel(tale.moment):
        [line] = board.lines([tale.nomination])
        assert line.case is None  # much is missing
    tale.prepare()
    with clock.travel(tale.moment):
        [line] = board.lines([Nomination.objects.select_related("post", "school").get(pk=tale.nomination.pk)])
        assert line.case is not None
        assert (line.gaps, line.case.begins) == ([], True)
        draft = nominations.begin(tale.nomination, tale.round, by=tale.clerk)
        [line] = board.lines([Nomination.objects.select_related("post", "school").get(pk=tale.nomination.pk)])
        assert line.case == board.Case("草稿", "info", f"/cases/{draft.pk}/")


def test_an_ended_case_may_be_followed_by_another(cast: Cast) -> None:
    tale = ALL["professor-deferred"].play(cast)
    [line] = board.lines([tale.nomination])
    assert line.case is not None
    assert (line.case.text, line.case.again) == ("缓议", True)
    again = nominations.begin(tale.nomination, tale.round, by=tale.clerk)
    assert again.status == Status.DRAFT


# two schools, quotas, ages


def _appointed(person: Nomination, slug: str = stories.B1) -> Certificate:
    """A letter of appointment taken over from an older register."""
    serial = (Certificate.objects.aggregate(last=Max("serial"))["last"] or 0) + 1
    return Certificate.objects.create(
        programme_slug=slug, organisation=person.school, nomination=person, subject=nominations.subject(person),
        series="B1-2025", serial=serial, number=f"旧-{serial}", code=f"旧-{serial}", holder_name=person.name,
        valid_from=date(2025, 1, 1), valid_to=date(2027, 12, 31), content={}, content_sha256="",
        reserved_at=clock.now(), imported=True, status=CertificateStatus.ISSUED,
    )  # fmt: skip


def test_nobody_serves_three_schools(cast: Cast) -> None:
    tale = swift(cast)
    for _n in range(2):
        _appointed(
            NominationFactory(document_number=tale.nomination.document_number, post__rank=Rank.PROFESSOR)
        )
    tale.prepare()
    tale.draft()
    results = {row["code"]: row for row in tale.case.eligibility["results"]}
    assert (results["schools"]["passed"], results["schools"]["value"]) == (False, "另受聘 2 所")
    assert teacher_ranks.no_quota(stories.B1)(tale.case) == "此人已在两所学校受聘。"


def test_the_quota_counts_appointments_of_the_year(cast: Cast) -> None:
    tale = swift(cast)
    tale.prepare()
    tale.draft()
    quotas.set_number(tale.organisation, "B1", tale.post.year, 0, by=cast.at(Role.OFFICER, "SH-JW"))
    assert nominations.quota_left(tale.case, stories.B1) == 0
    assert teacher_ranks.no_quota(stories.B1)(tale.case) == "该校本年度该级别的聘任名额已用完。"
    assert teacher_ranks.no_quota(stories.B2)(tale.case) == ""


def test_a_lower_rank_has_its_own_age(cast: Cast) -> None:
    tale = swift(cast)
    tale.prepare()
    tale.draft()
    assert teacher_ranks.lowered("B2")(tale.case) == ""
    Nomination.objects.filter(pk=tale.nomination.pk).update(birth_on=date(1958, 1, 1))
    assert teacher_ranks.lowered("B2")(Application.objects.get()) == "超过产业导师的年龄条件。"


# rules


def facts(rank: str = "B1", age: int = 48, party: dict[str, Any] | None = None, **sections: Any) -> Facts:
    nomination = Nomination(
        name="林示例（虚构）", birth_on=date(2026 - age, 1, 1), employer_code="91310115000000019M", rank=rank
    )
    known = {
        "nomination": nomination, "consents": {}, "agreed": {}, "notices": {}, "upheld": False,
        "schools": 0, "failed": 0,
    }  # fmt: skip
    tables = {"plan": {"courses": sections.pop("courses", [])}}
    written = {"plan": {}} | sections
    return Facts(
        dossier={slug: {"fields": fields, "tables": tables.get(slug, {})} for slug, fields in written.items()},
        policy=teacher_ranks.policy(rank), today=date(2026, 11, 24), party=known | (party or {}),
    )  # fmt: skip


def found(rank: str, code: str, seen: Facts, *, renewal: bool = False) -> tuple[bool, str]:
    rules = teacher_rules.renewal_rules(rank) if renewal else teacher_rules.rules(rank)
    finding = {rule.code: rule for rule in rules}[code].check(seen)
    return finding.passed, finding.value


@pytest.mark.parametrize(
    ("rank", "told_", "result"),
    [
        ("B1", {"level": "senior"}, (True, "正高级职称")),
        ("B1", {"level": "associate"}, (False, "副高级职称")),
        ("B1", {"level": "associate", "leads_project": True}, (True, "省部级项目负责人")),
        ("B1", {"level": "none", "executive": True}, (True, "规上企业高管")),
        ("B1", {"level": "technician", "craftsman": True}, (True, "技师，能工巧匠，由评审认定")),
        ("B2", {"level": "senior_technician"}, (True, "高级技师")),
        ("B2", {"level": "middle", "executive": True}, (False, "中级职称")),
        ("B3", {"level": "technician"}, (True, "技师")),
        ("B3", {}, (False, "未填写")),
    ],
)
def test_titles(rank: str, told_: dict[str, Any], result: tuple[bool, str]) -> None:
    assert found(rank, "level", facts(rank, experience=told_)) == result


@pytest.mark.parametrize(
    ("rank", "age", "urgent", "fine"),
    [("B1", 65, False, True), ("B1", 66, False, False), ("B1", 70, True, True), ("B1", 71, True, False),
     ("B2", 66, True, False), ("B3", 60, False, True), ("B3", 61, False, False)],
)  # fmt: skip
def test_ages(rank: str, age: int, urgent: bool, fine: bool) -> None:
    assert found(rank, "age", facts(rank, age, experience={"urgent": urgent}))[0] is fine
    assert found(rank, "age", facts(rank, age, term={"urgent": urgent}), renewal=True)[0] is fine


@pytest.mark.parametrize(
    ("rank", "plan", "hours", "result"),
    [
        ("B1", {"lectures": 1, "supervised": 2}, "36", (True, "36 学时，讲座 1 次，联合指导 2 人")),
        ("B1", {"lectures": 1, "supervised": 2}, "35.5", (False, "35.5 学时，讲座 1 次，联合指导 2 人")),
        ("B1", {"lectures": 0, "supervised": 2}, "40", (False, "40 学时，讲座 0 次，联合指导 2 人")),
        ("B2", {"supervised": 2, "projects": 0}, "0", (True, "联合指导 2 人，联合项目 0 项")),
        ("B2", {"supervised": 1, "projects": 1}, "0", (True, "联合指导 1 人，联合项目 1 项")),
        ("B2", {"supervised": 1, "projects": 0}, "0", (False, "联合指导 1 人，联合项目 0 项")),
        ("B3", {}, "32", (True, "32 学时")),
        ("B3", {}, "0", (False, "0 学时")),
    ],
)
def test_duties(rank: str, plan: dict[str, int], hours: str, result: tuple[bool, str]) -> None:
    assert found(rank, "duties", facts(rank, plan=plan, courses=[{"hours": Decimal(hours)}])) == result


@pytest.mark.parametrize(
    ("code", "seen", "result"),
    [
        ("years", {"experience": {"years": 4}}, (False, "4 年")),
        ("in_post", {"person": {"in_post": True}}, (True, "在职")),
        ("in_post", {}, (False, "未确认在职")),
        ("degree", {"person": {"degree": "bachelor"}}, (True, "本科以上")),
        ("degree", {"person": {"degree": "college"}}, (False, "本科以下")),
        ("degree", {"experience": {"craftsman": True}}, (True, "能工巧匠，学历放宽")),
        ("same", {}, (False, "与推荐信息不同：姓名、出生日期、工作单位、级别")),
        ("majority", {"review": {"present": 9, "in_favour": 6}}, (True, "6/9")),
        ("majority", {"review": {"present": 9, "in_favour": 5}}, (False, "5/9")),
        ("majority", {}, (False, "0/0")),
        ("crime", {"claims": {"no_crime": True}}, (True, "已声明")),
        ("crime", {}, (False, "未声明")),
        ("schools", {"claims": {"other_schools": 2}}, (False, "另受聘 2 所")),
    ],
)
def test_other_conditions(code: str, seen: dict[str, Any], result: tuple[bool, str]) -> None:
    assert found("B1", code, facts(**seen)) == result


@pytest.mark.parametrize(
    ("party", "result"),
    [
        ({"notices": {"学校公示": ""}}, (False, "未登记学校公示")),
        ({"notices": {"学校公示": "无异议"}}, (True, "均已公示")),
        ({"notices": {"学校公示": "异议成立"}, "upheld": True}, (False, "异议成立")),
    ],
)
def test_notices(party: dict[str, Any], result: tuple[bool, str]) -> None:
    assert found("B1", "notices", facts(party=party)) == result


def test_what_a_renewal_asks() -> None:
    seen = facts(party={"agreed": {"nominee": True, "employer": False}, "failed": 2})
    assert found("B1", "consents", seen, renewal=True) == (False, "缺工作单位同意")
    assert found("B1", "appraisals", seen, renewal=True) == (False, "不合格 2 次")
    fine = facts(party={"agreed": {"nominee": True, "employer": True}, "failed": 1})
    assert found("B1", "consents", fine, renewal=True) == (True, "均有效")
    assert found("B1", "appraisals", fine, renewal=True)[0]


# the term


def test_appraisals_follow_the_term_and_stop_with_it(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    held = tale.case.certificates.get()
    case = tale.case

    def periods(day: date) -> list[str]:
        return [period for period, _title, _due in teacher_terms.appraisals(case, day)]

    year = [anniversary(held.valid_from, n) for n in (1, 2, 3)]
    assert periods(year[0] - timedelta(days=1)) == []
    assert periods(year[0]) == ["1"]
    assert periods(year[2]) == ["1", "2"]
    Certificate.objects.filter(pk=held.pk).update(ended_on=year[0] + timedelta(days=10), status="exited")
    assert periods(year[2]) == ["1"]
    Certificate.objects.filter(pk=held.pk).update(status="void")
    assert periods(year[2]) == []
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 3, 1)


def test_an_appraisal_knows_the_hours_of_its_year(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.teach("40")
    row = FollowUp(application=tale.case, kind="appraisal", due_on=date(2027, 1, 30))
    assert teacher_terms.known(row) == {"year": 2026, "hours": Decimal("40"), "students": 0}
    row.due_on = date(2026, 12, 24)
    assert teacher_terms.known(row)["year"] == 2026


def test_no_removal_is_proposed_without_two_failures_or_somebody_to_propose_it(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    row = FollowUp.objects.create(
        application=tale.case, kind="appraisal", period="1", title="第 1 年度考核", due_on=TODAY.date(),
        opened_at=clock.now(), status=FollowUpStatus.FAILED, filed_by=tale.clerk,
    )  # fmt: skip
    assert nominations.propose_removal(FollowUp(application=tale.case), cast["officer"]) is None
    assert nominations.propose_removal(row, cast["officer"]) is None
    FollowUp.objects.create(
        application=tale.case, kind="appraisal", period="2", title="第 2 年度考核", due_on=TODAY.date(),
        opened_at=clock.now(), status=FollowUpStatus.FAILED,
    )  # fmt: skip
    row.filed_by = cast["jw"]  # has left the school
    assert nominations.propose_removal(row, cast["officer"]) is None
    row.filed_by = tale.clerk
    first = nominations.propose_removal(row, cast["officer"])
    assert first is not None
    assert nominations.propose_removal(row, cast["officer"]) == first
    assert first.programme_slug == "industry-lecturer-exit"


def failure(case: Application, period: str, by: User) -> FollowUp:
    return FollowUp.objects.create(
        application=case, kind="appraisal", period=period, title=f"第 {period} 年度考核", due_on=TODAY.date(),
        opened_at=clock.now(), status=FollowUpStatus.FAILED, filed_by=by,
    )  # fmt: skip


def test_a_failure_of_a_former_term_does_not_count_again(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    former, held = tale.case, tale.certificate
    failure(former, "1", tale.clerk)
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.later("renewal")
    again = Application.objects.create(
        programme_slug="industry-lecturer-renewal", round=tale.round, organisation=tale.organisation,
        nomination=tale.nomination, about=held, subject=held.subject, created_by=tale.clerk,
        status=Status.GRANTED, holder_name=held.holder_name, created_at=clock.now(),
    )  # fmt: skip
    assert nominations.facts(again)["failed"] == 1, "the renewal looks at the term that ends"
    Certificate.objects.filter(pk=held.pk).update(ended_on=TODAY.date(), status=CertificateStatus.EXITED)
    renewed = _appointed(tale.nomination, stories.B3)
    assert nominations.facts(former)["failed"] == 0, "an appointment of an older register has no appraisals"
    Certificate.objects.filter(pk=renewed.pk).update(application=again)
    row = failure(again, "1", tale.clerk)
    assert nominations.facts(former)["failed"] == 1
    assert nominations.propose_removal(row, cast["officer"]) is None
    second = failure(again, "2", tale.clerk)
    assert nominations.facts(former)["failed"] == 2
    draft = nominations.propose_removal(second, cast["officer"])
    assert draft is not None
    assert draft.about == renewed


def test_a_re_issued_letter_keeps_the_failures_of_its_term(cast: Cast) -> None:
    tale = ALL["mentor-promoted"].play(cast)
    first, change = tale.past[0], tale.case
    assert tale.certificate.application == change
    failure(first, "1", tale.clerk)
    assert nominations.facts(first)["failed"] == 1


@pytest.mark.parametrize("typed", ["pass", ["pass"]])
def test_the_city_files_the_schools_grade_or_sends_it_back(cast: Cast, typed: Any) -> None:
    row = FollowUp(application=Application(), kind="appraisal", result="fail")
    row.dossier = {"fields": {"grade": typed}}
    with pytest.raises(Refused) as refused:
        teacher_terms.after_appraisal(row, cast["officer"])
    assert (refused.value.code, refused.value.message) == (
        "result",
        "学校报送的等次为“合格”；有疑问的请退回学校。",
    )
    row.result = "pass"
    teacher_terms.after_appraisal(row, cast["officer"])


# hearing


def test_a_removal_goes_on_though_the_consent_is_taken_back(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.later("exit")
    tale.draft()
    tale.submit()
    agreed = consents.latest(tale.nomination, ConsentKind.NOMINEE)
    assert agreed is not None
    consents.withdraw(consents.token(agreed), reason="不再任教")
    assert tale.case.status == Status.ACCEPTED


@pytest.mark.parametrize("name", ["mentor", "lecturer"])
def test_the_city_itself_opens_a_revocation_and_decides_it(name: str, cast: Cast) -> None:
    tale = ALL[name].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 30
    held, officer = tale.certificate, cast.at(Role.OFFICER, "SH-JW")
    revocation = registry.get(f"{held.programme_slug}-revocation")
    assert [ground for ground, _words in teacher_later.REVOKED_FOR] == ["ethics", "fraud"]
    with clock.travel(tale.moment):
        assert lifecycle.may_begin(held, revocation, tale.clerk).code == "role"
        case = lifecycle.begin(held, revocation, by=officer)
        fields = {"ground": "fraud", "facts": "职称证书系伪造。", "found_on": "2026-11-20"}
        intake.save_section(case, "grounds", {"fields": fields, "tables": {}}, by=officer, version=0)
        intake.submit(case, by=officer)
        tale.application = case
        outbox.drain(raise_errors=True)
    [sent] = [m for m in mail.outbox if "陈述申辩" in m.subject]
    assert sent.to == [tale.nomination.email]
    assert f"示例市教育委员会（虚构） 提出{revocation.title}" in sent.body
    tale.speak("证书由原单位代办，请核实。")
    tale.pass_statement()
    assert tale.item("decision").unit == "SH-JW", "the school's own appointment too"
    tale.decide(Outcome.EXIT, "伪造属实，撤销聘任。")
    held.refresh_from_db()
    assert (tale.case.outcome, held.status) == (Outcome.EXIT, CertificateStatus.REVOKED)
    letter = tale.case.letters.get(kind=LetterKind.GRANT)
    assert letter.content["title"] == "撤销聘任决定书"
    assert (tale.case.statement.by, bool(letter.content["remedy"])) == (None, True)


def test_who_asks_for_the_removal_does_not_speak_for_the_person(cast: Cast, browser_of: BrowserOf) -> None:
    tale = ALL["lecturer"].play(cast)
    tale.moment, tale._span = TODAY, tale._span + 9
    tale.later("exit")
    tale.draft()
    tale.submit()
    told = {"text": "没有意见", "speaker": "学校", "by": tale.clerk}
    assert refused(lifecycle.state, tale.case, **told) == "forbidden"
    school = browser_of(tale.clerk)
    assert "可以陈述申辩" not in school.get(f"/cases/{tale.case.pk}/").content.decode()
    assert school.post(f"/cases/{tale.case.pk}/statement/", {"text": "没有意见"}).status_code == 404
    first = Application.objects.exclude(pk=tale.case.pk).get()
    assert refused(lifecycle.state, first, **told) == "not_found"
    assert lifecycle.may_speak(tale.case), "the person still may"


def test_hearing_links(cast: Cast) -> None:
    tale = ALL["lecturer"].play(cast)
    with pytest.raises(Refused) as error:
        nominations.hearing(nominations.hearing_token(tale.case))  # no removal
    assert error.value.status == 404
    for wrong in ("x", "a:b:c"):
        assert refused(nominations.hearing, wrong) == "link"


def test_prior_notices_of_other_families_write_to_nobody(cast: Cast) -> None:
    case = Application(programme_slug="enterprise-cultivation")
    nominations.tell(case, None)  # type: ignore[arg-type]
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_seat_is_held() -> None:
    """A page that only shows what may be concluded takes no lock."""
    nominations.hold_seats(Application())
