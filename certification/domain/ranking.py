"""Ranking and quota within a comparison group (同组排序与名额).

A programme that grants only the best of a group says so with a ``Ranking`` in ``Programme.special["ranking"]``.
Cases of one round and group are ordered by the panel's score; equal scores by the third-party evaluation; what is
still equal shares its rank, and the conference chooses among them. A grant is open to whoever stands within the
quota, and never to more than the quota.

The share is of the group, not of a round: who holds the standing already, or is about to, takes up a place. A holder
that is itself in the running competes for the place it holds. A quota the office sets is that of its round alone.
"""

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from certification.models import (
    UNDECIDED,
    Application,
    Certificate,
    CertificateStatus,
    Decision,
    DecisionKind,
    Outcome,
    Round,
    ScoreSheet,
    Status,
)
from certification.registry import Programme
from workflows import clock, tally

MOST = 500
"""Cases of one round that are ranked; the whole city has fewer schools."""

_OUT = (Status.DRAFT, Status.NOT_ACCEPTED, Status.WITHDRAWN)


@dataclass(frozen=True)
class Ranking:
    """How a programme ranks: ``group`` of a case (``""`` when it has none), the group's ``name``, its ``members``
    (ids of organisations), and the ``share`` of them that may hold the standing. A round's ``quota``
    overrides the share."""

    group: Callable[[Application], str]
    name: Callable[[str], str]
    members: Callable[[str], AbstractSet[int]]
    share: Decimal

    @property
    def percent(self) -> int:
        """The share in words of the screens."""
        return int(self.share * 100)


@dataclass(frozen=True)
class Row:
    """One case in its group. ``score`` is None while the panel has not finished; ``rank`` is None for such a
    case and for one already concluded otherwise; ``tied`` marks a rank shared with others."""

    case: Application
    score: Decimal | None
    evaluation: Decimal | None
    outcome: str = ""
    rank: int | None = None
    tied: bool = False
    within: bool = False


@dataclass(frozen=True)
class Group:
    """A group's ranking: ``places`` of its ``size`` bodies may be granted in this round, ``taken`` are; ``held``
    more are taken up by bodies outside it. ``waiting`` cases have no score yet; ``cut`` is the lowest score
    still within, None while nobody is."""

    code: str
    name: str
    size: int
    places: int
    held: int
    rows: tuple[Row, ...]
    taken: int
    waiting: int
    cut: Decimal | None

    @property
    def tie_at_cut(self) -> bool:
        """Whether more stand within the quota than it has places: equal to the last point."""
        return sum(row.within for row in self.rows) > self.places


def of_programme(programme: Programme) -> Ranking | None:
    """How the programme ranks, if it does; a renewal competes with nobody."""
    found = programme.special.get("ranking") if programme.is_first else None
    return found if isinstance(found, Ranking) else None


def places(size: int, share: Decimal, quota: int | None = None) -> int:
    """How many of ``size`` may be granted: the round's quota, or the share rounded half up, at least one."""
    if quota is not None:
        return quota
    return max(1, int((size * share).quantize(Decimal(1), ROUND_HALF_UP)))


def groups(round_: Round) -> list[Group]:
    """Every group with cases in the round, by name; seven queries however many cases, and one a group."""
    ranking = of_programme(round_.programme)
    if ranking is None:
        return []
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(round_):
        rows[ranking.group(row.case)].append(row)
    quota = round_.effective_policy.quota
    holders = _holders(round_) if quota is None else frozenset()
    found = [_ranked(code, rows[code], ranking, quota, holders) for code in rows]
    return sorted(found, key=lambda group: group.name)


def standing(application: Application) -> tuple[Group, Row] | None:
    """The case's group and its row in it; none where the programme does not rank."""
    ranking = of_programme(application.programme)
    if ranking is None:
        return None
    code = ranking.group(application)
    group = next((g for g in groups(application.round) if g.code == code), None)
    row = next((r for r in group.rows if r.case.pk == application.pk), None) if group else None
    return (group, row) if group and row else None


def obstacle(application: Application) -> str:
    """Why the case cannot be granted as far as its rank goes: the window still open, others of the group not
    scored yet, outside the quota, or the quota used up. Empty when nothing stands in the way.

    Inside a transaction the programme's rounds are locked first, so that two conclusions at once cannot exceed
    the quota."""
    if of_programme(application.programme) is None:
        return ""
    rounds = Round.objects.filter(programme_slug=application.programme_slug).order_by("pk")
    if connection.in_atomic_block:
        rounds = rounds.select_for_update()
    application.round = next(round_ for round_ in rounds if round_.pk == application.round_id)
    found = standing(application)
    if found is None or not found[0].code:
        return _("本件没有确定的比较组，不能排序。")
    group, row = found
    if row.outcome == Outcome.GRANT:
        return ""
    if application.round.closes_on >= clock.today():
        return _("本批次 %(day)s 申报截止，截止前同组名单未定，不能排序。") % {
            "day": application.round.closes_on
        }
    if group.waiting:
        return _("同组（%(group)s）还有 %(n)d 件没有完成考察评分，不能排序。") % {
            "group": group.name,
            "n": group.waiting,
        }
    words = {"group": group.name, "places": group.places, "rank": row.rank, "held": group.held}
    if not group.places:
        return _("%(group)s组的名额已由 %(held)d 个有效或待发的证书占满，本批次没有名额。") % words
    if not row.within:
        return _("%(group)s组名额 %(places)d 个，本件排第 %(rank)s 位，不在名额内。") % words
    if group.taken >= group.places:
        return _("%(group)s组的 %(places)d 个名额已经用完。") % words
    return ""


