from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflows import soundness
from workflows.flow import ApprovalFlow, all_flows
from workflows.nodes import Human


class Command(BaseCommand):
    """Lists every flow; with ``--check`` proves each of them sound, exit 1 on the first run that is not."""

    help = "List the approval flows with their steps; --check examines each as a workflow net."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``manage.py flows [--check] [PREFIX …]``"""
        parser.add_argument("prefix", nargs="*", help="only flows whose dotted path begins so")
        parser.add_argument("--check", action="store_true", help="exit 1 when a flow is not sound")

    def handle(self, *args: Any, prefix: list[str], check: bool, **options: Any) -> None:
        """Print the flows, their human steps, and what is wrong with them."""
        wrong = 0
        for flow_class in all_flows():
            path = f"{flow_class.__module__}.{flow_class.__qualname__}"
            if prefix and not path.startswith(tuple(prefix)):
                continue
            self.stdout.write(f"{flow_class.process_title}  v{flow_class.version}  {path}")
            if check:
                problems = soundness.check(flow_class)
                wrong += len(problems)
                self.stdout.write("\n".join(f"  {problem}" for problem in problems) or "  sound")
            else:
                self._list(flow_class)
        if wrong:
            raise CommandError(f"{wrong} problem(s) found")

    def _list(self, flow_class: type[ApprovalFlow]) -> None:
        for node in flow_class.instance.nodes():
            if isinstance(node, Human):
                off_clock = f"  off the clock: {node.off_clock}" if node.off_clock else ""
                self.stdout.write(
                    f"  {node.name:20} {node.task_title}  role={node.role} limit={node.limit}{off_clock}"
                )
