"""What certification adds to the navigation, for everybody and for the offices."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from certification.domain import follow_ups, queues
from certification.domain.queries import office_programmes
from certification.models import FollowUpStatus
from certification.rules import APPLICANT_ROLES
from ui import navigation
from workflows import clock, outbox
from workflows.models import WorkItem

SOON = timedelta(days=30)
"""Duties due within this time are counted in the menu."""
OPERATORS = frozenset({Role.ADMIN, Role.OFFICER})


def applies(user: User) -> bool:
    """Who fills in for an organisation, or belongs to none yet and may be about to."""
    roles = {role for role, _unit in user.desks} if user.is_authenticated else None
    return roles is not None and (not roles or bool(roles & APPLICANT_ROLES))


def fills_in(user: User) -> bool:
    """Who acts for an organisation that may hold something."""
    return bool(user.is_authenticated and any(role in APPLICANT_ROLES for role, _unit in user.desks))


def corrections_waiting(user: User) -> int:
    """Corrections my organisations have to make, up to 99."""
    codes = [unit for role, unit in user.desks if role in APPLICANT_ROLES]
    rows = WorkItem.objects.filter(role=Role.CLERK, unit__in=codes, closed_at=None)
    return len(rows.values_list("pk", flat=True)[:99]) if codes else 0


def duties_waiting(user: User) -> int:
    """Duties my organisations have to file, up to 99."""
    rows = follow_ups.of_holder(user, user.posts)
    rows = rows.filter(status__in=follow_ups.OPEN, due_on__lte=clock.today() + SOON)
    return len(rows.order_by().values_list("pk", flat=True)[:99])


def duties_filed(user: User) -> int:
    """Duties my office has to review, up to 99."""
    rows = follow_ups.of_office(user, user.posts).filter(status=FollowUpStatus.FILED)
    return len(rows.order_by().values_list("pk", flat=True)[:99])


def works_in_an_office(user: User) -> bool:
    return bool(user.is_authenticated and office_programmes(user, user.posts))


def operates(user: User) -> bool:
    return bool(user.is_authenticated and any(post.own and post.role in OPERATORS for post in user.posts))


def looks_around(user: User) -> bool:
    """Visitors and applicants; the bar of an office is full, and its people search the register."""
    return not user.is_authenticated or applies(user)


def has_a_desk(user: User) -> bool:
    return bool(user.is_authenticated and queues.desks(user))


def waiting(user: User) -> int:
    """Up to 99; shares its query with the queue page."""
    return min(queues.counts(user)[queues.ALL], 99)


def failed_effects(user: User) -> int:
    """Up to 99."""
    return len(outbox.failed().values_list("pk", flat=True)[:99])


@navigation.register
def items() -> Iterable[navigation.Item]:
    return [
        navigation.Item(_("待办"), "desk:queue", has_a_desk, waiting, order=10),
        navigation.Item(_("我的办件"), "cases:index", applies, corrections_waiting, order=10),
        navigation.Item(_("我的资格"), "standing:index", fills_in, duties_waiting, order=12),
        navigation.Item(_("批次与办件"), "office:rounds", works_in_an_office, order=30),
        navigation.Item(_("资格名录"), "office:register", works_in_an_office, duties_filed, order=32),
        navigation.Item(_("办事指南"), "public:guides", order=80),
        navigation.Item(_("公示"), "public:notices", order=82),
        navigation.Item(_("证书查验"), "public:verify", order=84),
        navigation.Item(_("师资库"), "faculty:library", looks_around, order=86),
        navigation.Item(_("工作日历"), "office:calendar", operates, order=5, place="user"),
        navigation.Item(_("后台任务"), "office:outbox", operates, failed_effects, order=6, place="user"),
    ]
