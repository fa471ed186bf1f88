"""A step that a person takes (人工环节): viewflow's view node without its views and URLs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes import View, ViewActivation
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from workflows import clock, deadlines
from workflows.models import WorkItem


@dataclass(frozen=True, slots=True)
class Place:
    """One task to be made at a human node: its token, its ``task.data`` and the person it is meant for."""

    token: Token
    data: dict[str, Any] = field(default_factory=dict)
    owner: AbstractBaseUser | None = None


class HumanActivation(ViewActivation):
    """Keeps the work item beside viewflow's task: made with it, cancelled with it, closed by the engine."""

    @classmethod
    def create(
        cls, flow_task: "Human", prev_activation: Activation, token: Token, data: Any = None, seed: Any = None
    ) -> "HumanActivation":
        """Make one task, as every viewflow node does."""
        return cls.create_many(flow_task, prev_activation, [Place(token, data or {})])[0]

    @classmethod
    def create_many(
        cls, node: "Human", previous: Activation, places: Sequence[Place]
    ) -> list["HumanActivation"]:
        """Make the tasks of a whole fan-out, with their items, in a fixed number of inserts."""
        task_class = node.flow_class.task_class
        activations = [
            cls(
                task_class(
                    process=previous.process,
                    flow_task=node,
                    flow_task_type=node.task_type,
                    token=place.token,
                    data=place.data,
                )
            )
            for place in places
        ]
        for activation, place in zip(activations, places, strict=True):
            activation.task.owner = place.owner or node.owner_for(activation)
            if activation.task.owner:
                activation.task.status = STATUS.ASSIGNED
        tasks = task_class._default_manager.bulk_create([activation.task for activation in activations])
        through = task_class.previous.through
        through._default_manager.bulk_create(
            [through(from_task_id=task.pk, to_task_id=previous.task.pk) for task in tasks]
        )
        cls._open_items(node, activations)
        return activations

    @classmethod
    def _open_items(cls, node: "Human", activations: list["HumanActivation"]) -> None:
        process = activations[0].process
        days = node.flow_class.instance.limit_days(process, node.limit)
        units = [node.unit_for(activation) for activation in activations]
        # seats of one unit share its clock
        running = deadlines.open_each(process, node.limit, days, units=units)
        WorkItem.objects.bulk_create(
            WorkItem(
                task=activation.task,
                process=process,
                node=node.name,
                role=node.role,
                unit=unit,
                seat=activation.task.data.get("seat"),
                owner=activation.task.owner,
                named=activation.task.owner is not None,
                opened_at=clock.now(),
                due_at=running[unit].due_at,
                deadline=running[unit],
            )
            for activation, unit in zip(activations, units, strict=True)
        )

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        """Take the task back (a sibling objected, the case was withdrawn); its item closes as cancelled."""
        super().cancel.original()
        WorkItem.objects.filter(task=self.task, closed_at=None).update(closed_at=clock.now(), cancelled=True)


class Human(View):
    """One task for one desk ``(role, unit)`` or one person, to be done within a limit.

    role       what the actor must hold, e.g. ``"reviewer"``; read by the flow's ``may_act`` and the inbox
    limit      kind of the deadline, whose days come from the flow's ``limit_days``
    title      name of the step for people (环节名称)
    unit       unit code, or ``this.fn``: activation -> unit code; a fan-out's own unit goes first
    owner      ``this.fn``: activation -> user the task is meant for, or None for the desk's pool
    off_clock  why the case's promised time does not run here (不计入承诺时限), e.g. 专家评审; the person's
               limit still does
    """

    activation_class = HumanActivation

    def __init__(
        self, *, role: str, limit: str, title: Any, unit: Any = None, owner: Any = None, off_clock: Any = ""
    ) -> None:
        super().__init__(view=None)
        self.role = role
        self.limit = limit
        self.task_title = title
        self.off_clock = off_clock
        self._unit = unit
        self._owner_rule = owner

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._unit = this.resolve(instance, self._unit)
        self._owner_rule = this.resolve(instance, self._owner_rule)

    def unit_for(self, activation: HumanActivation) -> str:
        """Unit code at whose desk the task lies; empty when no unit matters."""
        unit = activation.task.data.get("unit") or self._unit
        return (unit(activation) if callable(unit) else unit) or ""

    def owner_for(self, activation: HumanActivation) -> AbstractBaseUser | None:
        """The person the task is meant for, if any."""
        return self._owner_rule(activation) if self._owner_rule else None
