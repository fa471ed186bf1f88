"""Many nominations from one workbook, and their papers from one ZIP (批量推荐).

The worker takes the rows in portions: a large file shows its progress, and a portion that dies is done again
from where the batch stands. Good rows are nominated; the others come back in a workbook with the wrong cells
marked.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from files import archives, workbooks
from files.fields import Kept
from files.workbook_sheets import Kind
from files.workbooks import Column, Row
from teachers import access, nominating, papers
from teachers.forms import NominationForm
from teachers.models import BatchState, Nomination, NominationBatch, Post
from workflows import audit, outbox, transitions
from workflows.errors import Refused
from workflows.models import OutboxMessage

EFFECT = "teachers.batch"
MOST_ROWS = 500
PORTION = 25

_KINDS: dict[type[forms.Field], Kind] = {forms.IntegerField: "whole", forms.DateField: "day"}


def columns() -> list[Column]:
    """One column for each field of the form of a single nomination."""
    form = NominationForm()
    made = []
    for name, field in form.fields.items():
        kind = next((kind for base, kind in _KINDS.items() if isinstance(field, base)), "text")
        choices = [choice for choice in getattr(field, "choices", []) if choice[0]]
        made.append(Column(name, field.label, field.help_text, choices, field.required, kind))  # type: ignore[arg-type]
    return made


def template(post: Post) -> bytes:
    """The workbook a school fills in for a post."""
    notes = [
        _("一行一人，带 * 的必填；有下拉列表的请从列表中选择；证件号码按文本填写。最多 %(n)s 行。") % {"n": MOST_ROWS},
        _("推荐材料可打包为一个 ZIP 一并上传，文件名为“姓名-材料名”，如“林示例-学历证书.pdf”；"
          "同名的在姓名后加证件号后四位，如“林示例0019-学历证书.pdf”。"),
        _("材料名：%(names)s。") % {"names": "、".join(str(slot.label) for slot in papers.SLOTS.values())},
    ]  # fmt: skip
    title = _("%(post)s推荐人选") % {"post": post}
    return workbooks.template(columns(), title, notes=notes, rows=MOST_ROWS)


@transaction.atomic
def start(post: Post, workbook: Kept, archive: Kept | None, *, by: User) -> NominationBatch:
    """Take the files in; the worker does the rest."""
    access.demand(by, post.school)
    if not post.is_open:
        raise Refused("deadline", _("推荐已于 %(day)s 截止，不能再变更。") % {"day": post.deadline})
    batch = NominationBatch.objects.create(
        school=post.school,
        post=post,
        workbook=workbook.stored,
        workbook_name=workbook.name,
        archive=archive.stored if archive else None,
        archive_name=archive.name if archive else "",
        by=by,
    )
    audit.record(
        batch.audit_chain, "batch.started", by=by, data={"post": post.pk, "sha256": workbook.stored.sha256}
    )
    _next_portion(batch)
    return batch


@outbox.effect(EFFECT)
def perform(message: OutboxMessage) -> None:
    """One portion of rows, or, after the last, the papers."""
    batch = NominationBatch.objects.select_related("post__school", "workbook", "by").get(
        pk=message.payload["batch"]
    )
    if batch.status in (BatchState.DONE, BatchState.FAILED) or batch.read != message.payload["from"]:
        return  # done already by a run that died after its commit
    try:
        rows = workbooks.read(batch.workbook.read(), columns(), MOST_ROWS)
    except ValidationError as error:
        transitions.apply(batch, "fail", by=None, message=error.messages[0])
        return
    with transaction.atomic():
        if batch.status == BatchState.WAITING:
            batch = transitions.apply(batch, "start", by=None)
            batch.total = len(rows)
        for row in rows[batch.read : batch.read + PORTION]:
            errors = _take(batch, row)
            if errors:
                batch.errors = [*batch.errors, [row.number, errors]]
            else:
                batch.accepted += 1
            batch.read += 1
        batch.save(update_fields=["total", "read", "accepted", "errors"])
        if batch.read < batch.total:
            _next_portion(batch)
            return
        batch.unmatched = _papers(batch)
        batch.save(update_fields=["unmatched"])
        transitions.apply(batch, "finish", by=None, data={"rows": batch.total, "accepted": batch.accepted})


def error_workbook(batch: NominationBatch) -> bytes:
    """The rows that were not taken, wrong cells marked."""
    wrong: dict[int, dict[str, str]] = dict(batch.errors)
    rows = workbooks.read(batch.workbook.read(), columns(), MOST_ROWS)
    told = [Row(row.number, row.raw, {}, wrong[row.number]) for row in rows if row.number in wrong]
    return workbooks.with_errors(columns(), told, _("%(post)s：需要更正的人选") % {"post": batch.post})


def _next_portion(batch: NominationBatch) -> None:
    outbox.post(EFFECT, f"{EFFECT}/{batch.pk}/{batch.read}", {"batch": batch.pk, "from": batch.read})


def _take(batch: NominationBatch, row: Row) -> dict[str, str]:
    """Nominate the person of a row; messages by column, or under ``""`` about the row as a whole."""
    if row.errors:
        return dict(row.errors)
    form = NominationForm(_texts(row.values))
    if not form.is_valid():
        return {name: "；".join(map(str, messages)) for name, messages in form.errors.items()}
    try:
        with transaction.atomic():
            nominating.nominate(batch.post, form.cleaned_data, by=batch.by)
    except Refused as refused:
        return {"": refused.message}
    return {}


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: "" if value is None else str(value) for key, value in values.items()}


def _papers(batch: NominationBatch) -> list[list[str]]:
    """Match the files of the ZIP to the post's nominations; ``[[file name, why not], …]`` for the rest."""
    if batch.archive is None:
        return []
    nominations = list(Nomination.objects.open().filter(post=batch.post))
    left: list[list[str]] = []
    try:
        for name, kept in archives.papers(batch.archive):
            found = papers.match(name, nominations)
            if isinstance(kept, str) or isinstance(found, str):
                left.append([name, kept if isinstance(kept, str) else str(found)])
                continue
            try:
                with transaction.atomic():
                    nominating.attach(found[0], found[1], kept, by=batch.by)
            except Refused as refused:
                left.append([name, refused.message])
    except ValidationError as error:
        left.append([batch.archive_name, error.messages[0]])
    return left
