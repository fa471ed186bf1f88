"""The last acts: the conference's conclusion, the public notice, the decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.validators import validate_text
from certification.domain import decisions, panels, publicity, ranking, reviews
from certification.forms.desk import DeskForm, Prose, outcome_field
from certification.models import DecisionKind, Verdict


class EndingForm(DeskForm):
    """One of the programme's endings with its reason; what the procedure does not allow is not offered."""

    template = "certification/desk/acts/outcome.html"
    confirm = _("提交后不能修改，确定提交吗？")

    outcome = outcome_field(_("结论"), [])
    reason = Prose(label=_("理由"))

    def offer(self, barred: Mapping[str, str]) -> None:
        """Offer the endings but those ``barred``, saying why."""
        field = self.fields["outcome"]
        endings = self.application.programme.endings
        field.choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (e.outcome, e.title) for e in endings if e.outcome not in barred
        ]
        field.help_text = " ".join(dict.fromkeys(barred.values()))


class DeliberateForm(EndingForm):
    """联席会议审议."""

    submit = _("提交审议结论")
    places = {
        "outcome": "outcome",
        "reason": "reason",
        "meeting": "meeting",
        "score": "outcome",
        "obstacle": "outcome",
    }

    meeting = forms.CharField(label=_("会议名称或纪要编号"), max_length=100, validators=[validate_text])

    def build(self) -> None:
        self.result = panels.result(self.application)
        self.standing = ranking.standing(self.application)
        answers = {
            e.outcome: decisions.concludable(self.application, e) for e in self.application.programme.endings
        }
        self.offer({outcome: answer.reason for outcome, answer in answers.items() if not answer})

    def send(self) -> None:
        decisions.deliberate(self.item.task_id, **self.address, **self.cleaned_data)


class PublicityForm(DeskForm):
    """发布公示."""

    template = "certification/desk/acts/publicity.html"
    submit = _("发布公示")
    confirm = _("公示发布后立即对外可见，确定发布吗？")
    results = {"published": _("已发布公示")}
    places = {"title": "title"}

    title = forms.CharField(
        label=_("公示标题"),
        max_length=200,
        validators=[validate_text],
        widget=forms.Textarea({"rows": 2}),  # a title in full view; line breaks are refused
    )

    def build(self) -> None:
        self.fields["title"].initial = publicity.proposed_title(self.application)
        self.draft = publicity.draft(self.application)

    def send(self) -> None:
        publicity.publish(self.item.task_id, **self.address, **self.cleaned_data)


class CosignForm(DeskForm):
    """会签 of the other department that decides: it agrees, or objects with its reason."""

    template = "certification/desk/acts/outcome.html"
    submit = _("提交会签意见")
    confirm = _("提交后不能修改，确定提交吗？")
    results = {Verdict.AGREE: _("同意"), Verdict.OBJECT: _("不同意")}
    places = {"verdict": "outcome", "reason": "reason"}

    outcome = outcome_field(_("会签意见"), list(results.items()))
    reason = Prose(
        label=_("理由"), required=False, help_text=_("不同意须写明理由；不同意的，不能作出聘任决定。")
    )

    def build(self) -> None:
        self.result = panels.result(self.application)
        self.concluded = self.application.decisions.filter(kind=DecisionKind.DELIBERATION).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == Verdict.OBJECT and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("不同意须写明理由。"))
        return data

    def send(self) -> None:
        data = self.cleaned_data
        said = {"verdict": data["outcome"], "comment": data["reason"]}
        reviews.opine(self.item.task_id, **self.address, stage=self.stage, **said)


class DecideForm(EndingForm):
    """决定."""

    submit = _("签发决定")
    confirm = _("签发后立即生效并送达申报单位，确定签发吗？")
    places = {
        "outcome": "outcome",
        "reason": "reason",
        "notice": "outcome",
        "ban": "outcome",
        "obstacle": "outcome",
    }

    def build(self) -> None:
        self.result = panels.result(self.application)
        self.concluded = self.application.decisions.filter(kind=DecisionKind.DELIBERATION).first()
        self.offer(decisions.obstacles(self.application))
        self.fields["outcome"].initial = decisions.proposed(self.application)
        self.fields["reason"].help_text = _("理由将写入决定书。")

    def send(self) -> None:
        decisions.decide(self.item.task_id, **self.address, **self.cleaned_data)
