"""Notices at the employer and at the school (单位公示、学校公示): recorded afterwards, with their proof."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from files import pages
from files.fields import Kept
from teachers import access
from teachers.models import Nomination, NominationNotice, NoticeResult
from teachers.nominating import added, blockers
from workflows import audit, calendar, clock
from workflows.errors import Refused

LEAST_DAYS = 5
"""Working days a notice stays up, its first day not counted; the same at employer, school and city."""


def check(starts_on: Any, ends_on: Any) -> None:
    """Whether the two days make a notice of full length that is over; ``Refused`` when not."""
    days = calendar.working_days_between(starts_on, ends_on)
    if days < LEAST_DAYS:
        least = calendar.add_working_days(starts_on, LEAST_DAYS)
        raise Refused(
            "too_short",
            _("公示不少于 %(n)s 个工作日：自 %(from)s 起最早到 %(to)s 截止。")
            % {"n": LEAST_DAYS, "from": starts_on, "to": least},
        )
    if ends_on > clock.today():
        raise Refused("running", _("公示尚未结束，请在结束后登记结果。"))


@transaction.atomic
def record(
    nomination: Nomination, kind: str, facts: Mapping[str, Any], proof: Kept, *, by: User
) -> NominationNotice:
    """Write down (or correct) where a notice was, from when to when, and what came of it. ``facts``: ``place``,
    ``starts_on``, ``ends_on``, ``result``, ``note``."""
    access.demand(by, nomination.school)
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    if nomination.closed_at:
        raise Refused("closed", _("该推荐已撤下，不能再办理。"))
    for blocker in blockers:
        blocker(nomination)
    check(facts["starts_on"], facts["ends_on"])
    if facts["result"] != NoticeResult.CLEAR and not facts.get("note", "").strip():
        raise Refused("note", _("有异议的，请写明核查情况。"))
    told = {key: facts.get(key, "") for key in ("place", "starts_on", "ends_on", "result", "note")}
    row, _made = NominationNotice.objects.update_or_create(
        nomination=nomination,
        kind=kind,
        defaults=told
        | {"proof": proof.stored, "proof_name": proof.name, "recorded_by": by, "recorded_at": clock.now()},
    )
    data = {"kind": kind, "result": told["result"], "from": told["starts_on"], "to": told["ends_on"]}
    audit.record(nomination.audit_chain, "nomination.notice", by=by, data=data)
    pages.request(proof.stored)
    for listener in added:
        listener(nomination, by)
    return row