def _ranked(
    code: str, rows: list[Row], ranking: Ranking, quota: int | None, holders: AbstractSet[int]
) -> Group:
    """Ranks among those scored and not concluded otherwise, for the places ``holders`` outside them leave."""
    members: AbstractSet[int] = ranking.members(code) if code else frozenset()
    standing = [r for r in rows if r.score is not None and r.outcome in ("", Outcome.GRANT)]
    held = len(holders & members - {row.case.organisation_id for row in standing})
    allowed = max(0, places(len(members), ranking.share, quota) - held)
    keys = [_key(row) for row in standing]
    done = []
    for row in rows:
        if row not in standing:
            done.append(row)
            continue
        rank = 1 + sum(key > _key(row) for key in keys)
        tied = keys.count(_key(row)) > 1
        done.append(
            Row(row.case, row.score, row.evaluation, row.outcome, rank, tied, bool(code) and rank <= allowed)
        )
    done.sort(key=lambda row: (row.rank is None, row.rank or 0, -(row.score or 0), row.case.pk))
    within = [row.score for row in done if row.within and row.score is not None]
    return Group(
        code=code,
        name=ranking.name(code) or _("未分类"),
        size=len(members),
        places=allowed,
        held=held,
        rows=tuple(done),
        taken=sum(row.outcome == Outcome.GRANT for row in done),
        waiting=sum(row.score is None and row.case.status in UNDECIDED for row in done),
        cut=min(within) if within else None,
    )


def _holders(round_: Round) -> frozenset[int]:
    """Organisations that hold the programme's standing today or are about to: their certificate is being made, or
    a grant was concluded in another round and is not decided yet."""
    reserved = Certificate.objects.filter(
        programme_slug=round_.programme_slug, status=CertificateStatus.RESERVED
    )
    valid = Certificate.objects.in_force(clock.today()).filter(programme_slug=round_.programme_slug)
    found = {*reserved.values_list("organisation", flat=True), *valid.values_list("organisation", flat=True)}
    concluded = Decision.objects.filter(
        kind=DecisionKind.DELIBERATION,
        application__programme_slug=round_.programme_slug,
        application__status__in=UNDECIDED,
    ).exclude(application__round=round_)
    last = dict(concluded.order_by("pk").values_list("application__organisation", "outcome"))
    return frozenset(
        found | {organisation for organisation, outcome in last.items() if outcome == Outcome.GRANT}
    )


def _key(row: Row) -> tuple[Decimal, Decimal]:
    return row.score or Decimal(0), row.evaluation or Decimal(0)


def _rows(round_: Round) -> list[Row]:
    """Cases of the round that are or were in the running, each with its score, evaluation and conclusion."""
    rows = Application.objects.filter(round=round_).exclude(status__in=_OUT)
    cases = list(rows.select_related("organisation", "evaluation").order_by("pk")[:MOST])
    totals: dict[int, list[Decimal]] = defaultdict(list)
    sheets = ScoreSheet.objects.filter(seat__application__in=cases)
    for pk, total in sheets.values_list("seat__application", "total"):
        totals[pk].append(total)
    concluded = _concluded(cases)
    return [
        Row(case, _score(case, totals[case.pk]), _evaluated(case), concluded.get(case.pk, ""))
        for case in cases
    ]


def _score(case: Application, totals: list[Decimal]) -> Decimal | None:
    """The panel's mean once every seat has scored."""
    return tally.trimmed_mean(totals) if totals and len(totals) >= case.policy.seats else None


def _evaluated(case: Application) -> Decimal | None:
    evaluation: Any = getattr(case, "evaluation", None)
    return evaluation.total if evaluation else None


def _concluded(cases: list[Application]) -> dict[int, str]:
    """What was concluded of each last: by the conference, or by the decision where that differs."""
    kinds = [DecisionKind.DELIBERATION, DecisionKind.FINAL]
    rows = Decision.objects.filter(application__in=cases, kind__in=kinds).order_by("pk")
    return dict(rows.values_list("application", "outcome"))
