"""Sound flows pass, and every seeded fault is caught under its own name."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from viewflow import this
from viewflow.workflow import flow

from tests.workflows import flows
from workflows import soundness
from workflows.flow import ApprovalFlow
from workflows.net import Broken, Marking, Net
from workflows.nodes import Countersign, Human, Panel
from workflows.soundness import Problem


def make(**body: Any) -> type[ApprovalFlow]:
    """A flow class of this module's making; ``start`` and ``end`` come with it."""
    own = {
        "__module__": "faulty",  # no installed app: never listed beside real flows, never stored
        "process_title": "试验",
        "version": 1,
        "limits": {"review": 5},
        "start": flow.StartHandle().Next(this.first),
        "end": flow.End(),
    }
    return type("Trial", (ApprovalFlow,), own | body)


def step(target: Any = None, **options: Any) -> Human:
    node = Human(**({"role": "reviewer", "limit": "review", "title": "办理"} | options))
    return node.Next(target) if target else node


def yes(*args: Any) -> bool:
    return True


def found(flow_class: type[ApprovalFlow]) -> set[tuple[str, str]]:
    return {(problem.code, problem.node) for problem in soundness.check(flow_class)}


class TestSound:
    @pytest.mark.parametrize(
        "flow_class",
        [flows.LadderFlow, flows.SignFlow, flows.PanelFlow, flows.WaitFlow, flows.LoopFlow],
    )
    def test_the_engines_own_trial_flows(self, flow_class):
        assert soundness.check(flow_class) == []

    def test_two_departments_inside_each_of_two_branches(self):
        nested = make(
            first=flow.Split().Always(this.left).Next(this.right, case=yes),
            left=Countersign(units=yes).Next(this.opinion),
            opinion=step(this.inner),
            inner=flow.Join(continue_on_condition=yes).Next(this.outer),
            right=step(this.outer),
            outer=flow.Join(continue_on_condition=yes).Next(this.end),
        )
        assert soundness.check(nested) == []

    def test_a_branch_may_skip_straight_to_its_join(self):
        skipping = make(
            first=flow.Split().Always(this.opinion).Always(this.joined),
            opinion=step(this.joined),
            joined=flow.Join().Next(this.end),
        )
        assert soundness.check(skipping) == []

    def test_a_join_outside_of_any_split_lets_the_case_pass(self):
        assert soundness.check(make(first=step(this.joined), joined=flow.Join().Next(this.end))) == []

    def test_an_end_that_terminates_may_stand_inside_a_branch(self):
        stopping = make(
            first=Countersign(units=yes).Next(this.opinion),
            opinion=step(this.gate),
            gate=flow.If(yes).Then(this.joined).Else(this.stopped),
            joined=flow.Join().Next(this.end),
            stopped=flow.TerminateEnd(),
        )
        assert soundness.check(stopping) == []

    def test_twelve_departments_named_one_by_one(self):
        names = [f"unit{n}" for n in range(12)]
        split = flow.Split()
        for name in names:
            split = split.Always(getattr(this, name))
        wide = make(
            first=split, joined=flow.Join().Next(this.end), **{name: step(this.joined) for name in names}
        )
        assert soundness.check(wide) == []

    def test_many_conditional_branches(self):
        names = [f"unit{n}" for n in range(8)]
        split = flow.Split()
        for name in names:
            split = split.Next(getattr(this, name), case=yes)
        wide = make(
            first=split, joined=flow.Join().Next(this.end), **{name: step(this.joined) for name in names}
        )
        assert soundness.check(wide) == []


