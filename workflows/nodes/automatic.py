"""viewflow's automatic nodes at the price that a step here can afford; ``ApprovalFlow`` puts them in place.

A step is all or nothing, so a gateway or function needs no savepoint of its own: what fails undoes the
step. A join looks once at its tokens and its condition, and takes its open siblings back together.
"""

from collections.abc import Iterable
from typing import Any

from viewflow import this
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from workflows import clock
from workflows.models import WorkItem

from .human import Human


class IfActivation(nodes.IfActivation):
    """Asks its condition, nothing else."""

    @Activation.status.super()
    def activate(self) -> None:
        """Choose the way."""
        self._condition_result = self.flow_task._condition(self)


class SwitchActivation(nodes.SwitchActivation):
    """Asks its conditions in order, nothing else."""

    @Activation.status.super()
    def activate(self) -> None:
        """Choose the way; the default is the branch without a condition."""
        for node, condition in self.flow_task._branches:
            if condition is None or condition(self):
                self.next_task = node
                return
        raise FlowRuntimeError(f"No next task available for {self.flow_task.name}")


class FunctionActivation(nodes.FunctionActivation):
    """Calls its verb, nothing else."""

    @Activation.status.super()
    def activate(self) -> None:
        """Do it."""
        self.task.started = clock.now()
        self.flow_task._func(self)


class JoinActivation(nodes.JoinActivation):
    """One arrival at a join. Each arrival is its own instance and looks at the tokens once."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._splits: set[str] = set()
        self._active: list[Task] = []
        self._done: bool | None = None

    @classmethod
    def create(
        cls,
        flow_task: nodes.Join,
        prev_activation: Activation,
        token: Any,
        data: Any = None,
        seed: Any = None,
    ) -> "JoinActivation":
        """Come to the join that waits, or be the first there."""
        process = prev_activation.process
        waiting = Task.objects.filter(
            process=process, flow_task=flow_task, status__in=[STATUS.NEW, STATUS.STARTED]
        )[:2]
        if len(waiting) > 1:
            raise FlowRuntimeError(f"{flow_task.name} of process {process.pk} waits twice")
        if waiting:
            task = waiting[0]
            task.process = process
        else:
            base = token.get_base_split_token() if token.is_split_token() else token
            task = Task(process=process, flow_task=flow_task, token=base, data=data or {})
            task.save()
        task.previous.add(prev_activation.task)
        return cls(task)

    def is_done(self) -> bool:
        """Whether all have come or the condition lets the case go on; also true when it must break."""
        if self._done is None:
            self._done = self._look()
        return self._done

    def _look(self) -> bool:
        self._splits = self._join_token_prefixes()
        if len(self._splits) != 1:
            return True
        (split,) = self._splits
        open_ = self._active_join_tasks(split)
        self._active = list(open_)
        condition = self.flow_task._continue_on_condition
        return not self._active or bool(condition and condition(self, open_))

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE, conditions=[this.is_done])
    def complete(self) -> None:
        """Go on, without the siblings that are still open."""
        if len(self._splits) > 1:
            raise FlowRuntimeError(f"Multiple tokens {self._splits} came to join {self.flow_task.name}")
        take_back(self._active, self.process)
        super(nodes.JoinActivation, self).complete.original()


def take_back(tasks: Iterable[Task], process: Process) -> None:
    """Cancel open tasks of ``process``: human tasks and their items together, the others one by one."""
    people = []
    for task in tasks:
        if isinstance(task.flow_task, Human):
            people.append(task.pk)
        else:
            task.process = process
            task.flow_task.activation_class(task).cancel()
    if people:
        now = clock.now()
        Task.objects.filter(pk__in=people).update(status=STATUS.CANCELED, finished=now)
        WorkItem.objects.filter(task__in=people, closed_at=None).update(closed_at=now, cancelled=True)


LEAN = {
    nodes.IfActivation: IfActivation,
    nodes.SwitchActivation: SwitchActivation,
    nodes.FunctionActivation: FunctionActivation,
    nodes.JoinActivation: JoinActivation,
}
