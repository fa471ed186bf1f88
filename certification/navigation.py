"""What certification adds to the navigation, for everybody and for the offices."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from certification.domain.queries import office_programmes
from ui import navigation
from workflows import outbox

OPERATORS = frozenset({Role.ADMIN, Role.OFFICER})


def works_in_an_office(user: User) -> bool:
    return bool(user.is_authenticated and office_programmes(user, user.desks))


def operates(user: User) -> bool:
    return bool(user.is_authenticated and any(role in OPERATORS for role, _unit in user.desks))


def failed_effects(user: User) -> int:
    """Up to 99."""
    return len(outbox.failed().values_list("pk", flat=True)[:99])


@navigation.register
def items() -> Iterable[navigation.Item]:
    return [
        navigation.Item(_("批次与办件"), "office:rounds", works_in_an_office, order=30),
        navigation.Item(_("办事指南"), "public:guides", order=80),
        navigation.Item(_("公示"), "public:notices", order=82),
        navigation.Item(_("证书查验"), "public:verify", order=84),
        navigation.Item(_("工作日历"), "office:calendar", operates, order=5, place="user"),
        navigation.Item(_("后台任务"), "office:outbox", operates, failed_effects, order=6, place="user"),
    ]
