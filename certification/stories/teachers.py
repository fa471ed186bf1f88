"""The stories of industry faculty: one happy path a rank, the other conclusions, consents refused and taken back, and a
whole life from nomination through renewal to removal."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

from certification.domain.corrections import Request
from certification.domain.reviews import COSIGN, JOINT
from certification.models import Application, Outcome, ReasonCode, Verdict
from certification.stories.plots import Story
from certification.stories.teacher_tale import TeacherTale
from teachers import consents
from teachers.models import ConsentKind
from workflows.dates import anniversary

GOOD = [Decimal(s) for s in ("0.93", "0.88", "0.84", "0.90", "0.81")]
FAIR = [Decimal(s) for s in ("0.72", "0.70", "0.66", "0.69", "0.64")]
ASK_AWARD = Request(ReasonCode.UNCLEAR, "请补充能说明本人角色的成果证明。", evidence_kind="achievements")


def to_joint(tale: TeacherTale) -> None:
    """Nominated, consented, noticed, submitted and screened."""
    tale.prepare()
    tale.draft()
    tale.submit()
    tale.wait(4)
    tale.screen(comment="材料齐全，符合形式要求。")
    tale.wait(6)


def experts(tale: TeacherTale, shares: Sequence[Decimal]) -> None:
    """Five experts, one or two days later their sheets."""
    tale.wait(1)
    tale.appoint()
    tale.wait(5)
    for expert, share in enumerate(shares, 1):
        tale.score(expert, share)


def close(tale: TeacherTale, outcome: str = Outcome.GRANT, reason: str = "符合岗位要求，同意聘任。") -> None:
    """Deliberation, the notice where the outcome needs one, the decision."""
    tale.wait(2)
    tale.deliberate(outcome, reason)
    tale.wait(1)
    if tale.case.programme.ending(outcome).move == "grant":
        tale.publish()
        tale.pass_notice()
        tale.opine_all(COSIGN)
    tale.decide(outcome, reason)


def professor(tale: TeacherTale) -> None:
    """产业教授: screened, looked at by 人社, scored, on notice, countersigned by 人社, appointed for three years."""
    to_joint(tale)
    tale.opine_all(JOINT)
    experts(tale, GOOD)
    close(tale)


def corrected(tale: TeacherTale) -> None:
    """人社 asks for one paper; answered, then appointed."""
    to_joint(tale)
    tale.opine("rsj", JOINT, Verdict.CORRECT, requests=[ASK_AWARD])
    tale.wait(1)
    tale.merge("jw", JOINT)
    tale.wait(3)
    tale.answer("已补充成果证明。")
    tale.wait(2)
    tale.opine_all(JOINT)
    experts(tale, GOOD)
    close(tale)


def mentor(tale: TeacherTale) -> None:
    """产业导师: no experts, 市教委 decides after 人社 has verified."""
    to_joint(tale)
    tale.opine_all(JOINT)
    close(tale)


def lecturer(tale: TeacherTale) -> None:
    """产业讲师: the school's signer decides, the school files with 市教委."""
    tale.prepare()
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.decide(reason="学校评审通过，公示无异议，同意聘任。")
    tale.wait(2)
    [row] = tale.duties()
    tale.report(row, "pass")


def lowered(tale: TeacherTale) -> None:
    """Below 75: appointed 产业导师 instead, with the remedy named."""
    to_joint(tale)
    tale.opine_all(JOINT)
    experts(tale, FAIR)
    close(tale, Outcome.LOWER, "专家评议得分未达到产业教授要求，符合产业导师条件。")


def deferred(tale: TeacherTale) -> None:
    """缓议: the plan is too thin this time."""
    to_joint(tale)
    tale.opine_all(JOINT)
    experts(tale, FAIR)
    close(tale, Outcome.DEFER, "育人方案与岗位职责结合不够，完善后再报。")


def refused(tale: TeacherTale) -> None:
    """不予聘任."""
    to_joint(tale)
    tale.opine_all(JOINT)
    close(tale, Outcome.REFUSE, "现任职务与岗位要求不符，不予聘任。")


def declined(tale: TeacherTale) -> None:
    """The nominee says no: the school may fill in the dossier, yet nothing can be submitted."""
    tale.wait(1)
    asked = tale.ask(ConsentKind.NOMINEE)
    with tale._now():
        consents.refuse(
            consents.token(asked), signer=tale.nominee.name, reason="工作安排冲突，无法承担任务。"
        )
        tale._perform()
    tale.ask(ConsentKind.EMPLOYER)
    tale.collect()
    tale.draft()


def withdrawn(tale: TeacherTale) -> None:
    """The nominee takes the consent back while the experts are at work: the case ends at once."""
    to_joint(tale)
    tale.opine_all(JOINT)
    tale.wait(1)
    tale.appoint()
    tale.wait(1)
    agreed = consents.latest(tale.nomination, ConsentKind.NOMINEE)
    assert agreed is not None
    with tale._now():
        at = tale.moment
        consents.withdraw(consents.token(agreed), reason="岗位调动，撤回同意。")
        tale._perform()
    note = "本人撤回同意"
    tale._keep("consent", tale.nominee.name, tale.organisation.code, "", at, note=note)


