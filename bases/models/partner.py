from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from workflows import clock


class PartnerRole(models.TextChoices):
    """What an enterprise does in the base (合作方式)."""

    LEAD = "lead", _("牵头共建企业")
    BUILDER = "builder", _("参与共建企业")
    TRAINER = "trainer", _("岗位与导师提供单位")


class PartnerStatus(models.TextChoices):
    """Whether the enterprise stands by the joint application (确认状态)."""

    NAMED = "named", _("待邀请")
    ASKED = "asked", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUSED = "refused", _("未同意")
    LEFT = "left", _("已退出")


class Partner(models.Model):
    """An enterprise in a base (合作单位). ``version`` is the SHA-256 of the joint text it was asked about and,
    once confirmed, the one it confirmed. Changed only by ``bases.partners``."""

    base = models.ForeignKey("bases.Base", on_delete=models.PROTECT, related_name="partners")
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="base_partnerships",
        verbose_name=_("合作企业"),
    )
    role = models.CharField(
        _("合作方式"), max_length=10, choices=PartnerRole.choices, default=PartnerRole.BUILDER
    )
    share = models.DecimalField(
        _("投入占比（%）"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    duties = models.CharField(_("承担的任务"), max_length=500)
    status = FSMField(
        _("确认状态"),
        default=PartnerStatus.NAMED,
        choices=PartnerStatus.choices,
        max_length=10,
        protected=True,
    )
    version = models.CharField(_("联合申报版本"), max_length=64, blank=True, editable=False)
    asked_at = models.DateTimeField(_("邀请时间"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_note = models.CharField(_("答复说明"), max_length=500, blank=True)
    joined_on = models.DateField(_("加入日期"), default=clock.today, editable=False)
    left_on = models.DateField(_("退出日期"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("合作单位")
        verbose_name_plural = _("合作单位")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "organisation"], condition=~Q(status="left"), name="one_partner_of_a_base"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"

    @property
    def audit_chain(self) -> str:
        return f"base/{self.base_id}"

    @transition(field=status, source=["named", "asked", "confirmed", "refused"], target=PartnerStatus.ASKED)
    def ask(self, *, version: str) -> None:
        """Asked about one version of the joint text; a later version asks again."""
        self.version, self.asked_at = version, clock.now()
        self.answered_at = self.answered_by = None
        self.answer_note = ""

    @transition(field=status, source="asked", target=PartnerStatus.CONFIRMED)
    def confirm(self, *, person: object, note: str) -> None:
        """The enterprise stands by that version."""
        self._answer(person, note)

    @transition(field=status, source="asked", target=PartnerStatus.REFUSED)
    def refuse(self, *, person: object, note: str) -> None:
        """The enterprise does not agree, and says why."""
        self._answer(person, note)

    @transition(field=status, source=["named", "asked", "confirmed", "refused"], target=PartnerStatus.LEFT)
    def leave(self) -> None:
        """No longer a partner; the row stays for the record."""
        self.left_on = clock.today()

    def _answer(self, person: object, note: str) -> None:
        self.answered_by, self.answered_at, self.answer_note = person, clock.now(), note  # type: ignore[assignment]
