"""The stories of the three ranks: who acts, what is concluded, what the papers say."""

from datetime import timedelta

import pytest
from django.core import mail

from certification import rendering
from certification.domain import (
    decisions,
    intake,
    invariants,
)
from certification.models import (
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
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from documents import inspect
from teachers.models import LibraryProfile, Nomination
from tests.certification.faculty.stage import ALL, refused
from tests.factories.certification import TODAY
from workflows import audit
from workflows.dates import anniversary

pytestmark = pytest.mark.django_db


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
