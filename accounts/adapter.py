"""How django-allauth signs people in here: mail by the outbox, and a lockout that says how long it lasts."""

import math
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import mail
from accounts.models import User
from ui import navigation

_FAILED = {"app": "allauth.account", "action": "login_failed"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("用户名（或邮箱）与密码不符，请核对后重试。"),
        "email_password_mismatch": gettext_lazy("用户名（或邮箱）与密码不符，请核对后重试。"),
        "email_taken": gettext_lazy("该邮箱已注册。请直接登录，忘记密码可以重设。"),
        "account_inactive": gettext_lazy("该账户已停用，请联系管理员。"),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, context)
        mail.post(email, message.subject, message.body)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return mail.link(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To one's own work, unless the page that asked to sign in is waiting (``next``)."""
        return navigation.landing(request.user)

    get_signup_redirect_url = get_login_redirect_url

    def format_email_subject(self, subject: str) -> str:
        return _("【融证】%(subject)s") % {"subject": subject}

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a sixth try with the time to wait (per account and per address, shared by all processes)."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            seconds = self._seconds_to_wait(request, **credentials)
            minutes = max(1, math.ceil(seconds / 60))
            text = ngettext(
                "登录失败次数过多，请 %(minutes)s 分钟后再试。忘记密码可以重设密码。",
                "登录失败次数过多，请 %(minutes)s 分钟后再试。忘记密码可以重设密码。",
                minutes,
            )
            raise ValidationError(text % {"minutes": minutes}, code="too_many_login_attempts") from error

    def _seconds_to_wait(self, request: HttpRequest, **credentials: Any) -> float:
        key = self._get_login_attempts_cache_key(request, **credentials)
        waits = [0.0]
        for rate in ratelimit.get_rates(**_FAILED):
            tries = cache.get(ratelimit.get_cache_key(request, **_FAILED, rate=rate, key=key), [])
            if len(tries) >= rate.amount:
                waits.append(tries[rate.amount - 1] + rate.duration - time.time())
        return max(waits)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count per person: trying the user name does not win five more tries with the e-mail."""
        login = (credentials.get("email") or credentials.get("username") or "").strip().lower()
        person = (
            User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))
            .order_by("pk")
            .values_list("pk", flat=True)
            .first()
        )
        return f"user/{person}" if person else f"login/{login}"
