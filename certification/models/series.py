from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberSeries(models.Model):
    """A counter that leaves no gap: the row is locked by the transaction that uses the number."""

    name = models.CharField(_("编号序列"), max_length=40, unique=True)
    last = models.PositiveIntegerField(_("最近编号"), default=0)

    class Meta:
        verbose_name = _("编号序列")
        verbose_name_plural = _("编号序列")

    def __str__(self) -> str:
        return f"{self.name}-{self.last:05d}"

    @classmethod
    def take(cls, name: str) -> int:
        """The next number of ``name``. Call inside the transaction that stores it, so that a rollback
        gives the number back."""
        row = cls.held(name)
        row.last += 1
        row.save(update_fields=["last"])
        return row.last

    @classmethod
    def held(cls, name: str) -> "NumberSeries":
        """The counter's row, locked until the transaction ends: whoever else wants a number waits."""
        cls.objects.get_or_create(name=name)
        return cls.objects.select_for_update().get(name=name)
