from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from teachers.ranks import Rank
from workflows import clock


class Post(models.Model):
    """A post a school offers for a year (岗位): people are nominated for it, at most ``places`` of them."""

    school = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="posts")
    rank = models.CharField(_("级别"), max_length=2, choices=Rank.choices)
    year = models.PositiveSmallIntegerField(
        _("年度"), validators=[MinValueValidator(2020), MaxValueValidator(2100)]
    )
    title = models.CharField(_("岗位名称"), max_length=100)
    discipline = models.CharField(_("学科专业"), max_length=100)
    duties = models.TextField(_("岗位职责"), max_length=2000)
    places = models.PositiveSmallIntegerField(
        _("拟聘人数"), default=1, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    deadline = models.DateField(_("推荐截止日期"))
    created_at = models.DateTimeField(_("发布时间"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ["-year", "rank", "pk"]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_rank_display()}，{self.year}）"

    @property
    def audit_chain(self) -> str:
        return f"post/{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether people may still be nominated, ranked and substituted."""
        return clock.today() <= self.deadline


class Quota(models.Model):
    """How many people a school may nominate for a rank in a year (推荐名额); the city sets it. A school
    without a row has the number of ``settings.TEACHER_QUOTAS``, an illustrative value (示例)."""

    school = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(_("级别"), max_length=2, choices=Rank.choices)
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("名额"))

    class Meta:
        verbose_name = _("推荐名额")
        verbose_name_plural = _("推荐名额")
        constraints = [
            models.UniqueConstraint(fields=["school", "rank", "year"], name="one_quota_per_school_rank_year")
        ]

    def __str__(self) -> str:
        return f"{self.school} · {self.get_rank_display()} · {self.year}：{self.number}"
