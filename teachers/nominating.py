"""Posts and nominations: every way they change, each on record. A school acts through its clerks.

After the deadline of a post, and while a case is under way (``blockers``), nothing about a nomination changes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from files import pages
from files.fields import Kept
from teachers import access, library, quotas
from teachers.models import Nomination, NominationFile, Post
from teachers.papers import SLOTS
from workflows import audit, clock
from workflows.errors import Refused

FACTS = (
    "name", "document_kind", "document_number", "birth_on", "sex", "phone", "email", "employer_name",
    "employer_code", "employer_email", "position", "level", "level_number", "years", "field",
)  # fmt: skip

blockers: list[Callable[[Nomination], object]] = []
"""Asked before a nomination changes; each raises ``Refused`` when something else depends on it as it is."""

added: list[Callable[[Nomination, User], object]] = []
"""Told, in the same transaction, that a paper or a notice's proof has come: a draft may want it too."""


@transaction.atomic
def publish(school: Organisation, facts: Mapping[str, Any], *, by: User) -> Post:
    """Offer a post (岗位发布)."""
    access.demand(by, school)
    post = Post(school=school, **facts)
    if post.deadline < clock.today():
        raise Refused("deadline", _("推荐截止日期不能早于今天。"))
    post.save()
    audit.record(post.audit_chain, "post.published", by=by, data={"rank": post.rank, "year": post.year})
    return post


@transaction.atomic
def nominate(post: Post, facts: Mapping[str, Any], *, by: User) -> Nomination:
    """Put a person forward; last in the school's ranking. Bounded by the post and by the school's quota."""
    post = _open_post(post, by)
    if post.nominations.open().count() >= post.places:
        raise Refused(
            "places", _("该岗位拟聘 %(n)s 人，已推荐满。可替换人选或调整岗位。") % {"n": post.places}
        )
    limit = quotas.number(post.school, post.rank, post.year)
    if quotas.used(post.school, post.rank, post.year) >= limit:
        raise Refused(
            "quota",
            _("本校 %(year)s 年%(rank)s推荐名额为 %(n)s 人，已用完。")
            % {"year": post.year, "rank": post.get_rank_display(), "n": limit},
        )
    ranked = Nomination.objects.filter(school=post.school, rank=post.rank, post__year=post.year)
    last = ranked.aggregate(last=Max("order"))["last"] or 0
    return _create(post, facts, order=last + 1, by=by)


@transaction.atomic
def amend(nomination: Nomination, facts: Mapping[str, Any], *, by: User) -> Nomination:
    """Correct what the school states of a person. Consents given to other words have to be asked again."""
    nomination = _changeable(nomination, by)
    changed = [key for key in FACTS if key in facts and getattr(nomination, key) != facts[key]]
    for key in changed:
        setattr(nomination, key, facts[key])
    try:
        with transaction.atomic():
            nomination.save(update_fields=changed)
    except IntegrityError as error:
        raise _twice() from error
    if changed:
        # the library follows when the person agrees to the new words, not before
        audit.record(nomination.audit_chain, "nomination.amended", by=by, data={"fields": changed})
    return nomination


@transaction.atomic
def substitute(nomination: Nomination, facts: Mapping[str, Any], *, reason: str, by: User) -> Nomination:
    """Another person in the same place of the ranking (替换人选), before the deadline."""
    old = _changeable(nomination, by)
    _close(old, reason=reason, by=by)
    new = _create(old.post, facts, order=old.order, by=by)
    old.substituted_by = new
    old.save(update_fields=["substituted_by"])
    audit.record(old.audit_chain, "nomination.substituted", by=by, reason=reason, data={"by": new.pk})
    return new


@transaction.atomic
def take_back(nomination: Nomination, *, reason: str, by: User) -> Nomination:
    """Nominate the person no longer (撤下); the place is free again."""
    nomination = _changeable(nomination, by)
    _close(nomination, reason=reason, by=by)
    return nomination


