from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Evidence(models.Model):
    """A supporting file of an application (佐证材料). Removed ones stay for the revisions that hold them."""

    application = models.ForeignKey(
        "certification.Application", on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.SlugField(_("材料类别"), max_length=50)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=120)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("上传时间"))
    removed_at = models.DateTimeField(_("移除时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("佐证材料")
        verbose_name_plural = _("佐证材料")
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The kind's title in the programme, e.g. 校企合作协议."""
        return self.application.programme.evidence_kind(self.kind).title
