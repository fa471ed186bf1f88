"""Acts around the expert panel: appointing it, and one expert's score sheet."""

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from certification.domain import panels
from certification.forms.desk import DeskForm, Prose
from certification.models import Application
from certification.policy import Criterion
from ui.fields import ScoreField

SHARES = (Decimal("0.6"), Decimal("0.7"), Decimal("0.8"), Decimal("0.9"), Decimal(1))
"""Usual marks (分档) as shares of the full mark: 及格 to 满分."""


class AppointForm(DeskForm):
    """组建专家组: choose by hand or by lot among those who may sit."""

    template = "certification/desk/acts/panel.html"
    submit = _("确认专家组")
    confirm = _("确认后立即向专家派发评审任务，确定吗？")
    results = {"appointed": _("已组建专家组")}
    places = dict.fromkeys(("seats", "role", "conflict", "second_signature"), "experts")

    experts = forms.MultipleChoiceField(
        label=_("评审专家"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("所选专家中有人已不能参加本件评审，请重新选择。")},
    )

    def build(self) -> None:
        self.need = self.application.policy.seats
        found = [(e, r or _myself(e, self.by)) for e, r in panels.candidates(self.application)]
        load = panels.load([expert for expert, _reason in found])
        self.barred = [(expert, reason) for expert, reason in found if reason]
        self.free: dict[str, User] = {str(expert.pk): expert for expert, reason in found if not reason}
        self.fields["experts"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (pk, _label(expert, load.get(expert.pk, 0))) for pk, expert in self.free.items()
        ]

    def clean_experts(self) -> list[User]:
        chosen = [self.free[pk] for pk in self.cleaned_data["experts"]]
        if len(chosen) != self.need:
            message = _("请选择 %(need)d 位专家，现选择 %(have)d 位。")
            raise forms.ValidationError(message, params={"need": self.need, "have": len(chosen)})
        return chosen

    @classmethod
    def assisted(cls, post: QueryDict, application: Application, by: User) -> QueryDict | None:
        if "draw" not in post:
            return None
        chosen = {int(pk) for pk in post.getlist("experts") if pk.isascii() and pk.isdigit()}
        filled = post.copy()
        filled.setlist("experts", [str(pk) for pk in panels.draw(application, chosen, by=by)])
        return filled

    def send(self) -> None:
        panels.appoint(self.item.task_id, **self.address, experts=self.cleaned_data["experts"])


class ScoreForm(DeskForm):
    """One expert's sheet: a mark per criterion of the case's policy, and a comment."""

    template = "certification/desk/acts/score.html"
    submit = _("提交评分")
    confirm = _("提交后不能修改，确定提交吗？")
    results = {"scored": _("已提交评分")}
    places = {"comment": "comment"}

    def build(self) -> None:
        for number, criterion in enumerate(self.application.policy.criteria, 1):
            self.fields[f"mark_{criterion.code}"] = ScoreField(
                label=f"{number}. {criterion.title}",
                help_text=criterion.hint,
                top=criterion.full,
                marks=_marks(criterion),
                error_messages={"required": _("请为“%(title)s”打分。") % {"title": criterion.title}},
            )
        self.fields["comment"] = Prose(
            label=_("评审意见"), help_text=_("写明主要依据。意见供联席会议参考，不向申报单位公开专家姓名。")
        )

    @property
    def marks(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith("mark_")]

    @property
    def total(self) -> Decimal:
        """Sum of the marks that can be read so far."""
        if not self.is_bound:
            return Decimal(0)
        self.errors  # noqa: B018  # cleans, once
        marks = (self.cleaned_data.get(field.name) for field in self.marks)
        return sum((mark for mark in marks if mark is not None), Decimal(0))

    def send(self) -> None:
        data = self.cleaned_data
        marks = {c.code: str(data[f"mark_{c.code}"]) for c in self.application.policy.criteria}
        panels.score(self.item.task_id, **self.address, marks=marks, comment=data["comment"])

    def typed(self) -> list[tuple[str, str]]:
        comment = self["comment"]
        return [(str(comment.label), str(comment.value() or ""))]


def _marks(criterion: Criterion) -> list[Decimal]:
    """The usual marks, each to the half point."""
    found: list[Decimal] = []
    for share in SHARES:
        mark = (criterion.full * share * 2).quantize(Decimal(1)) / 2
        if mark not in found:
            found.append(mark)
    return found


def _myself(expert: User, by: User) -> str:
    return str(_("%(name)s：不能指派自己担任评审专家。") % {"name": expert}) if expert.pk == by.pk else ""


def _label(expert: User, load: int) -> Any:
    name = expert.get_full_name()
    return _("%(name)s（在评 %(n)d 件）") % {"name": name, "n": load} if load else name
