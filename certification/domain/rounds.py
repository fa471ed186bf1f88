"""Rounds (申报批次): created and amended by the lead office, frozen by the first submission, audited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from certification import registry, rules
from certification.models import Round
from certification.registry import Programme
from workflows import audit, clock
from workflows.errors import Refused

TYPED = ("min_conditions", "pass_mark", "seats", "notice_days", "quota")
"""Numbers of the policy an officer may set for one round, besides the limits of the steps."""


@dataclass(frozen=True)
class Plan:
    """What an officer lays down for a round. ``policy`` holds numbers of ``TYPED``, ``limits`` working days
    by kind; both may be partial, and what equals the programme's own value is no override."""

    title: str
    year: int
    opens_on: date
    closes_on: date
    reference_date: date
    policy: Mapping[str, int | Decimal] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)


def current(today: date | None = None) -> QuerySet[Round]:
    """Rounds whose window is open today, the one that closes first at the top."""
    day = today or clock.today()
    rows = Round.objects.filter(programme_slug__in=_windowed(), opens_on__lte=day, closes_on__gte=day)
    return rows.order_by("closes_on", "pk")


def upcoming(today: date | None = None) -> QuerySet[Round]:
    """Rounds that are announced and not open yet, the next one at the top."""
    rows = Round.objects.filter(programme_slug__in=_windowed(), opens_on__gt=today or clock.today())
    return rows.order_by("opens_on", "pk")


def _windowed() -> list[str]:
    """Programmes one applies for in a window; later procedures begin from the certificate they concern."""
    return [p.slug for p in registry.all_programmes() if not p.all_year]


def all_year(programme: Programme) -> Round:
    """The round of this year of a procedure that may begin on any day (常年受理), made when first wanted."""
    today = clock.today()
    row, _made = Round.objects.get_or_create(
        programme_slug=programme.slug,
        year=today.year,
        title=_("%(year)s 年常年受理") % {"year": today.year},
        defaults={
            "opens_on": date(today.year, 1, 1),
            "closes_on": date(today.year, 12, 31),
            "reference_date": date(today.year, 1, 1),
        },
    )
    return row


def version(round_: Round) -> int:
    """Grows with every change of the round: a form opened at an older one is stale."""
    return audit.head(round_.audit_chain)[0]


def create(programme: Programme, plan: Plan, *, by: User) -> Round:
    """A new round. Raises ``Refused`` and ``ValidationError`` (by field)."""
    _demand_manager(programme, by)
    with transaction.atomic():
        round_ = Round(programme_slug=programme.slug, created_by=by)
        _write(round_, plan)
        audit.record(round_.audit_chain, "round:create", by=by, data=_state(round_))
    return round_


def amend(round_: Round, plan: Plan, *, by: User, reason: str, opened_at_version: int) -> Round:
    """Change a round nobody has submitted to yet. ``reason`` is recorded with what was and what is."""
    return _change(round_, by, reason, opened_at_version, lambda row: _apply(row, plan))


def extend(round_: Round, closes_on: date, *, by: User, reason: str, opened_at_version: int) -> Round:
    """Move the last day of the window, forward only: the one thing a frozen round still allows."""

    def move(row: Round) -> None:
        if closes_on <= row.closes_on:
            raise ValidationError({"closes_on": _("截止日只能延后，现为 %(day)s。") % {"day": row.closes_on}})
        row.closes_on = closes_on
        row.save(update_fields=["closes_on"])

    return _change(round_, by, reason, opened_at_version, move)


def _change(round_: Round, by: User, reason: str, opened_at: int, change: Any) -> Round:
    _demand_manager(round_.programme, by)
    if not reason.strip():
        raise ValidationError({"reason": _("请填写修改理由，将记入办理记录。")})
    with transaction.atomic():
        row = Round.objects.select_for_update().get(pk=round_.pk)
        _demand_fresh(row, opened_at)
        before = _state(row)
        change(row)
        after = _state(row)
        if before == after:
            return row
        changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
        audit.record(row.audit_chain, "round:amend", by=by, reason=reason.strip(), data=changed)
    return row


def _demand_fresh(row: Round, opened_at: int) -> None:
    if version(row) == opened_at:
        return
    last = audit.history(row.audit_chain).last()
    assert last is not None  # else the version would be 0, and no form opens below it
    raise Refused(
        "stale",
        _("%(who)s已于 %(at)s 修改过本批次。请核对您填写的内容后再次保存，以您的内容为准。")
        % {"who": last.actor_name, "at": f"{timezone.localtime(last.at):%Y-%m-%d %H:%M}"},
    )


def _apply(row: Round, plan: Plan) -> None:
    if row.frozen_at is not None:
        raise Refused("frozen", _("本批次已有单位提交申报，除延长截止日外不能再修改。"))
    _write(row, plan)


def _write(row: Round, plan: Plan) -> None:
    if plan.closes_on < plan.opens_on:
        raise ValidationError({"closes_on": _("截止日不能早于开始日 %(day)s。") % {"day": plan.opens_on}})
    if not plan.title.strip():
        raise ValidationError({"title": _("请填写批次名称。")})
    for name in ("year", "opens_on", "closes_on", "reference_date"):
        setattr(row, name, getattr(plan, name))
    row.title, row.overrides = plan.title.strip(), _overrides(row, plan)
    row.clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        message = _("%(year)s 年度已有名为“%(title)s”的批次，请换一个名称。")
        raise ValidationError({"title": message % {"year": row.year, "title": row.title}}) from error


def _overrides(row: Round, plan: Plan) -> dict[str, Any]:
    """What differs from the programme's own policy, as JSON; overrides no form knows are kept."""
    policy = row.programme.policy
    unknown = set(plan.policy) - set(TYPED) | set(plan.limits) - set(policy.limits)
    if unknown:
        raise KeyError(f"not for a round to set: {', '.join(sorted(unknown))}")
    anew = {*TYPED, "limits"} - ({"quota"} - set(plan.policy))  # only forms that ask for a quota change it
    kept = {name: value for name, value in row.overrides.items() if name not in anew}
    for name, value in plan.policy.items():
        if value != getattr(policy, name):
            kept[name] = str(value) if isinstance(value, Decimal) else value
    limits = {kind: days for kind, days in plan.limits.items() if days != policy.limits[kind]}
    return {**kept, "limits": limits} if limits else kept


def _state(row: Round) -> dict[str, Any]:
    return {
        "title": row.title,
        "year": row.year,
        "opens_on": row.opens_on.isoformat(),
        "closes_on": row.closes_on.isoformat(),
        "reference_date": row.reference_date.isoformat(),
        "overrides": row.overrides,
    }


def _demand_manager(programme: Programme, by: User) -> None:
    answer = rules.may_manage_rounds(programme, by)
    if not answer:
        raise Refused("forbidden", answer.reason)
