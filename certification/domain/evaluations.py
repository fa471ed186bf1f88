"""Third-party evaluation (第三方材料评估): the entrusted body marks the material and hands in its report."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from certification.domain import panels
from certification.models import Application, Evaluation
from files.models import StoredFile
from workflows import clock, engine
from workflows.errors import Refused
from workflows.models import WorkItem

NODE = "evaluation"


def evaluate(
    task_id: int,
    *,
    process_id: int,
    by: User,
    marks: Mapping[str, str],
    finding: str,
    report: StoredFile,
    report_name: str,
) -> None:
    """Keep the marks (one a criterion, in steps of 0.5), the finding in words and the signed report. Raises
    ``Refused`` naming the criterion that is wrong."""
    if not finding.strip():
        raise Refused("finding", _("请填写评估意见。"))

    def decision(activation: Any) -> engine.Outcome:
        application = activation.process.artifact
        lines = panels.checked(application, marks)
        total = sum(lines.values(), Decimal("0.00"))
        Evaluation.objects.create(
            application=application,
            revision_id=application.filing.revision_id,
            unit=WorkItem.objects.values_list("unit", flat=True).get(task=activation.task),
            marks={code: str(mark) for code, mark in lines.items()},
            total=total,
            finding=finding.strip(),
            report=report,
            report_name=report_name,
            by=by,
            at=clock.now(),
        )
        return engine.Outcome("evaluated", str(total))

    engine.act(task_id, by=by, node=NODE, process_id=process_id, decision=decision)


def of(application: Application) -> Evaluation | None:
    """The evaluation of a case, once made."""
    return Evaluation.objects.filter(application=application).select_related("report", "by").first()
