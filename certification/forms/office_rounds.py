"""A round as an officer lays it down: its window, 基准日 and the numbers it sets apart from the programme's."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from certification.domain import ranking
from certification.domain.overview import limit_titles
from certification.domain.rounds import Plan
from certification.models import Round
from certification.policy import Policy
from certification.registry import Programme
from ui.forms import ClearMessages
from ui.widgets import DateInput

LIMIT = "limit_"
MOST_DAYS = 90


class RoundForm(ClearMessages, forms.Form):
    """A new round, or one nobody has submitted to yet."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("批次名称"), help_text=_("例如：2026 年度第一批"), max_length=100)
    year = forms.IntegerField(label=_("年度"), min_value=2020, max_value=2100)
    opens_on = forms.DateField(label=_("申报开始日"), help_text=_("当日 0 时起可以提交"), widget=DateInput)
    closes_on = forms.DateField(label=_("申报截止日"), help_text=_("当日 24 时截止"), widget=DateInput)
    reference_date = forms.DateField(
        label=_("基准日"), help_text=_("“近三年”指基准日所在年度之前的三个完整年度"), widget=DateInput
    )
    min_conditions = forms.IntegerField(label=_("至少符合的条件项数"), min_value=1)
    pass_mark = forms.DecimalField(
        label=_("专家评审合格分"),
        help_text=_("满分 100 分，以 0.5 分为一档"),
        min_value=Decimal(0),
        max_value=Decimal(100),
        decimal_places=1,
        step_size=Decimal("0.5"),
    )
    seats = forms.IntegerField(
        label=_("专家席位"), help_text=_("去掉最高分和最低分，不少于 3 席"), min_value=3, max_value=15
    )
    notice_days = forms.IntegerField(label=_("公示期（工作日）"), min_value=5, max_value=30)

    quota = forms.IntegerField(
        label=_("每组名额"),
        help_text=_(
            "每个比较组可以认定的数量；不填按本组学校数的比例计算，至少 1 个，并扣除有效证书占用的名额"
        ),
        min_value=1,
        max_value=99,
        required=False,
    )

    POLICY = ("min_conditions", "pass_mark", "seats", "notice_days", "quota")

    def __init__(self, programme: Programme, *args: Any, round_: Round | None = None, **kwargs: Any) -> None:
        self.programme = programme
        super().__init__(*args, **kwargs)
        conditions = [rule for rule in programme.rules if rule.group == "condition"]
        if not programme.policy.criteria:
            del self.fields["pass_mark"], self.fields["seats"]
        self.fields["min_conditions"] = forms.IntegerField(
            label=_("至少符合的条件项数"),
            help_text=_t("共 %(n)d 项条件") % {"n": len(conditions)},
            min_value=1,
            max_value=max(1, len(conditions)),
        )
        if not conditions:
            del self.fields["min_conditions"]
        if ranking.of_programme(programme) is None:
            del self.fields["quota"]
        for kind, title in limit_titles(programme).items():
            self.fields[LIMIT + kind] = forms.IntegerField(
                label=title,
                min_value=1,
                max_value=MOST_DAYS,
                error_messages={"required": _t("请填写“%(title)s”的时限") % {"title": title}},
            )
        if round_ is not None:
            self.fields["reason"] = reason_field()
        for field in self.fields.values():
            if isinstance(field, forms.IntegerField | forms.DecimalField):
                field.error_messages["invalid"] = _t("请填写数字")

    @property
    def limits(self) -> list[forms.BoundField]:
        """The limits of the steps, in the order of the flow."""
        return [self[name] for name in self.fields if name.startswith(LIMIT)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _t("截止日不能早于开始日 %(day)s。") % {"day": opens})
        return cleaned

    def plan(self) -> Plan:
        """What was laid down; only after ``is_valid``."""
        data = self.cleaned_data
        return Plan(
            title=data["title"],
            year=data["year"],
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            reference_date=data["reference_date"],
            policy={name: data[name] for name in self.POLICY if name in data},
            limits={name.removeprefix(LIMIT): data[name] for name in self.fields if name.startswith(LIMIT)},
        )


class ExtendForm(ClearMessages, forms.Form):
    """The one thing a round with submissions still allows."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    closes_on = forms.DateField(
        label=_("申报截止日"), help_text=_("只能延后；当日 24 时截止"), widget=DateInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = reason_field()


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("修改理由"),
        help_text=_("记入批次的修改记录，写明依据或决定"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请填写修改理由")},
    )


def initial(programme: Programme, round_: Round | None, today: date) -> dict[str, Any]:
    """What the form shows at first: the round as it is, or the programme's own numbers."""
    policy: Policy = round_.effective_policy if round_ is not None else programme.policy
    values: dict[str, Any] = {name: getattr(policy, name) for name in RoundForm.POLICY}
    values |= {LIMIT + kind: days for kind, days in policy.limits.items()}
    if round_ is None:
        return values | {"year": today.year, "reference_date": date(today.year, 1, 1)}
    names = ("title", "year", "opens_on", "closes_on", "reference_date")
    return values | {name: getattr(round_, name) for name in names}