class TestReading:
    def test_a_human_step_without_role_or_limit(self):
        assert found(make(first=step(this.end, role=""))) == {("role", "first")}
        assert found(make(first=step(this.end, limit=""))) == {("limit", "first")}
        assert found(make(first=step(this.end, limit="unknown"))) == {("limit", "first")}

    def test_a_flow_that_computes_its_limits_may_name_any(self):
        computed = make(first=step(this.end, limit="any"), limit_days=lambda self, process, kind: 5)
        assert found(computed) == set()

    def test_a_title_or_version_taken_away_later(self):
        bare = make(first=step(this.end))
        del bare.process_title
        del bare.version
        assert found(bare) == {("title", ""), ("version", "")}

    def test_no_start_two_starts_and_no_end(self):
        assert ("start", "") in found(make(start=step(this.end), first=step(this.end)))
        assert ("start", "") in found(
            make(first=step(this.end), second=flow.StartHandle().Next(this.end), end=flow.End())
        )
        assert ("end", "") in found(make(first=step(this.first), end=step(this.first)))

    def test_a_switch_without_a_default(self):
        assert found(make(first=flow.Switch().Case(this.end, yes))) == {("no_default", "first")}

    def test_nodes_the_engine_does_not_move(self):
        foreign = make(first=flow.Handle().Next(this.end))
        assert found(foreign) == {("foreign", "first")}
        first_wins = make(
            first=flow.SplitFirst().Always(this.left).Always(this.right),
            left=step(this.end),
            right=step(this.end),
        )
        assert ("foreign", "first") in found(first_wins)

    def test_a_problem_reads_as_a_line(self):
        assert str(Problem("role", "first", "nobody")) == "role first: nobody"
        assert str(Problem("start", "", "none")) == "start: none"


class TestExploring:
    def test_an_edge_dropped(self):
        assert found(make(first=step())) == {
            ("no_exit", "first"),
            ("deadlock", "first"),
            ("dead_node", "end"),
        }

    def test_a_node_nobody_leads_to(self):
        assert found(make(first=step(this.end), lost=step(this.end))) == {("dead_node", "lost")}

    def test_a_loop_without_a_way_out(self):
        endless = make(first=step(this.second), second=step(this.first))
        assert found(endless) == {("unreachable_end", node) for node in ("start", "first", "second")} | {
            ("dead_node", "end")
        }

    def test_a_branch_that_ends_before_its_join(self):
        leaving = make(
            first=Countersign(units=yes).Next(this.opinion),
            opinion=step(this.gate),
            gate=flow.If(yes).Then(this.joined).Else(this.end),
            joined=flow.Join().Next(this.end),
        )
        assert ("leaves_branch", "end") in found(leaving)

    def test_a_branch_that_returns_to_an_earlier_step(self):
        returning = make(
            first=step(this.asked),
            asked=Countersign(units=yes).Next(this.opinion),
            opinion=step(this.gate),
            gate=flow.If(yes).Then(this.joined).Else(this.first),
            joined=flow.Join().Next(this.end),
        )
        assert ("leaves_branch", "asked") in found(returning)

    def test_a_fan_out_without_a_join(self):
        assert ("leaves_branch", "end") in found(
            make(first=Panel(seats=yes).Next(this.opinion), opinion=step(this.end))
        )

    def test_tokens_of_two_splits_in_one_join(self):
        crossed = make(
            first=flow.Split().Always(this.left).Always(this.joined),
            left=Countersign(units=yes).Next(this.opinion),
            opinion=step(this.joined),
            joined=flow.Join().Next(this.end),
        )
        assert ("multiple_tokens", "joined") in found(crossed)

    def test_two_joins_for_one_split(self):
        twice = make(
            first=flow.Split().Always(this.left).Always(this.right),
            left=step(this.one),
            right=step(this.two),
            one=flow.Join().Next(this.end),
            two=flow.Join().Next(this.end),
        )
        assert {("stuck_join", "one"), ("stuck_join", "two")} <= found(twice)

    def test_a_join_that_waits_for_another_that_is_stuck(self):
        nested = make(
            first=flow.Split().Always(this.asked).Always(this.right),
            asked=Countersign(units=yes).Next(this.opinion),
            opinion=step(this.gate),
            gate=flow.If(yes).Then(this.one).Else(this.two),
            one=flow.Join().Next(this.outer),
            two=flow.Join().Next(this.outer),
            right=step(this.outer),
            outer=flow.Join().Next(this.end),
        )
        assert {("stuck_join", "one"), ("stuck_join", "two"), ("stuck_join", "outer")} <= found(nested)

    def test_a_join_that_waits_while_the_case_ends_elsewhere(self):
        split = make(
            first=flow.Split().Always(this.left).Always(this.right),
            left=step(this.joined),
            right=step(this.gate),
            gate=flow.If(yes).Then(this.joined).Else(this.other),
            joined=flow.Join().Next(this.end),
            other=flow.Join().Next(this.after),
            after=step(this.end),
        )
        codes = {code for code, _node in found(split)}
        assert codes & {"stuck_join", "improper_end"}

    def test_an_end_reached_while_something_is_open_is_improper(self):
        """No wiring leads there, since joins wait or cancel; the rule stands for the day one does."""
        ladder = flows.LadderFlow
        net = Net(ladder.start)
        marking = Marking(frozenset([(ladder.end, ()), (ladder.review, ())]))
        assert net.movable(marking) == [(ladder.end, ())]
        with pytest.raises(Broken) as broken:
            list(net.fire(marking, (ladder.end, ())))
        assert (broken.value.code, broken.value.node) == ("improper_end", ladder.end)

    def test_two_tokens_of_one_branch_at_one_node(self):
        ladder = flows.LadderFlow
        marking = Marking(frozenset([(ladder.screen, ()), (ladder.review, ())]))
        with pytest.raises(Broken) as broken:
            list(Net(ladder.start).fire(marking, (ladder.screen, ())))
        assert (broken.value.code, broken.value.node) == ("multiple_tokens", ladder.review)

    def test_a_flow_beyond_the_bound(self, monkeypatch):
        monkeypatch.setattr(soundness, "MAX_MARKINGS", 3)
        assert ("too_large", "") in found(flows.SignFlow)


