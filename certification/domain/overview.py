"""A round at a glance (批次概览): what stands where, who holds it, what is late. Each figure is one grouped query."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from certification import units
from certification.models import Application, Round, Status
from certification.registry import Programme
from enterprises.codes import ZONES
from workflows import clock, deadlines
from workflows.models import WorkItem
from workflows.nodes import Human


@dataclass(frozen=True)
class StepCount:
    """Cases waiting at one step, and how many of them past the step's limit."""

    node: str
    title: str
    cases: int
    late: int


@dataclass(frozen=True)
class Narrow:
    """What the list of cases is narrowed to; empty means everything. ``place`` is a district or a zone."""

    keyword: str = ""
    status: str = ""
    node: str = ""
    place: str = ""
    late: bool = False

    def __bool__(self) -> bool:
        return bool(self.keyword or self.status or self.node or self.place or self.late)


@dataclass(frozen=True)
class Holding:
    """One open task: where it lies, who has claimed it (nobody: empty), working days left (negative: late).
    ``off_clock`` says why the case's promised time stands still meanwhile."""

    item: WorkItem
    title: str
    unit: str
    holder: str
    left: int
    off_clock: str


def by_status(round_: Round) -> dict[str, int]:
    """Cases of the round by status, drafts included, in the order of the statuses; one query."""
    rows = round_.applications.order_by().values("status").annotate(n=Count("pk"))
    found = {row["status"]: row["n"] for row in rows}
    return {status: found.get(status, 0) for status in Status.values}


def cases_by_round(rounds: Sequence[Round]) -> dict[int, tuple[int, int]]:
    """Submitted cases and those not closed yet, of each round; one query."""
    rows = (
        Application.objects.filter(round__in=rounds)
        .exclude(status=Status.DRAFT)
        .order_by()
        .values("round")
        .annotate(cases=Count("pk"), open=Count("pk", filter=Q(closed_at=None)))
    )
    found = {row["round"]: (row["cases"], row["open"]) for row in rows}
    return {round_.pk: found.get(round_.pk, (0, 0)) for round_ in rounds}


def by_step(round_: Round) -> list[StepCount]:
    """Steps at which cases of the round wait for somebody, in the order of the flow; one query."""
    rows = (
        WorkItem.objects.filter(process__application__round=round_, closed_at=None)
        .order_by()
        .values("node")
        .annotate(cases=Count("process", distinct=True), late=Count("process", distinct=True, filter=_late()))
    )
    found = {row["node"]: (row["cases"], row["late"]) for row in rows}
    return [StepCount(node, title, *found[node]) for node, title in steps(round_.programme) if node in found]


def steps(programme: Programme) -> list[tuple[str, str]]:
    """The human steps of the flow: node and title, in the order they are declared."""
    # the class's own order: viewflow's list of nodes is sorted by name
    nodes = vars(programme.flow).values()
    return [(node.name, str(node.task_title)) for node in nodes if isinstance(node, Human)]


def limit_titles(programme: Programme) -> dict[str, str]:
    """Kinds of limits with the steps they hold for, in the order of the flow."""
    titles = dict(steps(programme))
    found: dict[str, list[str]] = {}
    for node in vars(programme.flow).values():
        if isinstance(node, Human) and node.limit in programme.policy.limits:
            found.setdefault(node.limit, []).append(titles[node.name])
    return {kind: "、".join(dict.fromkeys(names)) for kind, names in found.items()}


def late_cases(round_: Round) -> int:
    """How many cases have a task past its limit; one query."""
    items = WorkItem.objects.filter(_late(), process__application__round=round_, closed_at=None)
    return items.values("process").distinct().count()


def narrowed(cases: QuerySet[Application], narrow: Narrow) -> QuerySet[Application]:
    """``cases`` that answer to every part of ``narrow``."""
    if narrow.status:
        cases = cases.filter(status=narrow.status)
    if narrow.place in ZONES:
        cases = cases.filter(zone=narrow.place)
    elif narrow.place:
        cases = cases.filter(district=narrow.place)
    if narrow.keyword:
        cases = cases.filter(Q(holder_name__icontains=narrow.keyword) | Q(number__icontains=narrow.keyword))
    waiting = WorkItem.objects.filter(process=OuterRef("process"), closed_at=None)
    if narrow.node:
        cases = cases.filter(Exists(waiting.filter(node=narrow.node)))
    if narrow.late:
        cases = cases.filter(Exists(waiting.filter(_late())))
    return cases


def holdings(cases: Sequence[Application]) -> dict[int, list[Holding]]:
    """Who holds what, by case, the most urgent first: four queries however many cases."""
    items = list(
        WorkItem.objects.filter(process__in=[c.process_id for c in cases if c.process_id], closed_at=None)
        .select_related("deadline", "owner", "process")
        .order_by("due_at", "pk")
    )
    left = deadlines.remaining_each({item.deadline_id: item.deadline for item in items}.values())
    names = units.unit_names({item.unit for item in items if item.unit})
    by_process: dict[int, list[Holding]] = defaultdict(list)
    for item in items:
        by_process[item.process_id].append(
            Holding(
                item,
                item.title,
                names.get(item.unit, ""),
                str(item.owner) if item.owner else "",
                left[item.deadline_id],
                str(getattr(item.flow_node, "off_clock", "")),
            )
        )
    return {case.pk: by_process.get(case.process_id or 0, []) for case in cases}


def _late() -> Q:
    """Past the limit. Nothing is late on days that are not certain yet."""
    return Q(due_at__lt=clock.now(), deadline__provisional=False)
