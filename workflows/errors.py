"""What the engine says when it refuses, and how a permission question is answered."""

from dataclasses import dataclass

_STATUS = {"not_found": 404, "forbidden": 403}


class Refused(Exception):
    """An act the engine will not do (拒绝办理).

    ``code`` is for programs (``not_found``, ``forbidden``, ``stale``, ``taken``, ``done``, ``busy``,
    ``not_allowed`` …), ``message`` is for the person and says what to do next, ``status`` is the HTTP
    status a screen answers with: 404, 403, or 409 for everything that is a conflict with what others did.
    """

    def __init__(self, code: str, message: str, *, status: int | None = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status or _STATUS.get(code, 409)

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with its reason; truthy when allowed."""

    allowed: bool
    reason: str = ""
    code: str = ""

    def __bool__(self) -> bool:
        return self.allowed
