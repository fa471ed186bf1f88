"""Who decides and who signs beside: the countersigner, the school itself."""

from typing import Any

import pytest

from accounts.roles import Role
from certification import registry
from certification.domain import (
    decisions,
    queries,
    queues,
    reviews,
)
from certification.models import (
    LetterKind,
    Outcome,
    Status,
)
from certification.stories import teachers as stories
from certification.stories.cast import Cast
from certification.stories.teacher_tale import TeacherTale
from tests.certification.faculty.stage import ALL, BrowserOf, refused, swift
from tests.factories.accounts import member
from tests.factories.certification import TODAY
from workflows import clock

pytestmark = pytest.mark.django_db


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
