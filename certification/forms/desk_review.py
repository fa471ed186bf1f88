"""Acts of intake, reviewers, the lead unit and the officer on what the applicant handed in."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification import units
from certification.domain import corrections, reviews
from certification.forms import desk_items
from certification.forms.desk import DeskForm, Prose, outcome_field
from certification.models import Application, Outcome, Verdict
from ui import formsets


class VerdictForm(DeskForm):
    """Agree, ask for corrections item by item, or object with a reason."""

    template = "certification/desk/acts/verdict.html"
    submit = _("提交意见")
    places = {"verdict": "verdict", "reason": "comment", "later_reason": "later_reason"}
    choices: ClassVar[list[tuple[str, Any]]]
    demand: ClassVar[Any]

    verdict = outcome_field(_("审核意见"), [])
    comment = Prose(label=_("说明"), required=False)
    later_reason = Prose(
        label=_("再次告知的理由"),
        required=False,
        rows=3,
        max_length=500,
        help_text=_("本件已一次性告知过补正内容，再次补正须写明理由，理由将写入通知书。"),
    )

    def build(self) -> None:
        self.fields["verdict"].choices = self.choices  # type: ignore[attr-defined]  # a ChoiceField
        self.items = desk_items.items(self.application.programme, self.data if self.is_bound else None)
        self.correction_days = self.application.policy.limits["correction"]
        if not self.tells_applicant or not self.application.corrections.exists():
            del self.fields["later_reason"]

    @property
    def tells_applicant(self) -> bool:
        """Whether a correction goes out from here, and not through the lead unit."""
        return False

    @property
    def asks(self) -> bool:
        """Whether the person asked for corrections."""
        return bool(self["verdict"].value() == Verdict.CORRECT)

    @property
    def parts(self) -> list[Any]:
        return [self, self.items] if self.asks else [self]

    def is_valid(self) -> bool:
        return super().is_valid() & (not self.asks or self.items.is_valid())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        verdict = data.get("verdict")
        if verdict == Verdict.OBJECT and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", self.demand)
        if verdict == Verdict.CORRECT and "later_reason" in data and not data["later_reason"]:
            self.add_error("later_reason", _("请写明再次告知的理由。"))
        if verdict and verdict != Verdict.CORRECT and self.items.filled:
            raise ValidationError(_("您填写了补正事项，但没有选择补正。请选择补正，或删除已填写的事项。"))
        return data

    @classmethod
    def assisted(cls, post: QueryDict, application: Application, by: User) -> QueryDict | None:
        if formsets.wants_row(post) != desk_items.PREFIX:
            return None
        grown: QueryDict = formsets.grow(post, desk_items.PREFIX, limit=desk_items.MOST)
        return grown

    def hush(self) -> None:
        super().hush()
        self.items.hush()

    def typed(self) -> list[tuple[str, str]]:
        rows = [(str(_("补正要求")), str(row["note"].value() or "")) for row in self.items]
        return super().typed() + rows

    def opinion(self) -> dict[str, Any]:
        """Verdict, comment and items, as both verbs take them."""
        asked = self.items.requests() if self.asks else []
        data = self.cleaned_data
        return {"verdict": data["verdict"], "comment": data["comment"], "requests": asked}


class ScreenForm(VerdictForm):
    """受理审查."""

    choices = [
        (Verdict.AGREE, _("予以受理")),
        (Verdict.CORRECT, _("要求补正")),
        (Verdict.OBJECT, _("不予受理")),
    ]
    results = dict(choices)
    demand = _("不予受理须写明理由，理由将写入通知书。")

    @property
    def tells_applicant(self) -> bool:
        return True

    def send(self) -> None:
        later = self.cleaned_data.get("later_reason", "")
        reviews.screen(self.item.task_id, **self.address, **self.opinion(), later_reason=later)


class OpinionForm(VerdictForm):
    """One unit's opinion (区初审、联合复核)."""

    choices = [
        (Verdict.AGREE, _("同意")),
        (Verdict.CORRECT, _("需补正")),
        (Verdict.OBJECT, _("不同意")),
    ]
    results = dict(choices)
    demand = _("不同意须写明理由，理由将交主办裁定。")

    def send(self) -> None:
        reviews.opine(self.item.task_id, **self.address, **self.opinion(), stage=self.stage)


class MergeForm(DeskForm):
    """The lead unit makes one notice of what the units asked (一次性告知)."""

    template = "certification/desk/acts/merge.html"
    submit = _("发出补正通知")
    confirm = _("通知发出后不能撤回，确定发出吗？")
    results = {"merged": _("已发出补正通知")}
    places = {"later_reason": "later_reason"}

    later_reason = Prose(
        label=_("再次告知的理由"),
        rows=3,
        max_length=500,
        help_text=_("本件已一次性告知过补正内容，再次补正须写明理由，理由将写入通知书。"),
    )

    def build(self) -> None:
        self.pending = corrections.pending(self.application, self.stage)
        self.unit_names = units.unit_names({item.unit for item in self.pending})
        self.correction_days = self.application.policy.limits["correction"]
        if not self.application.corrections.exists():
            del self.fields["later_reason"]
        for item in self.pending:
            self.fields[f"keep_{item.pk}"] = forms.BooleanField(
                label=_("写入通知"), required=False, initial=True
            )
            self.fields[f"why_{item.pk}"] = Prose(
                label=_("不采纳的理由"), required=False, rows=2, max_length=300
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each item with who asked for it and its two fields."""
        return [
            {
                "item": item,
                "unit": self.unit_names[item.unit],
                "keep": self[f"keep_{item.pk}"],
                "why": self[f"why_{item.pk}"],
            }
            for item in self.pending
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for item in self.pending:
            if not data.get(f"keep_{item.pk}") and not data.get(f"why_{item.pk}"):
                self.add_error(f"why_{item.pk}", _("不采纳的补正事项须写明理由。"))
        if not any(data.get(f"keep_{item.pk}") for item in self.pending):
            raise ValidationError(_("至少保留一项补正内容。"))
        return data

    def send(self) -> None:
        data = self.cleaned_data
        dropped = {i.pk: data[f"why_{i.pk}"] for i in self.pending if not data[f"keep_{i.pk}"]}
        later = data.get("later_reason", "")
        reviews.merge(
            self.item.task_id, **self.address, stage=self.stage, dropped=dropped, later_reason=later
        )


class SettleForm(DeskForm):
    """The officer rules on a unit's objection."""

    template = "certification/desk/acts/outcome.html"
    submit = _("提交裁定")
    confirm = _("提交后不能修改，确定提交吗？")
    results = {
        Outcome.PROCEED: _("不采纳意见，继续办理"),
        Outcome.DEFER: _("采纳意见，本次暂缓"),
        Outcome.REFUSE: _("采纳意见，不予通过"),
    }
    places = {"outcome": "outcome", "reason": "reason"}

    outcome = outcome_field(_("裁定"), list(results.items()))
    reason = Prose(label=_("理由"), help_text=_("部门意见与裁定理由都会保留在办件记录中。"))

    def build(self) -> None:
        latest = reviews.latest(self.application, self.stage)
        objecting = {unit: o for unit, o in latest.items() if o.verdict == Verdict.OBJECT}
        names = units.unit_names(set(objecting))
        self.objections = [{"unit": names[unit], "opinion": o} for unit, o in objecting.items()]

    def send(self) -> None:
        reviews.settle(self.item.task_id, **self.address, stage=self.stage, **self.cleaned_data)
