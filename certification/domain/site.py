"""Opening an empty site: the city's offices and the first person, who then brings in everybody else."""

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.domain import memberships
from accounts.models import Organisation, User
from accounts.roles import Role
from certification import units
from workflows.errors import Refused

POSTS = ((Role.ADMIN, "SH-JW"), (Role.OFFICER, "SH-JW"), (Role.OFFICER, "SH-FGW"))
"""What the first person may do: keep the site, approve claims, run rounds."""


@transaction.atomic
def open_offices() -> list[str]:
    """Codes of the offices that were missing and are there now; the others keep their names."""
    known = set(Organisation.objects.values_list("code", flat=True))
    missing = [office for office in units.offices() if office.code not in known]
    Organisation.objects.bulk_create(missing)
    return [office.code for office in missing]


@transaction.atomic
def appoint_first(*, username: str, name: str, email: str, password: str) -> User:
    """The first administrator and officer. Raises ``Refused`` on a site that has one or holds demo people,
    ``ValidationError`` for what cannot be an account."""
    if User.objects.filter(email__iendswith=f"@{settings.DEMO_MAIL_DOMAIN}").exists():
        raise Refused("demo", _("数据库里有演示账号，正式环境请使用新的空数据库。"))
    if User.objects.filter(is_superuser=True).exists():
        raise Refused("there", _("已经有系统管理员，请由其在后台添加其他人员。"))
    user = User(username=username, name=name, email=email, is_staff=True, is_superuser=True)
    validate_password(password, user)
    user.set_password(password)
    user.full_clean()
    user.save()
    for role, code in POSTS:
        office = Organisation.objects.get(code=code)
        memberships.grant(office, user, role, by=user, reason=_("开通系统"), source="init_site")
    return user