@transaction.atomic
def rank(school: Organisation, rank: str, year: int, order: Sequence[int], *, by: User) -> None:
    """Put a school's open nominations of a rank and year into ``order`` (primary keys), all of them."""
    access.demand(by, school)
    rows = Nomination.objects.open().filter(school=school, rank=rank, post__year=year)
    rows = rows.select_for_update(of=("self",)).select_related("post", "school")
    found = {row.pk: row for row in rows}
    if sorted(order) != sorted(found):
        raise Refused("stale", _("人选刚有变化，请刷新页面后重新排序。"))
    moved = [found[pk] for place, pk in enumerate(order, start=1) if found[pk].order != place]
    for row in moved:
        _demand_before_deadline(row.post)
        for blocker in blockers:
            blocker(row)
        row.order = order.index(row.pk) + 1
    Nomination.objects.bulk_update(moved, ["order"])
    if moved:
        data = {"rank": rank, "year": year, "order": list(order)}
        audit.record(school.audit_chain, "nomination.ranked", by=by, data=data)


@transaction.atomic
def attach(nomination: Nomination, slot: str, kept: Kept, *, by: User) -> NominationFile:
    """Keep a paper; a newer one takes the place of the older."""
    nomination = _changeable(nomination, by, after_deadline=True)
    if slot not in SLOTS:
        raise Refused("slot", _("请选择材料名称。"))
    row, _made = NominationFile.objects.update_or_create(
        nomination=nomination,
        slot=slot,
        defaults={
            "stored": kept.stored, "name": kept.name, "uploaded_by": by, "uploaded_at": clock.now()
        },
    )  # fmt: skip
    data = {"slot": slot, "sha256": kept.stored.sha256}
    audit.record(nomination.audit_chain, "nomination.paper", by=by, data=data)
    pages.request(kept.stored)
    for listener in added:
        listener(nomination, by)
    return row


@transaction.atomic
def adopt(nomination: Nomination, facts: Mapping[str, Any], *, by: User, source: str) -> Nomination:
    """Write down what a decision has granted (变更), whatever blocks other changes; ``source`` names it."""
    nomination = Nomination.objects.select_for_update().get(pk=nomination.pk)
    changed = [key for key in FACTS if facts.get(key) and getattr(nomination, key) != facts[key]]
    for key in changed:
        setattr(nomination, key, facts[key])
    nomination.save(update_fields=changed)
    data = {"fields": changed, "source": source}
    audit.record(nomination.audit_chain, "nomination.adopted", by=by, data=data)
    library.refresh(nomination)
    return nomination


def _create(post: Post, facts: Mapping[str, Any], *, order: int, by: User) -> Nomination:
    told = {key: facts[key] for key in FACTS if key in facts}
    try:
        with transaction.atomic():
            nomination = Nomination.objects.create(
                post=post, school=post.school, rank=post.rank, order=order, created_by=by, **told
            )
    except IntegrityError as error:
        raise _twice() from error
    audit.record(nomination.audit_chain, "nomination.made", by=by, data={"post": post.pk, "order": order})
    return nomination


def _twice() -> Refused:
    return Refused("twice", _("该岗位已推荐此人（证件相同），请勿重复推荐。"))


def _close(nomination: Nomination, *, reason: str, by: User) -> None:
    if not reason.strip():
        raise Refused("reason", _("请写明原因。"))
    nomination.closed_at, nomination.closed_reason = clock.now(), reason
    nomination.save(update_fields=["closed_at", "closed_reason"])
    audit.record(nomination.audit_chain, "nomination.closed", by=by, reason=reason)


def _open_post(post: Post, by: User) -> Post:
    """The post under its lock: places and quota are counted by one person at a time."""
    access.demand(by, post.school)
    Organisation.objects.select_for_update().get(pk=post.school_id)
    post = Post.objects.select_related("school").get(pk=post.pk)
    _demand_before_deadline(post)
    return post


def _demand_before_deadline(post: Post) -> None:
    if not post.is_open:
        raise Refused("deadline", _("推荐已于 %(day)s 截止，不能再变更。") % {"day": post.deadline})


def _changeable(nomination: Nomination, by: User, *, after_deadline: bool = False) -> Nomination:
    access.demand(by, nomination.school)
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("post", "school")
    nomination = rows.get(pk=nomination.pk)
    if nomination.closed_at:
        raise Refused("closed", _("该推荐已撤下，不能再办理。"))
    if not after_deadline:
        _demand_before_deadline(nomination.post)
    for blocker in blockers:
        blocker(nomination)
    return nomination
