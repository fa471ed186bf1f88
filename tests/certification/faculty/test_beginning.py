"""From a nomination to a case: its papers, what bars it, what stands still."""

import pytest

from certification.domain import (
    intake,
    nominations,
)
from certification.models import (
    Status,
)
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from certification.stories.teacher_tale import told
from teachers import board, nominating
from teachers.models import Nomination
from tests.certification.faculty.stage import ALL, refused, swift
from tests.factories.certification import TODAY
from workflows import clock

pytestmark = pytest.mark.django_db


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
