"""What bases add to the navigation."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ui import navigation


def _stands_somewhere(user: User) -> bool:
    """Costs nothing: the desks are known on every page. Whoever has no base finds an empty list."""
    return bool(user.is_authenticated and user.desks)


@navigation.register
def items() -> Iterable[navigation.Item]:
    return [navigation.Item(_("基地"), "bases:index", _stands_somewhere, order=12, place="user")]
