"""The entrusted body's act: marks by criterion, its finding, and the signed report."""

from django.utils.translation import gettext_lazy as _

from certification.domain import evaluations
from certification.forms.desk_panel import ScoreForm
from files.fields import KeptFileField
from files.kinds import SCANS


class EvaluationForm(ScoreForm):
    """第三方材料评估: a mark a criterion, the finding in words, the report as a file."""

    template = "certification/desk/acts/evaluation.html"
    submit = _("提交评估报告")
    confirm = _("提交后不能修改，确定提交吗？")
    results = {"evaluated": _("已提交评估报告")}
    places = {"finding": "comment"}

    def build(self) -> None:
        super().build()
        comment = self.fields["comment"]
        comment.label = _("评估意见")
        comment.help_text = _("写明主要依据、亮点与不足。意见供考察专家和联席会议参考。")
        self.fields["report"] = KeptFileField(label=_("评估报告（签章）"), kinds=SCANS)

    def send(self) -> None:
        data = self.cleaned_data
        kept = data["report"]
        evaluations.evaluate(
            self.item.task_id,
            **self.address,
            marks={c.code: str(data[f"mark_{c.code}"]) for c in self.application.policy.criteria},
            finding=data["comment"],
            report=kept.stored,
            report_name=kept.name,
        )
