"""How a flow is written: one class, one node a line, the verbs below.

    class PermitFlow(ApprovalFlow):
        process_title = _("许可办理")
        version = 1
        limits = {"intake": 5, "review": 10}          # working days, by kind of deadline

        start    = flow.StartHandle().Next(this.screen)
        screen   = Human(role="intake", limit="intake", title=_("受理"), unit="SH-FGW").Next(this.asked)
        asked    = Countersign(units=this.departments).Next(this.review)
        review   = Human(role="reviewer", limit="review", title=_("联合复核")).Next(this.answered)
        answered = flow.Join(continue_on_condition=this.objected).Next(this.verdict)
        verdict  = flow.If(this.all_agree).Then(this.granted).Else(this.refused)
        granted  = flow.Function(this.grant).Next(this.end)
        refused  = flow.Function(this.refuse).Next(this.end)
        end      = flow.End()

        def departments(self, activation): return ["SH-JW", "SH-CZJ"]
        def objected(self, activation, active_tasks): ...     # gateways read facts only
        def may_act(self, item, user): ...                    # role, unit, seat, conflict

Nodes are named for outcomes, verbs for acts (they share one namespace). Node and class names are
stored in rows: a changed procedure is a new class with the next ``version``, the old one stays until
its cases are drained. Whatever leaves a fan-out leaves it through its Join. ``soundness`` checks it all.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _
from viewflow.workflow import flow
from viewflow.workflow.models import Process

from workflows.errors import Answer
from workflows.locks import process_lock
from workflows.nodes import LEAN


class ApprovalFlow(flow.Flow):
    """Base of every procedure (办理流程). Verbs may be shared through bases marked ``abstract = True``."""

    abstract: ClassVar[bool] = True
    version: ClassVar[int]
    limits: ClassVar[Mapping[str, int]] = {}
    lock_impl = process_lock

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Demand of a concrete flow its own title and version before viewflow wires the nodes."""
        own = vars(cls)
        cls.abstract = own.get("abstract", False)
        if any(getattr(base, "_nodes_by_name", None) for base in cls.__mro__[1:]):
            # viewflow copies inherited nodes but leaves their links pointing into the base class
            raise ImproperlyConfigured(f"{cls.__name__}: nodes cannot be inherited, only verbs can.")
        if not cls.abstract:
            if not own.get("process_title"):
                raise ImproperlyConfigured(f"{cls.__name__} needs its own process_title.")
            version = own.get("version")
            if not isinstance(version, int) or version < 1:
                raise ImproperlyConfigured(f"{cls.__name__} needs its own version, an integer from 1.")
        super().__init_subclass__(**kwargs)
        if cls.abstract and cls._nodes_by_name:
            raise ImproperlyConfigured(f"{cls.__name__} is abstract: it may hold verbs, not nodes.")
        for node in cls._nodes_by_name.values():
            node.activation_class = LEAN.get(node.activation_class, node.activation_class)

    def limit_days(self, process: Process, kind: str) -> int:
        """Working days promised for deadlines of this kind (承诺时限); a case may have its own."""
        try:
            return self.limits[kind]
        except KeyError:
            raise ImproperlyConfigured(f"{type(self).__name__} promises no limit for {kind!r}.") from None

    def may_act(self, item: Any, user: Any) -> Answer:
        """Whether ``user`` may take or finish this work item now: role, unit, seat, conflict of interest.

        Asked at every claim and again at execution. Fails closed. The code ``not_found`` in the answer
        hides the item from strangers; any other code is a refusal that its reason explains.
        """
        return Answer(False, _("该流程没有规定由谁办理。"), "forbidden")

    def chain(self, process: Process) -> str:
        """The audit chain of the case that this process carries."""
        return getattr(process.artifact, "audit_chain", "") or f"process/{process.pk}"


def all_flows(base: type[ApprovalFlow] = ApprovalFlow) -> list[type[ApprovalFlow]]:
    """Every concrete flow below ``base`` that is imported, by dotted path."""
    found: dict[str, type[ApprovalFlow]] = {}
    for child in base.__subclasses__():
        if not child.abstract:
            found[f"{child.__module__}.{child.__qualname__}"] = child
        found |= {f"{each.__module__}.{each.__qualname__}": each for each in all_flows(child)}
    return [found[path] for path in sorted(found)]
