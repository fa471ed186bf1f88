"""The only door to a status: lock the row, make the move, save, record."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, Protocol, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django_fsm import TransitionNotAllowed

from workflows import audit
from workflows.errors import Refused


class Subject(Protocol):
    """A model with a protected django-fsm ``status`` and the name of its audit chain."""

    pk: Any
    status: Any

    @property
    def audit_chain(self) -> str: ...


S = TypeVar("S", bound=Subject)


def apply(
    subject: S,
    name: str,
    *,
    by: AbstractBaseUser | None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    **kwargs: Any,
) -> S:
    """Run the transition method ``name`` with ``kwargs`` on the row of ``subject`` and return the fresh row.

    The row is fetched anew under its lock: the caller's copy may be old, and ``refresh_from_db`` would lift
    the protection of the status. Raises ``Refused("not_allowed")`` when the status does not permit the move.
    """
    # inside the caller's transaction a savepoint of our own would add nothing: whatever fails undoes it whole
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        row: Any = type(subject)._base_manager.select_for_update().get(pk=subject.pk)  # type: ignore[attr-defined]
        move = getattr(row, name)
        if not hasattr(move, "_django_fsm"):
            raise TypeError(f"{name!r} of {type(row).__name__} is no transition")
        source = row.status
        try:
            move(**kwargs)
        except TransitionNotAllowed as error:
            message = _("当前状态为“%(status)s”，不能办理此事项。请刷新页面，查看最新状态。")
            status = getattr(row, "get_status_display", lambda: source)()
            raise Refused("not_allowed", message % {"status": status}) from error
        row.save()
        audit.record(
            row.audit_chain,
            f"transition:{name}",
            by=by,
            source=str(source),
            target=str(row.status),
            reason=reason,
            data=data,
        )
    return row
