import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import clock

ANSWERED_WITHIN = timedelta(days=15)


def default_expiry() -> datetime:
    return clock.now() + ANSWERED_WITHIN


def new_nonce() -> str:
    return secrets.token_hex(16)


class ConsentKind(models.TextChoices):
    """Whose consent it is (同意方)."""

    NOMINEE = "nominee", _("本人同意")
    EMPLOYER = "employer", _("工作单位同意")


class ConsentState(models.TextChoices):
    ASKED = "asked", _("待答复")
    AGREED = "agreed", _("已同意")
    REFUSED = "refused", _("不同意")
    CORRECTION = "correction", _("要求更正")
    WITHDRAWN = "withdrawn", _("已撤回同意")
    EXPIRED = "expired", _("已失效")


LIVE = [ConsentState.ASKED, ConsentState.AGREED]


class Consent(models.Model):
    """One question to the nominee or the employer and its answer (知情同意). ``snapshot`` is exactly what
    they were shown, ``sha256`` its canonical digest; the link carries ``nonce``, so a new question makes
    the old link worthless. ``public`` are the keys of the facts the person allows to be shown publicly.
    Moves only through ``teachers.consents``."""

    nomination = models.ForeignKey("teachers.Nomination", on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(_("同意方"), max_length=10, choices=ConsentKind.choices)
    status = FSMField(
        _("状态"), default=ConsentState.ASKED, choices=ConsentState.choices, max_length=12, protected=True
    )
    nonce = models.CharField(max_length=32, unique=True, default=new_nonce, editable=False)
    email = models.EmailField(_("收件邮箱"))
    snapshot = models.JSONField(_("展示内容"))
    sha256 = models.CharField(_("展示内容摘要"), max_length=64)
    public = models.JSONField(_("同意公开的信息"), default=list, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("发出时间"), default=clock.now)
    expires_at = models.DateTimeField(_("答复期限"), default=default_expiry)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    signer = models.CharField(_("签署人"), max_length=60, blank=True)
    note = models.TextField(_("说明"), max_length=1000, blank=True)
    reminders = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    reminded_at = models.DateTimeField(_("最近催办时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("知情同意")
        verbose_name_plural = _("知情同意")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "kind"], condition=Q(status__in=LIVE), name="one_live_consent_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.nomination} · {self.get_kind_display()}"

    @property
    def audit_chain(self) -> str:
        return self.nomination.audit_chain

    @property
    def is_late(self) -> bool:
        """Still unanswered when the time to answer has passed."""
        return bool(self.status == ConsentState.ASKED and clock.now() >= self.expires_at)

    @transition(field=status, source=ConsentState.ASKED, target=ConsentState.AGREED)
    def agree(self, *, signer: str, public: list[str], **kwargs: object) -> None:
        self.signer, self.public, self.answered_at = signer, public, clock.now()

    @transition(field=status, source=ConsentState.ASKED, target=ConsentState.REFUSED)
    def refuse(self, *, signer: str, note: str, **kwargs: object) -> None:
        self.signer, self.note, self.answered_at = signer, note, clock.now()

    @transition(field=status, source=ConsentState.ASKED, target=ConsentState.CORRECTION)
    def ask_correction(self, *, signer: str, note: str, **kwargs: object) -> None:
        self.signer, self.note, self.answered_at = signer, note, clock.now()

    @transition(field=status, source=ConsentState.AGREED, target=ConsentState.WITHDRAWN)
    def withdraw(self, *, note: str, **kwargs: object) -> None:
        self.note, self.answered_at, self.public = note, clock.now(), []

    @transition(field=status, source=LIVE, target=ConsentState.EXPIRED)
    def expire(self, **kwargs: object) -> None:
        """Its time passed, or what was agreed to has changed and a new question takes its place."""