def promoted(tale: TeacherTale) -> None:
    """Appointed, then promoted by the employer: the change is granted, the letter re-issued for the same days."""
    mentor(tale)
    tale.wait(10)
    tale.later("change")
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="任职文件与申请一致。")
    tale.wait(2)
    tale.decide(reason="变更事项属实，同意换发聘书。")


def life(tale: TeacherTale) -> None:
    """A term with its appraisals, the renewal before its end, two years failed, heard by link, removed."""
    professor(tale)
    first = tale.certificate
    last = first.valid_to
    assert last is not None
    for year in (1, 2):
        tale.wait_until(anniversary(first.valid_from, year))
        tale.teach("48")
        [row] = tale.duties()
        tale.report(row, "excellent" if year == 1 else "pass")
    tale.wait_until(last - timedelta(days=75))
    tale.later("renewal")
    tale.draft()
    tale.submit()
    tale.wait(3)
    tale.screen(comment="考核材料齐全。")
    tale.wait(3)
    tale.opine_all(JOINT)
    experts(tale, GOOD)
    close(tale, reason="聘期考核合格，同意续聘。")
    tale.wait_until(anniversary(first.valid_from, 3))
    [row] = tale.duties()
    tale.report(row, "pass")
    renewed = tale.certificate
    for year in (1, 2):
        tale.wait_until(anniversary(renewed.valid_from, year))
        [row] = tale.duties()
        tale.report(row, "fail", "未完成教学任务，考核程序完整，予以认可。")
    removal(tale)


def removal(tale: TeacherTale) -> None:
    """解聘: drafted after the second 不合格, submitted by the school, the person heard, decided by the city."""
    tale.later("exit")
    draft = Application.objects.get(about=tale.certificate, status="draft")
    tale.application = draft
    tale.wait(2)
    tale.submit()
    tale.wait(2)
    tale.speak("两年来工作任务繁重，请考虑保留职务。")
    tale.pass_statement()
    tale.wait(2)
    tale.decide(Outcome.EXIT, "两次年度考核不合格，事实清楚，陈述理由不能成立，予以解聘。")


def submitted(tale: TeacherTale) -> None:
    """At the intake desk of 市教委."""
    tale.prepare()
    tale.draft()
    tale.submit()


def at_labour(tale: TeacherTale) -> None:
    """At the desk of 人社."""
    to_joint(tale)


def before_the_signer(tale: TeacherTale) -> None:
    """Before the school's own signer."""
    tale.prepare()
    tale.draft()
    tale.submit()


def half_ready(tale: TeacherTale) -> None:
    """A consent waits for its answer and papers are missing: what the board is for."""
    tale.wait(1)
    tale.ask(ConsentKind.NOMINEE)
    tale.draft()


def _story(
    name: str, title: str, who: str, span: int, plot: Callable[[TeacherTale], None], programme: str
) -> Story:
    return Story(name, title, who, span, plot, tale=TeacherTale, programme=programme)


B1, B2, B3 = "industry-professor", "industry-mentor", "industry-lecturer"
STORIES = {
    s.name: s
    for s in [
        _story("professor", "产业教授：专家评议、公示后聘任", "lin", 38, professor, B1),
        _story("professor-corrected", "产业教授：人社会审补正后聘任", "dai", 44, corrected, B1),
        _story("professor-lowered", "产业教授评议未达标，降级聘任为产业导师", "tao", 38, lowered, B1),
        _story("professor-deferred", "产业教授缓议", "shen", 31, deferred, B1),
        _story("professor-withdrawn", "专家评议中本人撤回同意，办件终止", "jiang", 24, withdrawn, B1),
        _story("mentor", "产业导师：人社核验、公示后聘任", "cao", 32, mentor, B2),
        _story("mentor-promoted", "产业导师职务变更，换发聘书", "yan", 46, promoted, B2),
        _story("mentor-refused", "产业导师不予聘任", "meng", 25, refused, B2),
        _story("lecturer", "产业讲师：学校决定并报备案", "bai", 16, lecturer, B3),
        _story("nominee-refuses", "本人不同意推荐", "xia", 1, declined, B1),
        _story("professor-life", "产业教授：聘期考核、续聘、两次不合格后解聘", "wan", 1320, life, B1),
    ]
}
"""Every story by name."""

WAITING = {
    s.name: s
    for s in [
        _story("waiting-nominee", "推荐进度：待本人同意、缺材料", "hao", 1, half_ready, B3),
        _story("waiting-labour", "产业导师：待人社会审", "luo", 22, at_labour, B2),
        _story("waiting-signer", "产业讲师：待学校签发", "min", 13, before_the_signer, B3),
        _story("waiting-screening", "产业教授：待形式审查", "zhu", 13, submitted, B1),
    ]
}
