"""The net behind ``soundness``: markings, and how one token moves, after viewflow's own rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from viewflow.workflow.base import Node
from viewflow.workflow.nodes import End, Join, Split, TerminateEnd

from workflows.nodes import FanOut, Human, Job, Timer

WAITS = (Human, Timer, Job)
MAX_FAN_OUT = 3  # one token and several behave differently; three and more alike
MAX_FREE_BRANCHES = 6  # beyond this a split's conditional branches are tried singly and all together

Path = tuple[tuple[str, int], ...]
"""Splits a token is inside of, outermost first: (name of the split, number of the branch)."""
Token = tuple[Node, Path]


class Broken(Exception):
    """The runtime would fail here, or end the case wrongly."""

    def __init__(self, code: str, node: Node, message: str) -> None:
        super().__init__(code, node.name, message)
        self.code, self.node, self.message = code, node, message


@dataclass(frozen=True, slots=True)
class Waiting:
    """A join that has been reached: its own path, and the split whose tokens it collects."""

    node: Node
    path: Path
    split: Path


@dataclass(frozen=True, slots=True)
class Marking:
    """Where the case stands: tokens on their way and joins waiting."""

    tokens: frozenset[Token]
    joins: frozenset[Waiting] = frozenset()

    @property
    def is_final(self) -> bool:
        """Nothing left: the case has ended properly."""
        return not self.tokens and not self.joins


class Net:
    """Moves of one flow, from its start node."""

    def __init__(self, start: Node) -> None:
        self._start = start

    def initial(self) -> Marking:
        """One token at the start."""
        return Marking(frozenset([(self._start, ())]))

    def movable(self, marking: Marking) -> list[Token]:
        """Tokens that may move next. A step runs through all automatic nodes before anybody can act again,
        joins after the others and ends last; among waiting people any may be first."""
        tokens = sorted(marking.tokens, key=lambda token: (token[0].name, token[1]))
        automatic = [token for token in tokens if not isinstance(token[0], WAITS)]
        automatic.sort(key=lambda token: (isinstance(token[0], End), isinstance(token[0], Join)))
        return automatic[:1] or tokens

    def fire(self, marking: Marking, token: Token) -> Iterator[Marking]:
        """Markings that follow when ``token`` moves; none when it is stuck. Raises ``Broken``."""
        node, path = token
        rest = marking.tokens - {token}
        if isinstance(node, End):
            yield self._end(node, path, Marking(rest, marking.joins))
        elif isinstance(node, Join):
            yield from self._join(node, path, Marking(rest, marking.joins))
        elif isinstance(node, FanOut | Split):
            if any(name == node.name for name, _branch in path):
                raise Broken("leaves_branch", node, "a branch comes back to its own split without a join")
            for targets in _branches(node):
                fresh = {(target, (*path, (node.name, n))) for n, target in enumerate(targets, 1)}
                yield Marking(rest | fresh, marking.joins)
        else:  # human, timer, job, function: one way on; If and Switch: any of theirs
            for target in _targets(node):
                if (target, path) in rest:
                    raise Broken("multiple_tokens", target, "two tokens of one branch meet")
                yield Marking(rest | {(target, path)}, marking.joins)

    def _end(self, node: Node, path: Path, rest: Marking) -> Marking:
        if isinstance(node, TerminateEnd):
            return Marking(frozenset())
        if path:
            raise Broken("leaves_branch", node, f"the branch of {path[-1][0]} ends before its join")
        for join in rest.joins if not rest.tokens else ():
            raise Broken("stuck_join", join.node, "still waits when the case comes to its end")
        if rest.tokens:
            raise Broken("improper_end", node, "the case ends while something is still open")
        return rest

    def _join(self, node: Node, path: Path, rest: Marking) -> Iterator[Marking]:
        """A token arrives: it makes the join or comes to the one that waits, which then looks again."""
        waiting = next((join for join in rest.joins if join.node is node), None)
        own_path = waiting.path if waiting else path[:-1]
        # the split's prefix; a token that comes outside of any split shares it with nobody
        split = own_path if path == own_path else (*path[:-1], (path[-1][0], 0))
        if waiting and waiting.split != split:
            raise Broken("multiple_tokens", node, "tokens of different splits meet in one join")
        joins = rest.joins - {waiting} if waiting else rest.joins
        if path == own_path:  # nothing was split: the join lets it pass
            active, nested = frozenset[Token](), frozenset[Waiting]()
        else:
            active = frozenset(token for token in rest.tokens if _inside(token[1], split))
            nested = frozenset(join for join in joins if _inside(join.path, split))
        following = [(target, own_path) for target in _targets(node)]
        if active or nested:
            yield Marking(rest.tokens, joins | {Waiting(node, own_path, split)})
            if node._continue_on_condition is None:
                return
        for token in following:
            yield Marking(rest.tokens - active | {token}, joins - nested)


def _inside(path: Path, split: Path) -> bool:
    depth = len(split)
    return len(path) >= depth and path[: depth - 1] == split[:-1] and path[depth - 1][0] == split[-1][0]


def _targets(node: Node) -> list[Node]:
    return [edge.dst for edge in node._outgoing() if edge.dst]


def _branches(node: Node) -> Iterator[list[Node]]:
    """Every choice of parallel branches: how many for a fan-out, which ones for a split with conditions."""
    if isinstance(node, FanOut):
        for n in range(1, MAX_FAN_OUT + 1):
            yield _targets(node) * n
        return
    always = [target for target, condition, _data in node._branches if condition is None]
    free = [target for target, condition, _data in node._branches if condition is not None]
    sizes = range(len(free) + 1) if len(free) <= MAX_FREE_BRANCHES else (0, 1, len(free))
    for size in sizes:
        for chosen in combinations(free, size):
            if always or chosen:
                yield [*always, *chosen]