class TestMutants:
    """Every single edge of the sign flow, turned to each node where it must not lead, is noticed."""

    def test_each_redirected_edge(self):
        def sign(**turned: Any) -> type[ApprovalFlow]:
            to = {
                "start": this.first,
                "first": this.asked,
                "opinion": this.joined,
                "joined": this.verdict,
                "yes": this.decide,
                "no": this.refused,
                "decide": this.end,
                "refused": this.end,
            } | turned
            return make(
                start=flow.StartHandle().Next(to["start"]),
                first=step(to["first"]),
                asked=Countersign(units=yes).Next(this.opinion),
                opinion=step(to["opinion"]),
                joined=flow.Join(continue_on_condition=yes).Next(to["joined"]),
                verdict=flow.If(yes).Then(to["yes"]).Else(to["no"]),
                decide=step(to["decide"]),
                refused=flow.Function(yes).Next(to["refused"]),
            )

        assert soundness.check(sign()) == []
        nodes = ["first", "asked", "opinion", "joined", "verdict", "decide", "refused", "end"]
        harmless = {
            # a choice or a return that a procedure may well want: nothing is skipped for good
            ("decide", "first"), ("decide", "asked"), ("decide", "joined"), ("decide", "verdict"),
            ("decide", "refused"), ("refused", "first"), ("refused", "asked"), ("refused", "joined"),
            ("refused", "verdict"), ("refused", "decide"), ("decide", "opinion"), ("refused", "opinion"),
        }  # fmt: skip
        right = {
            ("start", "first"), ("first", "asked"), ("opinion", "joined"), ("joined", "verdict"),
            ("yes", "decide"), ("no", "refused"), ("decide", "end"), ("refused", "end"),
        }  # fmt: skip
        missed = [
            (edge, node)
            for edge in ("start", "first", "opinion", "joined", "yes", "no", "decide", "refused")
            for node in nodes
            if (edge, node) not in harmless | right
            and not soundness.check(sign(**{edge: getattr(this, node)}))
        ]
        assert missed == []


class TestCommand:
    def run(self, *args: str) -> str:
        out = StringIO()
        call_command("flows", *args, stdout=out)
        return out.getvalue()

    def test_it_checks_them(self):
        assert self.run("--check", "tests.workflows.flows.").count("  sound\n") == 5

    def test_it_fails_on_a_flow_that_is_not_sound(self, monkeypatch):
        broken = make(first=step())
        assert broken.version == 1
        with pytest.raises(CommandError, match="3 problem"):
            self.run("--check", "faulty")
