"""What schools find in the navigation."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from teachers.access import SCHOOL_ROLES
from ui import navigation

_PUBLIC_BODY = ("1", "5")  # first character of a school's code (GB 32100-2015); of an enterprise's it is 9


def _nominates(user: User) -> bool:
    """Asked on every page, so by the code and not by a query; the pages themselves look at the kind."""
    return user.is_authenticated and any(
        role in SCHOOL_ROLES and unit.startswith(_PUBLIC_BODY) for role, unit in user.desks
    )


@navigation.register
def items() -> Iterable[navigation.Item]:
    return [navigation.Item(_("产业师资"), "teachers:index", _nominates, order=35)]
