"""Queries and CPU of the queue page at 10 and at 1,000 items."""

import time
from copy import copy
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from viewflow.workflow.models import Process, Task

from certification.models import Application, Status
from certification.stories.cast import Cast
from certification.stories.tale import Tale
from certification.stories.waiting import submitted
from workflows.models import Deadline, WorkItem

BUDGET = 10
PLAIN = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
LENGTHS = (10, 1000)


def report() -> list[str]:
    """Print a line per length; returns what is over its budget."""
    cast = Cast()
    cast.set_stage()
    tale = Tale("bench-queue", cast, company="wind", span=1)
    submitted(tale)
    client, over = Client(headers={"host": "localhost"}), []
    client.force_login(cast["intake"])
    with override_settings(STORAGES=PLAIN):
        print(f"\n{connection.vendor}: queue page of the intake desk")
        for length in LENGTHS:
            _fill(tale.case, length - WorkItem.objects.filter(node="intake", closed_at=None).count())
            over += _measure(client, length)
    return over


def _measure(client: Client, length: int) -> list[str]:
    url = reverse("desk:queue")
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    count = len(queries)  # now: the next request empties the log
    began = time.process_time()
    for _ in range(5):
        client.get(url)
    cpu = (time.process_time() - began) * 200
    line = f"{length:>5} items {count:>4} queries {cpu:>8.1f} ms {len(response.content) / 1024:>7.0f} KB"
    print(line, f"(budget {BUDGET})")
    sound = response.status_code == 200 and count <= BUDGET
    return [] if sound else [f"{connection.vendor} queue {line}, status {response.status_code}"]


def _fill(case: Application, count: int) -> None:
    """Copy the case with its process, task and item ``count`` times; only the queue looks at the copies."""
    item = WorkItem.objects.select_related("task", "process", "deadline").get(
        process=case.process, node="intake"
    )
    assert case.process is not None
    for _ in range(count):
        process = _copied(Process, case.process)
        Process.objects.filter(pk=process.pk).update(artifact_object_id=0)
        task = _copied(Task, item.task, process=process)
        deadline = _copied(Deadline, item.deadline, process=process)
        _copied(WorkItem, item, process=process, task=task, deadline=deadline)
        row = _copied(Application, case, process=process, number=f"BENCH{process.pk:09d}")
        Process.objects.filter(pk=process.pk).update(artifact_object_id=row.pk)


def _copied(model: type[Model], row: Model, **changes: Any) -> Any:
    twin = copy(row)
    twin.pk = None
    twin._state = copy(row._state)
    twin._state.adding = True
    if isinstance(twin, Application):
        twin.__dict__["status"] = Status.DEFERRED  # one open application per party: the copies have ended
    for name, value in changes.items():
        setattr(twin, name, value)
    model.save(twin, force_insert=True)
    return twin
