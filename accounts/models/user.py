from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.entrustment import Post, posts_of


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
        return frozenset((post.role, post.unit) for post in self.posts)

    @property
    def organisation_label(self) -> str:
        """Whom the person acts for, for the page head: the one name, or the first and how many more."""
        names = list(dict.fromkeys(post.name for post in self.posts if not post.programme))
        return f"{names[0]} +{len(names) - 1}" if len(names) > 1 else "".join(names)

    @cached_property
    def posts(self) -> list[Post]:
        """Posts as of this request, lent ones last; one query a request."""
        return posts_of(self.pk) if self.is_active else []
