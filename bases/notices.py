"""Mail to a partner that is asked to confirm (邀请确认): its clerks and administrators, through the outbox."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import Membership
from bases.access import ACTING
from bases.models import Partner

MOST = 10
"""People of one enterprise who are written to."""


def asked(partner: Partner) -> None:
    """Tell the enterprise what it is asked to stand by, and where to answer; part of the caller's transaction."""
    base = partner.base
    words = {
        "school": base.school.name,
        "base": base.name,
        "company": partner.organisation.name,
        "url": mail.link(reverse("bases:confirm", args=[base.pk])),
    }
    subject = _("【融证】请确认联合申报：%(base)s") % words
    body = _(
        "%(company)s：\n\n%(school)s邀请贵单位共建“%(base)s”。请登录平台核对联合申报内容后答复（同意或不同意）：\n"
        "%(url)s\n\n确认只对当前内容有效；学校修改内容后会重新邀请。"
    )
    people = Membership.objects.live().filter(organisation=partner.organisation_id, role__in=ACTING)
    addresses = people.filter(user__is_active=True).exclude(user__email="").order_by("user__email")
    for address in addresses.values_list("user__email", flat=True).distinct()[:MOST]:
        mail.post(address, subject, body % words)
