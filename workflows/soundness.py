"""Every flow is checked as a workflow net: can each case end, whatever people decide, and end properly?

The net follows viewflow's runtime, whose joins work on split tokens and not on places: a token is a node
and the path of splits it came through; a join waits for the tokens of one split, is looked at again only
when another arrives, and breaks when tokens of two splits meet in it. Gateways choose freely, a fan-out
makes one to three tokens, a join with ``continue_on_condition`` may fire early and cancel its siblings.
All markings reachable so are explored (van der Aalst's soundness, by breadth-first search).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from viewflow.workflow.base import Node
from viewflow.workflow.nodes import (
    End,
    ErrorEnd,
    Function,
    If,
    Join,
    Split,
    SplitFirst,
    StartHandle,
    StartTimer,
    Switch,
)

from workflows.flow import ApprovalFlow
from workflows.net import Broken, Marking, Net
from workflows.nodes import FanOut, Human, Job, Timer

MAX_MARKINGS = 50_000
KNOWN = (StartHandle, Human, FanOut, Timer, Job, Function, If, Switch, Split, Join, End)
FOREIGN = (StartTimer, SplitFirst, ErrorEnd)  # of a known kind by inheritance, yet with rules of their own


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One reason why a flow must not go into service. ``node`` is empty when it is about the whole flow.

    Codes: ``title``, ``version``, ``start``, ``end``, ``role``, ``limit``, ``foreign``, ``no_default``,
    ``no_exit`` (found by reading); ``deadlock``, ``stuck_join``, ``multiple_tokens``, ``leaves_branch``,
    ``improper_end``, ``unreachable_end``, ``dead_node``, ``too_large`` (found by exploring).
    """

    code: str
    node: str
    message: str

    def __str__(self) -> str:
        return f"{self.code} {self.node}: {self.message}" if self.node else f"{self.code}: {self.message}"


def check(flow_class: type[ApprovalFlow]) -> list[Problem]:
    """Everything wrong with the flow, sorted; an empty list is a sound flow."""
    nodes = list(flow_class.instance.nodes())
    problems = set(_read(flow_class, nodes))
    starts = [node for node in nodes if isinstance(node, StartHandle)]
    if len(starts) == 1 and not any(problem.code == "end" for problem in problems):
        problems.update(_explore(Net(starts[0]), nodes))
    return sorted(problems)


def _read(flow_class: type[ApprovalFlow], nodes: list[Node]) -> Iterator[Problem]:
    if not vars(flow_class).get("process_title"):
        yield Problem("title", "", "the flow has no process_title of its own")
    if not isinstance(vars(flow_class).get("version"), int):
        yield Problem("version", "", "the flow has no version of its own")
    if sum(isinstance(node, StartHandle) for node in nodes) != 1:
        yield Problem("start", "", "the flow needs exactly one start")
    if not any(isinstance(node, End) for node in nodes):
        yield Problem("end", "", "the flow has no end")
    for node in nodes:
        if not isinstance(node, KNOWN) or isinstance(node, FOREIGN):
            yield Problem("foreign", node.name, f"the engine does not move a {type(node).__name__}")
        if isinstance(node, Human):
            yield from _read_human(flow_class, node)
        elif isinstance(node, Switch) and all(condition for _target, condition in node._branches):
            yield Problem("no_default", node.name, "no case may apply: give the switch a Default")
        if not isinstance(node, End) and not any(edge.dst for edge in node._outgoing()):
            yield Problem("no_exit", node.name, "nothing follows")


def _read_human(flow_class: type[ApprovalFlow], node: Human) -> Iterator[Problem]:
    if not node.role:
        yield Problem("role", node.name, "nobody is named who may act")
    own_limits = flow_class.limit_days is not ApprovalFlow.limit_days
    if not node.limit:
        yield Problem("limit", node.name, "no limit is promised")
    elif not own_limits and node.limit not in flow_class.limits:
        yield Problem("limit", node.name, f"limits has no {node.limit!r}")


def _explore(net: Net, nodes: list[Node]) -> Iterator[Problem]:
    start = net.initial()
    seen, queue = {start}, deque([start])
    before: dict[Marking, set[Marking]] = {start: set()}
    visited: set[Node] = set()
    finals: list[Marking] = []
    broken: list[Marking] = []
    while queue:
        marking = queue.popleft()
        visited |= {node for node, _path in marking.tokens} | {join.node for join in marking.joins}
        if marking.is_final:
            finals.append(marking)
            continue
        if not marking.tokens:
            broken.append(marking)
            for join in marking.joins:
                yield Problem("stuck_join", join.node.name, "waits for a token that never comes")
            continue
        for token in net.movable(marking):
            try:
                following = list(net.fire(marking, token))
            except Broken as error:
                broken.append(marking)
                visited.add(error.node)
                yield Problem(error.code, error.node.name, error.message)
                continue
            if not following:
                broken.append(marking)
                yield Problem("deadlock", token[0].name, "the case arrives here and cannot go on")
            for successor in following:
                before.setdefault(successor, set()).add(marking)
                if successor not in seen:
                    seen.add(successor)
                    queue.append(successor)
        if len(seen) > MAX_MARKINGS:
            yield Problem("too_large", "", f"more than {MAX_MARKINGS} markings: the flow is not bounded")
            return
    yield from _cannot_end(seen, before, finals, broken)
    for node in nodes:
        if node not in visited:
            yield Problem("dead_node", node.name, "no case can ever arrive here")


def _cannot_end(
    seen: set[Marking], before: dict[Marking, set[Marking]], finals: list[Marking], broken: list[Marking]
) -> Iterator[Problem]:
    """Nodes of markings that lead to no end and to no fault already reported: an endless loop."""
    hopeful, stack = set(finals) | set(broken), [*finals, *broken]
    while stack:
        for earlier in before[stack.pop()] - hopeful:
            hopeful.add(earlier)
            stack.append(earlier)
    for node in {node for marking in seen - hopeful for node, _path in marking.tokens}:
        yield Problem("unreachable_end", node.name, "from here the case can never end")
