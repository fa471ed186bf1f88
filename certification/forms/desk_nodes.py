"""Which form belongs to which human node: the one table. A new programme on the same nodes needs nothing here."""

from certification.forms.desk import DeskForm
from certification.forms.desk_end import CosignForm, DecideForm, DeliberateForm, EndingForm, PublicityForm
from certification.forms.desk_evaluation import EvaluationForm
from certification.forms.desk_panel import AppointForm, ScoreForm
from certification.forms.desk_review import MergeForm, OpinionForm, ScreenForm, SettleForm
from workflows.models import WorkItem

FORMS: dict[str, type[DeskForm]] = {
    "intake": ScreenForm,
    "district_opinion": OpinionForm,
    "district_merge": MergeForm,
    "district_settle": SettleForm,
    "joint_opinion": OpinionForm,
    "joint_merge": MergeForm,
    "joint_settle": SettleForm,
    "evaluation": EvaluationForm,
    "panel": AppointForm,
    "score": ScoreForm,
    "deliberation": DeliberateForm,
    "publicity": PublicityForm,
    "cosign_opinion": CosignForm,
    "decision": DecideForm,
}


def result(item: WorkItem) -> str:
    """How a finished item ended, in words."""
    form = FORMS.get(item.node)
    if form is None:
        return item.outcome
    if issubclass(form, EndingForm):
        application = item.process.artifact
        ending = application.programme.endings_by_outcome.get(item.outcome) if application else None
        return str(ending.title) if ending else item.outcome
    return str(form.results.get(item.outcome, item.outcome))
