from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from teachers.ranks import Level, Rank, Sex
from workflows import clock


class DocumentKind(models.TextChoices):
    """Documents that say who somebody is (证件类型)."""

    RESIDENT = "resident", _("居民身份证")
    PASSPORT = "passport", _("护照")
    HK_MACAO = "hk_macao", _("港澳居民来往内地通行证")
    TAIWAN = "taiwan", _("台湾居民来往大陆通行证")
    RESIDENCE = "residence", _("港澳台居民居住证")


class NominationQuerySet(models.QuerySet["Nomination"]):
    def open(self) -> "NominationQuerySet":
        """Neither substituted nor taken back."""
        return self.filter(closed_at__isnull=True)


class Nomination(models.Model):
    """A school puts a person forward for a post (推荐). The person's facts as the school states them; the
    number of the document is shown masked only (``masked_number``). ``order`` is the place in the school's
    ranking for the rank and year, 1 first. Changed only by ``teachers.nominating``."""

    post = models.ForeignKey("teachers.Post", on_delete=models.PROTECT, related_name="nominations")
    school = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="nominations")
    rank = models.CharField(_("推荐级别"), max_length=2, choices=Rank.choices)
    order = models.PositiveSmallIntegerField(_("排序"), default=1)

    name = models.CharField(_("姓名"), max_length=60)
    document_kind = models.CharField(_("证件类型"), max_length=10, choices=DocumentKind.choices)
    document_number = models.CharField(_("证件号码"), max_length=20)
    birth_on = models.DateField(_("出生日期"))
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices)
    phone = models.CharField(_("联系电话"), max_length=20)
    email = models.EmailField(_("本人邮箱"))

    employer_name = models.CharField(_("工作单位"), max_length=200)
    employer_code = models.CharField(_("工作单位统一社会信用代码"), max_length=18)
    employer_email = models.EmailField(_("工作单位联系邮箱"))
    position = models.CharField(_("现任职务"), max_length=100)
    level = models.CharField(_("职称或技能等级"), max_length=20, choices=Level.choices)
    level_number = models.CharField(_("证书编号"), max_length=60, blank=True)
    years = models.PositiveSmallIntegerField(_("行业工作年限"))
    field = models.CharField(_("专业领域"), max_length=60)

    substituted_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="substitute_for"
    )
    closed_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)
    closed_reason = models.CharField(_("撤下原因"), max_length=500, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("推荐时间"), default=clock.now, editable=False)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("推荐人选")
        verbose_name_plural = _("推荐人选")
        ordering = ["rank", "order", "pk"]
        indexes = [models.Index(fields=["document_kind", "document_number"], name="nomination_by_document")]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "document_kind", "document_number"],
                condition=Q(closed_at__isnull=True),
                name="one_open_nomination_per_person_and_post",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_rank_display()} · {self.school}"

    @property
    def audit_chain(self) -> str:
        return f"nomination/{self.pk}"

    @property
    def masked_number(self) -> str:
        """The document's number as people may read it: ``3101**********0015``; short ones keep two ends."""
        number = self.document_number
        head, tail = (4, 4) if len(number) == 18 else (2, 2)
        return number[:head] + "*" * (len(number) - head - tail) + number[-tail:]
