"""What is stored: bytes under their own hash, and the page images made from them."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows import clock


class PagesState(models.TextChoices):
    """How far the page images of a file are (页面图生成状态)."""

    NONE = "none", _("未生成")
    PENDING = "pending", _("生成中")
    READY = "ready", _("已生成")
    FAILED = "failed", _("无法生成")


class StoredFile(models.Model):
    """Bytes kept once, addressed by their SHA-256 (hex, 64 characters). Never edited, never renamed:
    the name a person gave belongs to the row that refers to the file."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("字节数"), editable=False)
    mime = models.CharField(_("类型"), max_length=100, editable=False)
    extension = models.CharField(_("扩展名"), max_length=10, editable=False)
    created_at = models.DateTimeField(_("保存时间"), default=clock.now, editable=False)
    pages_state = models.CharField(
        _("页面图"), max_length=10, choices=PagesState.choices, default=PagesState.NONE, editable=False
    )

    class Meta:
        verbose_name = _("文件")
        verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return f"{self.sha256[:12]}.{self.extension}"

    @property
    def path(self) -> Path:
        """Where the bytes are: ``MEDIA_ROOT/ab/cd/<sha256>``."""
        return Path(settings.MEDIA_ROOT) / self.sha256[:2] / self.sha256[2:4] / self.sha256

    @property
    def is_image(self) -> bool:
        return self.mime.startswith("image/")

    def read(self) -> bytes:
        return self.path.read_bytes()


class PageImage(models.Model):
    """One page of a file as a picture a reviewer can look at; re-encoded by us, so nothing of
    the original can run. ``number`` counts from 1, ``width`` and ``height`` are pixels."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveSmallIntegerField(_("页码"))
    width = models.PositiveIntegerField(_("宽"))
    height = models.PositiveIntegerField(_("高"))
    image = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("页面图")
        verbose_name_plural = _("页面图")
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_image_per_page")]

    def __str__(self) -> str:
        return f"{self.file} · {self.number}"
