"""Who the demo people are, for the box on the sign-in page of a demonstration (``accounts.demo``)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts import demo
from accounts.models import User
from certification.stories.cast import PASSWORD, STAFF


@demo.provide
def accounts() -> Iterable[demo.DemoAccount]:
    """One account a role and one a department, as far as the demonstration has made them; one query."""
    clerk = ("robot-clerk", _("申报员：申报、补正、下载证书"))
    wanted = [clerk, *((username, str(about)) for username, _name, _posts, about in STAFF if about)]
    made = set(
        User.objects.filter(username__in=[name for name, _about in wanted], is_active=True).values_list(
            "username", flat=True
        )
    )
    return [demo.DemoAccount(about, name, PASSWORD) for name, about in wanted if name in made]
