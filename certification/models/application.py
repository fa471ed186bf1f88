from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from certification import registry
from certification.policy import Policy

if TYPE_CHECKING:
    from certification.models.revision import Revision


class Status(models.TextChoices):
    """The legal fact about an application (办件状态). No status names a step."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    ACCEPTED = "accepted", _("已受理")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    PUBLICISED = "publicised", _("公示中")
    GRANTED = "granted", _("已通过")
    REFUSED = "refused", _("未通过")
    DEFERRED = "deferred", _("暂缓")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_STATUSES = (Status.DRAFT, Status.SUBMITTED, Status.ACCEPTED, Status.PUBLICISED)
UNDECIDED = [Status.SUBMITTED, Status.ACCEPTED, Status.PUBLICISED]


class Filing(NamedTuple):
    """The applicant's code, the round's title, and the id of what was submitted last (0 for a draft)."""

    code: str
    round_title: str
    revision_id: int


class Application(FSMModelMixin, models.Model):
    """A case (办件): one organisation applies for one programme in one round, for itself or for a person it
    nominates or a base it leads. Renewal, change and removal are cases too: ``about`` is the certificate they
    concern. ``subject`` tells open cases of one organisation apart; empty for the organisation itself.

    ``dossier`` is what the applicant has typed, per section, unvalidated: nothing entered is lost.
    What reviewers read is the frozen ``Revision``.
    """

    number = models.CharField(_("办件编号"), max_length=20, unique=True, null=True, blank=True)
    programme_slug = models.SlugField(_("事项"))
    round = models.ForeignKey("certification.Round", on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("申报单位"),
    )
    nomination = models.ForeignKey(
        "teachers.Nomination",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("推荐"),
    )
    base = models.ForeignKey(
        "bases.Base",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("基地"),
    )
    about = models.ForeignKey(
        "certification.Certificate",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="later_cases",
        verbose_name=_("所涉证书"),
    )
    subject = models.CharField(_("申报对象"), max_length=60, blank=True)
    interested = models.ManyToManyField(
        "accounts.Organisation", related_name="+", blank=True, verbose_name=_("利害关系单位")
    )
    holder_name = models.CharField(_("申报对象名称"), max_length=200)
    district = models.CharField(_("注册区"), max_length=6, blank=True)
    zone = models.CharField(_("片区"), max_length=20, blank=True)
    status = FSMField(_("状态"), choices=Status.choices, default=Status.DRAFT, protected=True)
    outcome = models.CharField(_("结论"), max_length=10, blank=True)
    dossier = models.JSONField(_("申报内容"), default=dict, blank=True)
    dossier_version = models.PositiveIntegerField(_("草稿版本"), default=0)
    eligibility = models.JSONField(_("条件核对"), default=dict, blank=True)
    policy_snapshot = models.JSONField(_("适用政策"), default=dict, blank=True)
    flow_version = models.PositiveSmallIntegerField(_("流程版本"), default=0)
    process = models.OneToOneField(
        "viewflow.Process", null=True, blank=True, on_delete=models.PROTECT, related_name="application"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("创建时间"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("受理时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("办件")
        verbose_name_plural = _("办件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_slug", "subject"],
                condition=Q(status__in=[str(s) for s in OPEN_STATUSES]),
                name="one_open_application_per_party_and_programme",
            )
        ]
        indexes = [
            models.Index(fields=["round", "status"], name="application_round_status"),
            models.Index(fields=["organisation", "-id"], name="application_party_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.number or _('草稿')} · {self.holder_name}"

    @property
    def programme(self) -> registry.Programme:
        return registry.get(self.programme_slug)

    @property
    def audit_chain(self) -> str:
        return f"application/{self.pk}"

    @property
    def organisation_code(self) -> str:
        """The applicant's desk: its unified social credit code."""
        if "organisation" in self._state.fields_cache:
            return self.organisation.code
        return self.filing.code

    @cached_property
    def filing(self) -> "Filing":
        """What every paper and decision of the case names, in one query. No change of status changes it."""
        rows = Application.objects.filter(pk=self.pk).order_by("-revisions__number")
        names = rows.values_list("organisation__code", "round__title", "revisions__pk")
        code, title, revision = names[0]
        return Filing(code, title, revision or 0)

    @cached_property
    def policy(self) -> Policy:
        """The policy this case was submitted under, or the round's while it is a draft."""
        if self.policy_snapshot:
            return Policy.from_json(self.policy_snapshot)
        return self.round.effective_policy

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def ending(self) -> registry.Ending | None:
        """How the case ended, in the words of its programme; none before the decision."""
        return self.programme.ending(self.outcome) if self.outcome else None

    @property
    def conclusion(self) -> str:
        """The status in the words of the programme (予以纳入, 聘任 …)."""
        ending = self.ending
        return str(ending.status or ending.title) if ending else str(self.get_status_display())

    @cached_property
    def current_revision(self) -> "Revision | None":
        return self.revisions.order_by("-number").first()

    # The transitions: side effects on this row only. Everything else is the domain's.

    @transition(status, source=Status.DRAFT, target=Status.SUBMITTED)
    def submit(self, *, at: Any, number: str, policy: dict[str, Any], flow_version: int) -> None:
        self.submitted_at, self.number, self.policy_snapshot = at, number, policy
        self.flow_version = flow_version

    @transition(status, source=Status.SUBMITTED, target=Status.DRAFT)
    def reopen(self) -> None:
        """撤回修改: back to the draft, before acceptance and before the deadline."""
        self.submitted_at, self.process, self.policy_snapshot = None, None, {}

    @transition(status, source=Status.SUBMITTED, target=Status.ACCEPTED)
    def accept(self, *, at: Any) -> None:
        self.accepted_at = at

    @transition(status, source=Status.SUBMITTED, target=Status.NOT_ACCEPTED)
    def decline(self, *, at: Any) -> None:
        self.closed_at = at

    @transition(status, source=Status.ACCEPTED, target=Status.PUBLICISED)
    def publicise(self) -> None:
        """公示 begins."""

    @transition(status, source=[Status.ACCEPTED, Status.PUBLICISED], target=Status.GRANTED)
    def grant(self, *, at: Any, outcome: str) -> None:
        self.closed_at, self.outcome = at, outcome

    @transition(status, source=[Status.ACCEPTED, Status.PUBLICISED], target=Status.REFUSED)
    def refuse(self, *, at: Any, outcome: str) -> None:
        self.closed_at, self.outcome = at, outcome

    @transition(status, source=[Status.ACCEPTED, Status.PUBLICISED], target=Status.DEFERRED)
    def defer(self, *, at: Any, outcome: str) -> None:
        """补正后再报: this case ends; a new application may follow."""
        self.closed_at, self.outcome = at, outcome

    @transition(status, source=UNDECIDED, target=Status.WITHDRAWN)
    def withdraw(self, *, at: Any) -> None:
        self.closed_at = at
