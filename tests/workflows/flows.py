"""Tiny flows for the engine's tests. Desks are memberships; facts are the outcomes of closed work items."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow

from accounts.models import Membership, User
from workflows import calendar
from workflows.errors import Answer
from workflows.flow import ApprovalFlow
from workflows.models import WorkItem
from workflows.nodes import Countersign, Human, Job, Panel, Timer

UNITS = ["SH-FGW", "SH-JW", "SH-GZW", "SH-CZJ", "SH-SWJ"]
MAIN = "SH-FGW"


class DeskFlow(ApprovalFlow):
    """May act: who is a member of the item's unit with its role; everyone else is a stranger."""

    abstract = True
    limits = {"intake": 5, "review": 10, "correction": 20}

    def may_act(self, item: WorkItem, user: Any) -> Answer:
        members = Membership.objects.filter(user=user, role=item.role, ends_on=None)
        if item.unit:
            members = members.filter(organisation__code=item.unit)
        return Answer(True) if members.exists() else Answer(False, "", "not_found")

    def outcomes(self, activation: Any, node: str) -> list[str]:
        items = WorkItem.objects.filter(process=activation.process, node=node, closed_at__isnull=False)
        return list(items.order_by("pk").values_list("outcome", flat=True))


class LadderFlow(DeskFlow):
    """Two steps, one after the other."""

    process_title = _("两步办理")
    version = 1

    start = flow.StartHandle().Next(this.screen)
    screen = Human(role="intake", limit="intake", title=_("受理"), unit=MAIN).Next(this.review)
    review = Human(role="reviewer", limit="review", title=_("复核"), unit=this.lead).Next(this.end)
    end = flow.End()

    def lead(self, activation: Any) -> str:
        return MAIN


class SignFlow(DeskFlow):
    """Five departments countersign; one objection ends it for all."""

    process_title = _("部门会签")
    version = 1

    start = flow.StartHandle(this.note).Next(this.screen)
    screen = Human(role="intake", limit="intake", title=_("受理"), unit=MAIN).Next(this.asked)
    asked = Countersign(units=this.departments, title=_("联合复核")).Next(this.review)
    review = Human(role="reviewer", limit="review", title=_("部门意见")).Next(this.answered)
    answered = flow.Join(continue_on_condition=this.objected).Next(this.verdict)
    verdict = flow.If(this.all_agree).Then(this.decide).Else(this.refused)
    decide = Human(role="officer", limit="review", title=_("汇总"), unit=MAIN).Next(this.end)
    refused = flow.Function(this.refuse).Next(this.end)
    end = flow.End()

    units = UNITS

    def note(self, activation: Any) -> None:
        activation.process.data["opened"] = True

    def departments(self, activation: Any) -> list[str]:
        return self.units

    def objected(self, activation: Any, active_tasks: Any) -> bool:
        return "object" in self.outcomes(activation, "review")

    def all_agree(self, activation: Any) -> bool:
        return "object" not in self.outcomes(activation, "review")

    def refuse(self, activation: Any) -> None:
        activation.process.data["refused"] = True


class PanelFlow(DeskFlow):
    """A panel whose seats are given to persons; the first seat is left to the pool."""

    process_title = _("专家评审")
    version = 2

    start = flow.StartHandle().Next(this.panel)
    panel = Panel(seats=this.experts).Next(this.score)
    score = Human(role="expert", limit="review", title=_("评分"), off_clock=_("专家评审不计时")).Next(
        this.scored
    )
    scored = flow.Join().Next(this.end)
    end = flow.End()

    def experts(self, activation: Any) -> list[dict[str, Any]]:
        named = [User.objects.get(username=name) for name in ("expert2", "expert3")]
        return [{"seat": 1}, {"seat": 2, "owner": named[0]}, {"seat": 3, "owner": named[1], "unit": "POOL"}]


class WaitFlow(DeskFlow):
    """A notice period, then an effect outside the database."""

    process_title = _("公示与制证")
    version = 1

    start = flow.StartHandle().Next(this.shown)
    shown = Timer(due=this.notice_ends, kind="publicity", title=_("公示")).Next(this.issue)
    issue = Job(effect="tests.issue", key=this.issue_key, title=_("制证")).Next(this.end)
    end = flow.End()

    def notice_ends(self, activation: Any) -> Any:
        first_day = activation.process.artifact.date_joined.date()
        return calendar.end_of_day(calendar.add_working_days(first_day, 5))

    def issue_key(self, activation: Any) -> str:
        return f"issue/{activation.process.artifact_object_id}"


class LoopFlow(DeskFlow):
    """Correction goes back to whoever asked for it."""

    process_title = _("补正")
    version = 1

    start = flow.StartHandle().Next(this.screen)
    screen = Human(role="intake", limit="intake", title=_("受理"), unit=MAIN, owner=this.screen.owner).Next(
        this.complete
    )
    complete = flow.Switch().Case(this.amend, this.lacks_something).Default(this.end)
    amend = Human(role="clerk", limit="correction", title=_("补正"), owner=this.applicant).Next(this.screen)
    end = flow.End()

    def lacks_something(self, activation: Any) -> bool:
        return self.outcomes(activation, "screen")[-1] == "correct"

    def applicant(self, activation: Any) -> User:
        return User.objects.get(username="clerk")
