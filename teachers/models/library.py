from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock


class LibraryProfile(models.Model):
    """What the municipal faculty library (市级产教融合师资库) says of one person, whichever schools engage
    them. ``public`` holds the keys of ``teachers.library.FACTS`` the person chose to show; whether the person
    is in the library at all follows from a valid certificate, never from this row. The ``shown`` columns are
    what anybody may read and search: ``teachers.library`` fills them from what is chosen, and nothing else."""

    document_kind = models.CharField(_("证件类型"), max_length=10)
    document_number = models.CharField(_("证件号码"), max_length=20)
    introduction = models.TextField(_("简介"), max_length=1000, blank=True)
    talent_plan = models.CharField(_("人才计划"), max_length=100, blank=True)
    public = models.JSONField(_("公开的信息"), default=list, blank=True)
    is_listed = models.BooleanField(_("公开"), default=False)
    shown_employer = models.CharField(max_length=200, blank=True)
    shown_position = models.CharField(max_length=100, blank=True)
    shown_level = models.CharField(max_length=20, blank=True)
    shown_field = models.CharField(max_length=60, blank=True)
    shown_talent_plan = models.CharField(max_length=100, blank=True)
    shown_introduction = models.TextField(blank=True)
    shows_teaching = models.BooleanField(default=False)
    updated_at = models.DateTimeField(_("更新时间"), default=clock.now)

    class Meta:
        verbose_name = _("师资库人员")
        verbose_name_plural = _("师资库人员")
        indexes = [models.Index(fields=["is_listed", "-id"], name="library_listed")]
        constraints = [
            models.UniqueConstraint(
                fields=["document_kind", "document_number"], name="one_library_profile_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_number[:2]}…{self.document_number[-2:]}"

    @property
    def audit_chain(self) -> str:
        return f"library/{self.pk}"
