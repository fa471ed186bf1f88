"""The same human step for several at once (并行): by seat or by unit, known only when the case gets there."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.nodes import mixins
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from workflows.errors import Refused

from .human import Human, HumanActivation, Place


class FanOutActivation(Activation):
    """Gives every place its own split token, which is what the join later counts."""

    def __init__(self, task: Any) -> None:
        super().__init__(task)
        self.seats: list[dict[str, Any]] = []

    @Activation.status.super()
    def activate(self) -> None:
        """Ask the flow who takes part; nobody is a refusal, and the whole step is undone."""
        self.seats = self.flow_task.seats_for(self)
        if not self.seats:
            raise Refused(
                "nobody",
                _("“%(step)s”没有可以办理的单位或人员，本次提交未生效。请先确定参加人，再提交一次。")
                % {"step": self.flow_task.task_title},
            )

    @Activation.status.transition(source=STATUS.DONE)
    def create_next(self) -> list[HumanActivation]:
        """Make all the tasks together, in the order given."""
        node = self.flow_task._next
        tokens = Token.split_token_source(self.task.token, self.task.pk)
        places = [
            Place(token, {key: seat[key] for key in ("seat", "unit") if seat.get(key)}, seat.get("owner"))
            for seat, token in zip(self.seats, tokens, strict=False)
        ]
        return node.activation_class.create_many(node, self, places)


class FanOut(mixins.NextNodeMixin, Node):
    """Base of Panel and Countersign; ``.Next(…)`` names the one human node, whose edge leads to a Join."""

    activation_class = FanOutActivation
    task_type = "PARALLEL_GATEWAY"
    bpmn_element = "parallelGateway"
    shape = {"width": 50, "height": 50, "svg": ""}  # noqa: RUF012 viewflow's own convention

    def __init__(self, rule: Any, title: Any = "") -> None:
        super().__init__()
        self._rule: Callable[[Activation], Any] = rule
        self.task_title = title

    def _resolve(self, instance: Any) -> None:
        super()._resolve(instance)
        self._rule = this.resolve(instance, self._rule)

    def _ready(self) -> None:
        if not isinstance(self._next, Human):
            raise TypeError(f"{self.flow_class.__name__}.{self.name} must fan out one Human node.")

    def seats_for(self, activation: Activation) -> list[dict[str, Any]]:
        """Whom to ask: dictionaries with ``seat``, ``unit`` and ``owner``, each of them optional."""
        raise NotImplementedError


class Panel(FanOut):
    """One task per seat of a panel (专家评审组).

    ``seats``: ``this.fn``, activation -> list of ``{"seat": 1, "owner": user or None, "unit": ""}``.
    Seat numbers are distinct positive integers.
    """

    def __init__(self, *, seats: Any, title: Any = "") -> None:
        super().__init__(seats, title)

    def seats_for(self, activation: Activation) -> list[dict[str, Any]]:
        """The flow's seats; two of the same number are a mistake of the flow."""
        seats = list(self._rule(activation))
        numbers = [seat["seat"] for seat in seats]
        if len(set(numbers)) < len(numbers):
            raise ValueError(f"{self.flow_class.__name__}.{self.name}: seats are not distinct: {numbers}")
        return seats


class Countersign(FanOut):
    """One task per unit asked (部门会签). ``units``: ``this.fn``, activation -> unit codes.

    A unit named twice is asked once.
    """

    def __init__(self, *, units: Any, title: Any = "") -> None:
        super().__init__(units, title)

    def seats_for(self, activation: Activation) -> list[dict[str, Any]]:
        """One place per distinct unit, in the order given."""
        return [{"unit": unit} for unit in dict.fromkeys(self._rule(activation))]
