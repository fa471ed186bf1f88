"""What a production site (neither DEBUG nor DEMO_MODE) must not be started with."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils.translation import gettext as _

_OWN_MACHINE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Problem:
    code: str
    message: str
    remedy: str


def is_production() -> bool:
    return not (settings.DEBUG or settings.DEMO_MODE)


def problems() -> list[Problem]:
    """What is unsafe in the settings alone; empty for a demo or a developer's site."""
    found = []
    if settings.DEBUG and settings.PUBLIC_HOST not in _OWN_MACHINE:
        message = _("DEBUG 打开时会向访客显示程序内部信息，不得用于公开地址。")
        found.append(Problem("debug", message, _("请设 DEBUG=0。")))
    if not is_production():
        return found
    if not settings.SECRET_KEY_GIVEN:
        message = _("正式环境没有设置 SECRET_KEY。")
        remedy = _(
            "请设 SECRET_KEY：python3 -c 'import secrets; print(secrets.token_urlsafe(50))'；演示请设 DEMO_MODE=1。"
        )
        found.append(Problem("secret_key", message, remedy))
    elif _is_weak(settings.SECRET_KEY):
        message = _("SECRET_KEY 太短或是示例值。")
        remedy = _(
            "请换成随机的 50 个以上字符：python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
        found.append(Problem("secret_key", message, remedy))
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Problem("hosts", _("ALLOWED_HOSTS 不得为 *。"), _("请列出网站的域名。")))
    return found


def _is_weak(key: str) -> bool:
    return len(key) < 50 or len(set(key)) < 10 or "insecure" in key


def demo_accounts() -> bool:
    """Whether a production site's database holds accounts of the demo, whose passwords are public."""
    marked = get_user_model().objects.filter(email__iendswith=f"@{settings.DEMO_MAIL_DOMAIN}")
    return is_production() and marked.exists()


def refuse_unsafe() -> None:
    """Stop a web process that would serve an unsafe site; called once when it starts."""
    found = problems()
    try:
        if demo_accounts():
            message = _("正式环境的数据库里有演示账号，其密码是公开的。")
            found.append(Problem("accounts", message, _("请用新的空数据库，或设 DEMO_MODE=1。")))
    except DatabaseError:
        pass  # no database, or an empty one: /healthz says so, and there is nobody to sign in
    if found:
        raise ImproperlyConfigured(" ".join(f"{p.message}{p.remedy}" for p in found))
