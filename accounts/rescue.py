"""A form posted after the session ended is kept and shown again after sign-in (表单恢复).

A form page carries ``{% form_owner %}``: a signed statement of who was shown which page. When its post
is turned away because nobody is signed in any more (or another sign-in changed the form's token), the
fields are kept for exactly that person and page, for a day. A view asks ``pop(request)`` on GET and
binds its form to what it gets. Files and passwords are never kept.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.models import RescuedForm, User
from accounts.models.rescued import default_expiry
from workflows import clock

FIELD = "form_owner"
MAX_BYTES = 200_000
_SALT = "accounts.rescue"
_SHOWN_FOR = timedelta(days=7)  # how old a page may be and still be rescued
_SESSION_KEY = "rescued_pages"
_LONGEST_PATH = 300


def token(request: HttpRequest) -> str:
    """The signed owner of the page being shown; empty for a visitor."""
    if not request.user.is_authenticated:
        return ""
    return signing.dumps([request.user.pk, request.path], salt=_SALT, compress=True)


def owner(request: HttpRequest) -> tuple[User, str] | None:
    """Who was shown the posted form, and on which page; None when it does not say so credibly."""
    try:
        pk, path = signing.loads(request.POST.get(FIELD, ""), salt=_SALT, max_age=_SHOWN_FOR)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return (user, path) if user and len(path) <= _LONGEST_PATH else None


def keep(request: HttpRequest) -> str | None:
    """Keep the posted fields for their owner; the page they belong to, or None when nothing was kept."""
    found = owner(request)
    if found is None:
        return None
    user, path = found
    body = urlencode(
        [
            (name, value)
            for name, values in request.POST.lists()
            if name not in {FIELD, "csrfmiddlewaretoken"} and "password" not in name.lower()
            for value in values
        ]
    )
    if len(body) > MAX_BYTES:
        return None
    RescuedForm.objects.filter(expires_at__lte=clock.now()).delete()
    RescuedForm.objects.update_or_create(
        user=user, path=path, defaults={"body": body, "expires_at": default_expiry()}
    )
    return path


def pop(request: HttpRequest) -> QueryDict | None:
    """What the signed-in person had typed on this page when they were turned away, once a GET asks.

    It stays until the page is posted again, so that a reload loses nothing."""
    if request.method != "GET" or not request.user.is_authenticated:
        return None
    kept = RescuedForm.objects.filter(
        user=request.user, path=request.path[:_LONGEST_PATH], expires_at__gt=clock.now()
    ).first()
    if kept is None:
        return None
    shown = request.session.get(_SESSION_KEY, [])
    if kept.path not in shown:
        request.session[_SESSION_KEY] = [*shown, kept.path]
    messages.info(request, _("已恢复您退出前填写的内容，请核对后保存。上传的文件需要重新选择。"))
    return QueryDict(kept.body)


def forget(request: HttpRequest) -> None:
    """A page whose restored fields are posted again needs them no longer. Costs nothing on other posts."""
    shown = request.session.get(_SESSION_KEY, [])
    if request.path in shown:
        RescuedForm.objects.filter(user=request.user.pk, path=request.path).delete()
        request.session[_SESSION_KEY] = [path for path in shown if path != request.path]
