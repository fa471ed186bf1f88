"""What must hold of every case whatever happened: asked of the rows, trusting none of the code that wrote them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from certification.models import OPEN_STATUSES, Application, Certificate, CertificateStatus, Status
from workflows.models import AuditEntry, Deadline, DeadlinePause, WorkItem

_CLOSED = [STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED]
_HUMAN, _JOIN = "HUMAN", "JOIN"


@dataclass(frozen=True)
class Broken:
    """An invariant that does not hold: ``code`` names it, ``case`` is the id of the application (0 for none)."""

    code: str
    case: int
    message: str


def broken() -> Iterator[Broken]:
    """Every violation, one after the other; nothing when all is well."""
    for look in (
        _ended_with_open_task,
        _open_without_task,
        _two_joins,
        _items_and_tasks,
        _certificates,
        _statuses_unrecorded,
        _clocks,
    ):
        yield from look()


def _open_tasks() -> QuerySet[Task]:
    return Task.objects.exclude(status__in=_CLOSED)


def _ended_with_open_task() -> Iterator[Broken]:
    """A case that has ended, and a draft, have no open task. A granted one may still wait for its paper."""
    ended = Application.objects.exclude(status__in=[Status.SUBMITTED, Status.ACCEPTED, Status.PUBLICISED])
    open_ = _open_tasks().filter(process=OuterRef("process"))
    waits = Certificate.objects.filter(application=OuterRef("pk"), status=CertificateStatus.RESERVED)
    for row in ended.filter(Exists(open_)).exclude(Q(status=Status.GRANTED) & Q(Exists(waits))):
        yield Broken("ended_with_task", row.pk, f"{row}: status {row.status}, but a task is open")


def _open_without_task() -> Iterator[Broken]:
    """A case under way has a running process, and every running process has an open task."""
    running = Process.objects.filter(pk=OuterRef("process"), status=PROCESS.NEW)
    under_way = Application.objects.filter(status__in=[s for s in OPEN_STATUSES if s != Status.DRAFT])
    for row in under_way.exclude(Exists(running)):
        yield Broken("open_without_process", row.pk, f"{row}: status {row.status}, but no process runs")
    open_ = _open_tasks().filter(process=OuterRef("pk"))
    for process in Process.objects.filter(status=PROCESS.NEW).exclude(Exists(open_)):
        yield Broken(
            "process_without_task", _case(process), f"process {process.pk} runs without an open task"
        )


def _two_joins() -> Iterator[Broken]:
    """At most one join of a process is waiting."""
    joins = _open_tasks().filter(flow_task_type=_JOIN).values("process").annotate(n=Count("pk"))
    for row in joins.filter(n__gt=1):
        process = Process.objects.get(pk=row["process"])
        yield Broken("two_joins", _case(process), f"process {process.pk} waits at {row['n']} joins")


def _items_and_tasks() -> Iterator[Broken]:
    """A work item is open exactly while its task is, belongs to the same process and names the same owner."""
    items = WorkItem.objects.select_related("task", "process")
    disagree = (
        Q(closed_at=None, task__status__in=_CLOSED)
        | Q(closed_at__isnull=False) & ~Q(task__status__in=_CLOSED)
        | ~Q(process=F("task__process"))
        | Q(closed_at=None) & ~Q(owner=F("task__owner")) & ~Q(owner=None, task__owner=None)
    )
    for item in items.filter(disagree):
        yield Broken("item_and_task", _case(item.process), f"item {item.pk} and task {item.task_id} disagree")
    human = _open_tasks().filter(flow_task_type=_HUMAN, item=None)
    for task in human.select_related("process"):
        yield Broken("task_without_item", _case(task.process), f"task {task.pk} has no work item")


def _certificates() -> Iterator[Broken]:
    """One certificate that counts for each case whose ending gives one, none for any other; issued ones have
    their paper, unless they were taken over from an older register."""
    counted = (
        Certificate.objects.filter(application=OuterRef("pk"))
        .exclude(status=CertificateStatus.VOID)
        .order_by()
        .values("application")
        .annotate(n=Count("pk"))
        .values("n")
    )
    for row in Application.objects.annotate(papers=Subquery(counted)):
        ending = row.ending
        papers, wanted = row.papers or 0, int(ending is not None and ending.paper(row) is not None)
        if papers != wanted:
            yield Broken("certificates", row.pk, f"{row}: {papers} certificates, {wanted} wanted")
    unprinted = Certificate.objects.filter(status=CertificateStatus.ISSUED, imported=False).exclude(
        file__isnull=False, pdf_sha256=F("file__sha256"), issued_at__isnull=False
    )
    for certificate in unprinted:
        yield Broken(
            "unprinted", certificate.application_id or 0, f"{certificate} is issued without its paper"
        )


def _statuses_unrecorded() -> Iterator[Broken]:
    """The audit record leads from status to status without a leap, and ends at the one that stands."""
    cases = {row.pk: row for row in Application.objects.only("number", "holder_name", "status")}
    papers = {row.pk: row for row in Certificate.objects.only("number", "status", "application")}
    for pk, at in _leaps("application/", Status.DRAFT, {pk: row.status for pk, row in cases.items()}):
        row = cases[pk]
        yield Broken("unrecorded", pk, f"{row}: the record leads to {at}, the status is {row.status}")
    begun = CertificateStatus.RESERVED
    for pk, at in _leaps("certificate/", begun, {pk: row.status for pk, row in papers.items()}):
        paper = papers[pk]
        text = f"{paper}: the record leads to {at}, the status is {paper.status}"
        yield Broken("unrecorded", paper.application_id or 0, text)


def _leaps(prefix: str, first: str, statuses: dict[int, str]) -> Iterator[tuple[int, str]]:
    """Ids whose recorded moves leave a gap or end elsewhere than ``statuses`` says, with where they end."""
    at, torn = dict.fromkeys(statuses, str(first)), set()
    moves = AuditEntry.objects.filter(chain__startswith=prefix, action__startswith="transition:")
    rows = moves.order_by("chain", "seq").values_list("chain", "source", "target")
    for chain, source, target in rows.iterator(chunk_size=2000):
        pk = int(chain.removeprefix(prefix))
        if at.get(pk) != source:
            torn.add(pk)
        at[pk] = target
    for pk, status in statuses.items():
        if pk in torn or at[pk] != status:
            yield pk, at[pk]


def _clocks() -> Iterator[Broken]:
    """A process that has ended leaves no clock running and none paused."""
    paused = DeadlinePause.objects.filter(until_at=None, deadline__closed_at__isnull=False)
    for pause in paused.select_related("deadline__process"):
        yield Broken(
            "paused_for_ever",
            _case(pause.deadline.process),
            f"deadline {pause.deadline_id} is closed and paused",
        )
    for row in Deadline.objects.filter(closed_at=None).exclude(process__status=PROCESS.NEW):
        yield Broken("clock_runs_on", _case(row.process), f"deadline {row.pk} runs, its process has ended")


def _case(process: Process) -> int:
    return process.artifact_object_id or 0
