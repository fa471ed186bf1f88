from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A natural person who signs in (用户). What they may do follows from memberships."""

    name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("手机号"), max_length=20, blank=True)

    first_name = None  # type: ignore[assignment]  # one name field: Chinese names are not split
    last_name = None  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        verbose_name = _("用户")  # type: ignore[assignment]  # the stubs of the parent say str
        verbose_name_plural = _("用户")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def desks(self) -> frozenset[tuple[str, str]]:
        """Desks ``(role, unit code)`` as of this request, for menus and lists; a guard asks
        ``accounts.access.desks``, which is never remembered."""
        return frozenset((role, code) for role, code, _name in self._standing)

    @property
    def organisation_label(self) -> str:
        """Whom the person acts for, for the page head: the one name, or the first and how many more."""
        names = list(dict.fromkeys(name for _role, _code, name in self._standing))
        return f"{names[0]} +{len(names) - 1}" if len(names) > 1 else "".join(names)

    @cached_property
    def _standing(self) -> list[tuple[str, str, str]]:
        """Role, unit code and unit name of every live membership; one query a request."""
        if not self.is_active:
            return []
        rows = self.memberships.live().order_by("pk")
        return list(rows.values_list("role", "organisation__code", "organisation__name"))
