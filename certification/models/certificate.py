from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition


class CertificateStatus(models.TextChoices):
    """The life of a certificate (证书状态)."""

    RESERVED = "reserved", _("制证中")
    ISSUED = "issued", _("有效")
    VOID = "void", _("作废")


class Certificate(FSMModelMixin, models.Model):
    """The only record of standing. Number and intended content are reserved in the transaction of the
    decision; the worker renders and publishes. ``content`` is what the paper says, word for word."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="certificates"
    )
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

    class Meta:
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "serial"], name="certificate_serial_once"),
            models.UniqueConstraint(
                fields=["application"], condition=~Q(status="void"), name="one_certificate_per_application"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def audit_chain(self) -> str:
        return f"certificate/{self.pk}"

    @transition(status, source=CertificateStatus.RESERVED, target=CertificateStatus.ISSUED)
    def issue(self, *, file: Any, sha256: str, at: Any) -> None:
        self.file, self.pdf_sha256, self.issued_at = file, sha256, at

    @transition(status, source=CertificateStatus.RESERVED, target=CertificateStatus.VOID)
    def void(self) -> None:
        """The paper could not be made; its number stays taken, with the reason in the record."""
