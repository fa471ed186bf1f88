from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from accounts.models.organisation import OrganisationKind
from workflows import clock


class ClaimKind(models.TextChoices):
    """First claim of a code, or taking over from people who have left (认领方式)."""

    CLAIM = "claim", _("首次认领")
    TAKEOVER = "takeover", _("接管（原申报员已离职）")


class ClaimStatus(models.TextChoices):
    PENDING = "pending", _("待审核")
    APPROVED = "approved", _("已通过")
    REJECTED = "rejected", _("未通过")


CLAIMABLE_KINDS = [OrganisationKind.ENTERPRISE, OrganisationKind.SCHOOL]


class OrganisationClaim(models.Model):
    """A person asks to act for an organisation, with its licence and a letter of authorisation
    (单位认领申请). An officer decides; ``status`` moves only through ``accounts.domain.claims``."""

    kind = models.CharField(_("认领方式"), max_length=10, choices=ClaimKind.choices)
    status = FSMField(
        _("状态"), default=ClaimStatus.PENDING, choices=ClaimStatus.choices, max_length=10, protected=True
    )
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    uscc = models.CharField(_("统一社会信用代码"), max_length=18)
    name = models.CharField(_("单位名称"), max_length=200)
    organisation_kind = models.CharField(
        _("单位类别"), max_length=20, choices=[(kind.value, kind.label) for kind in CLAIMABLE_KINDS]
    )
    reason = models.CharField(_("接管理由"), max_length=500, blank=True)
    licence = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("营业执照或法人证书")
    )
    licence_name = models.CharField(max_length=120)
    letter = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("授权委托书")
    )
    letter_name = models.CharField(max_length=120)
    created_at = models.DateTimeField(_("提交时间"), default=clock.now)
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.CharField(_("审核意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("单位认领申请")
        verbose_name_plural = _("单位认领申请")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "uscc"],
                condition=Q(status="pending"),
                name="one_pending_claim_per_person_and_code",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_kind_display()}"

    @property
    def audit_chain(self) -> str:
        return f"claim/{self.pk}"

    @transition(field=status, source=ClaimStatus.PENDING, target=ClaimStatus.APPROVED)
    def approve(self, **kwargs: object) -> None:
        """The officer found licence and letter in order."""

    @transition(field=status, source=ClaimStatus.PENDING, target=ClaimStatus.REJECTED)
    def reject(self, **kwargs: object) -> None:
        """The officer found a fault; the reason is kept with the claim."""
