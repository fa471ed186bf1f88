from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from certification import registry


class CertificateStatus(models.TextChoices):
    """The life of a certificate (证书状态)."""

    RESERVED = "reserved", _("制证中")
    ISSUED = "issued", _("有效")
    SUPERSEDED = "superseded", _("已换发")
    EXITED = "exited", _("已退出")
    REVOKED = "revoked", _("已撤销")
    VOID = "void", _("作废")


ENDED = (CertificateStatus.SUPERSEDED, CertificateStatus.EXITED, CertificateStatus.REVOKED)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def in_force(self, on: date) -> "CertificateQuerySet":
        """Standing on a day: issued, begun, not past its last day, not ended before it."""
        unexpired = Q(valid_to=None) | Q(valid_to__gte=on)
        issued = Q(status=CertificateStatus.ISSUED) | Q(status__in=ENDED, ended_on__gt=on)
        return self.filter(unexpired, issued, valid_from__lte=on)


class Certificate(FSMModelMixin, models.Model):
    """The only record of standing. Number and intended content are reserved in the transaction of the
    decision; the worker renders and publishes. ``content`` is what the paper says, word for word.

    ``application`` is the case that granted it; a holder taken over from an older register (历史导入) has
    none. ``ended_on`` is the first day it no longer counts, with the reason why."""

    application = models.ForeignKey(
        "certification.Application",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="certificates",
    )
    programme_slug = models.SlugField(_("事项"))
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="certificates",
        verbose_name=_("单位"),
    )
    nomination = models.ForeignKey(
        "teachers.Nomination", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    base = models.ForeignKey(
        "bases.Base", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    subject = models.CharField(_("持证对象"), max_length=60, blank=True)
    series = models.CharField(_("序列"), max_length=40)
    serial = models.PositiveIntegerField(_("序号"))
    number = models.CharField(_("证书编号"), max_length=40, unique=True)
    code = models.CharField(_("校验码"), max_length=40, unique=True)
    holder_name = models.CharField(_("持证单位"), max_length=200)
    valid_from = models.DateField(_("起始日期"))
    valid_to = models.DateField(_("终止日期"), null=True, blank=True)
    content = models.JSONField(_("证书内容"))
    content_sha256 = models.CharField(_("内容指纹"), max_length=64)
    status = FSMField(
        _("状态"), choices=CertificateStatus.choices, default=CertificateStatus.RESERVED, protected=True
    )
    file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pdf_sha256 = models.CharField(_("文件指纹"), max_length=64, blank=True)
    reserved_at = models.DateTimeField(_("取号时间"))
    issued_at = models.DateTimeField(_("发证时间"), null=True, blank=True)
    imported = models.BooleanField(_("历史导入"), default=False)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    ended_reason = models.CharField(_("失效原因"), max_length=500, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="certificate_serial_once"),
            models.UniqueConstraint(
                fields=["application"], condition=~Q(status="void"), name="one_certificate_per_application"
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=False) | Q(imported=True), name="certificate_has_its_case"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "programme_slug"], name="certificate_holder"),
            models.Index(fields=["programme_slug", "status", "-id"], name="certificate_register"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def programme(self) -> registry.Programme:
        """The programme whose standing this is."""
        return registry.get(self.programme_slug)

    @property
    def audit_chain(self) -> str:
        return f"certificate/{self.pk}"

    @transition(status, source=CertificateStatus.RESERVED, target=CertificateStatus.ISSUED)
    def issue(self, *, file: Any, sha256: str, at: Any) -> None:
        self.file, self.pdf_sha256, self.issued_at = file, sha256, at

    @transition(status, source=CertificateStatus.RESERVED, target=CertificateStatus.ISSUED)
    def take_over(self, *, at: Any) -> None:
        """历史导入: issued elsewhere before; the register takes it over without a paper of ours."""
        self.imported, self.issued_at = True, at

    @transition(status, source=CertificateStatus.RESERVED, target=CertificateStatus.VOID)
    def void(self) -> None:
        """The paper could not be made; its number stays taken, with the reason in the record."""

    @transition(status, source=CertificateStatus.ISSUED, target=CertificateStatus.SUPERSEDED)
    def supersede(self, *, on: date, why: str, who: Any) -> None:
        """Another certificate takes its place (换发、接续)."""
        self.ended_on, self.ended_reason, self.ended_by = on, why[:500], who

    @transition(status, source=CertificateStatus.ISSUED, target=CertificateStatus.EXITED)
    def exit(self, *, on: date, why: str, who: Any) -> None:
        """The holder leaves (退出、解聘)."""
        self.ended_on, self.ended_reason, self.ended_by = on, why[:500], who

    @transition(status, source=CertificateStatus.ISSUED, target=CertificateStatus.REVOKED)
    def revoke(self, *, on: date, why: str, who: Any) -> None:
        """Taken away for cause (撤销)."""
        self.ended_on, self.ended_reason, self.ended_by = on, why[:500], who
