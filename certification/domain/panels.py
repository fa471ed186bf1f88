"""The expert panel: appointment, score sheets and their tally (评审组)."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import Role
from certification import rules
from certification.models import Application, PanelSeat, ScoreLine, ScoreSheet
from workflows import clock, engine, tally
from workflows.errors import Refused
from workflows.models import WorkItem


@dataclass(frozen=True)
class Result:
    """What the panel found: exact decimals out of 100; highest and lowest total dropped from the mean."""

    totals: tuple[Decimal, ...]
    mean: Decimal
    spread: Decimal
    passed: bool
    wide: bool


def candidates(application: Application) -> list[tuple[User, str]]:
    """Experts of the pool by name with the reason why one may not sit (empty when they may)."""
    members = Membership.objects.live().filter(role=Role.EXPERT, user__is_active=True)
    experts = list(User.objects.filter(pk__in=members.values("user")).order_by("name", "pk")[:200])
    answers = rules.may_sit_each(application, experts)
    return [(expert, answers[expert.pk].reason) for expert in experts]


def load(experts: Sequence[User]) -> dict[int, int]:
    """How many sheets each expert still has to fill in, by id; nobody is in it with none."""
    open_ = WorkItem.objects.filter(role=Role.EXPERT, owner__in=experts, closed_at=None)
    return dict(open_.values_list("owner").annotate(n=Count("pk")).order_by())


def draw(application: Application, chosen: Collection[int] = (), *, by: User) -> list[int]:
    """随机抽取: ids of experts for every seat, drawn by lot among those whom ``by`` may appoint. ``chosen``
    keep theirs."""
    free = [expert.pk for expert, reason in candidates(application) if not reason and expert.pk != by.pk]
    kept = [pk for pk in free if pk in chosen]
    others = [pk for pk in free if pk not in chosen]
    vacant = min(max(application.policy.seats - len(kept), 0), len(others))
    return kept + secrets.SystemRandom().sample(others, vacant)


def appoint(task_id: int, *, process_id: int, by: User, experts: Sequence[User]) -> None:
    """The officer fills every seat with a different expert who has no tie to the applicant."""

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        need = application.policy.seats
        if len(experts) != need or len({e.pk for e in experts}) != need:
            raise Refused(
                "seats",
                _("请选择 %(need)d 位不同的专家，现选择 %(have)d 位。")
                % {
                    "need": need,
                    "have": len({e.pk for e in experts}),
                },
            )
        if by.pk in {expert.pk for expert in experts}:
            raise Refused("conflict", _("不能指派自己担任评审专家。"))
        for answer in rules.may_sit_each(application, experts).values():
            if not answer:
                raise Refused(answer.code, answer.reason)
        now = clock.now()
        PanelSeat.objects.bulk_create(
            PanelSeat(application=application, number=n, expert=e, appointed_by=by, appointed_at=now)
            for n, e in enumerate(experts, 1)
        )
        return engine.Outcome("appointed", "、".join(e.get_full_name() for e in experts))

    engine.act(task_id, by=by, node="panel", process_id=process_id, decision=decision)


def score(task_id: int, *, process_id: int, by: User, marks: Mapping[str, str], comment: str) -> None:
    """One expert's sheet: a mark for every criterion, at most its full mark, in steps of 0.5."""
    if not comment.strip():
        raise Refused("comment", _("请填写评审意见。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        lines = checked(application, marks)
        seat = PanelSeat.objects.get(application=application, expert=by)
        sheet = ScoreSheet.objects.create(
            seat=seat,
            revision_id=application.filing.revision_id,
            total=sum(lines.values(), Decimal("0.00")),
            comment=comment.strip(),
            at=clock.now(),
        )
        ScoreLine.objects.bulk_create(ScoreLine(sheet=sheet, criterion=c, mark=m) for c, m in lines.items())
        return engine.Outcome("scored", str(sheet.total))

    engine.act(task_id, by=by, node="score", process_id=process_id, decision=decision)


def checked(application: Application, marks: Mapping[str, str]) -> dict[str, Decimal]:
    """Exact marks by criterion; raises ``Refused`` naming the criterion that is wrong."""
    lines = {}
    for criterion in application.policy.criteria:
        try:
            mark = Decimal(str(marks.get(criterion.code, "")).strip())
        except InvalidOperation as error:
            raise Refused("mark", _("请为“%(title)s”打分。") % {"title": criterion.title}) from error
        if not mark.is_finite() or not 0 <= mark <= criterion.full or mark % Decimal("0.5"):
            raise Refused(
                "mark",
                _("“%(title)s”的得分应在 0 至 %(full)s 分之间，以 0.5 分为一档。")
                % {"title": criterion.title, "full": criterion.full},
            )
        lines[criterion.code] = mark
    return lines


def sheets(application: Application) -> list[tuple[ScoreSheet, str]]:
    """The panel's sheets by seat, each with what the mean leaves out: ``highest``, ``lowest`` or nothing.
    Of equal totals the first is left out: the mean is the same whichever."""
    found = list(
        ScoreSheet.objects.filter(seat__application=application)
        .select_related("seat__expert")
        .prefetch_related("lines")
        .order_by("seat__number")
    )
    if len(found) < 3:
        return [(sheet, "") for sheet in found]
    highest = max(found, key=lambda sheet: sheet.total)
    lowest = min((sheet for sheet in found if sheet is not highest), key=lambda sheet: sheet.total)
    return [
        (sheet, "highest" if sheet is highest else "lowest" if sheet is lowest else "") for sheet in found
    ]


def result(application: Application) -> Result | None:
    """The panel's result once every seat has scored, else ``None``."""
    totals = tuple(
        ScoreSheet.objects.filter(seat__application=application)
        .order_by("seat__number")
        .values_list("total", flat=True)
    )
    if not totals or len(totals) < application.policy.seats:
        return None
    mean, spread = tally.trimmed_mean(list(totals)), tally.spread(list(totals))
    policy = application.policy
    return Result(totals, mean, spread, mean >= policy.pass_mark, spread > policy.spread_limit)
