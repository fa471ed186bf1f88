from django.db import connection, models
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
        """The next number of ``name``, from 1. Call inside the transaction that stores it, so that a rollback
        gives the number back; whoever else wants one waits for that transaction."""
        if not connection.in_atomic_block:
            raise RuntimeError("a number is taken inside the transaction that stores it")
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [name])
            (number,) = cursor.fetchone()
        return int(number)


# One statement that SQLite and PostgreSQL both know: make the row or count it up, and lock it either way.
_NEXT = f"""
    INSERT INTO {NumberSeries._meta.db_table} AS series (name, last) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last
"""  # noqa: S608 - the table's own name
