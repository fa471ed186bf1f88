from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock


class NominationFile(models.Model):
    """A paper that goes with a nomination (推荐材料). ``slot`` is a key of ``teachers.papers.SLOTS``; a slot
    holds one file, a newer one takes its place."""

    nomination = models.ForeignKey("teachers.Nomination", on_delete=models.PROTECT, related_name="files")
    slot = models.CharField(_("材料"), max_length=20)
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=120)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"), default=clock.now)

    class Meta:
        verbose_name = _("推荐材料")
        verbose_name_plural = _("推荐材料")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["nomination", "slot"], name="one_file_per_nomination_and_slot")
        ]

    def __str__(self) -> str:
        return self.name
