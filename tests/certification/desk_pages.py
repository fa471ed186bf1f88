"""What tests of the review page share: addresses, typed forms, and how many facts there are."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from certification import registry
from certification.models import (
    CorrectionItem,
    CorrectionNotice,
    Decision,
    Evidence,
    Notice,
    Opinion,
    PanelSeat,
    ScoreSheet,
)
from certification.stories.tale import Tale
from workflows.models import AuditEntry

NO_ITEMS = {"items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0", "items-0-place": "", "items-0-note": ""}
ONE_ITEM = {
    "items-TOTAL_FORMS": "1",
    "items-INITIAL_FORMS": "0",
    "items-0-place": "evidence:audit_report",
    "items-0-reason_code": "missing",
    "items-0-note": "请补充投入明细页。",
}
FULL_MARKS = {
    f"mark_{c.code}_mark": format(c.full.normalize(), "f")
    for c in registry.get("enterprise-cultivation").policy.criteria
}


def url(tale: Tale, node: str, *, unit: str = "", owner: User | None = None) -> str:
    item = tale.item(node, unit=unit, owner=owner)
    return reverse("desk:task", args=[item.process_id, node, item.task_id])


def text(response: Any) -> str:
    return str(response.content.decode())


def written() -> dict[str, int]:
    """How many facts there are; a refused act leaves it as it was."""
    facts = (Opinion, Decision, CorrectionItem, CorrectionNotice, Evidence, Notice, PanelSeat, ScoreSheet)
    return {model.__name__: model.objects.count() for model in (*facts, AuditEntry)}


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
