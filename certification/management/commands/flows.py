"""``manage.py flows [--check] [PREFIX …]``: the programmes with what each promises, or every flow proved sound."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification import registry
from certification.registry import Programme
from workflows import soundness
from workflows.flow import ApprovalFlow, all_flows


class Command(BaseCommand):
    """Lists every programme; with ``--check`` proves each flow sound, exit 1 when one is not."""

    help = "List the programmes with tasks, departments, steps and limits; --check examines every flow."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``manage.py flows [--check] [PREFIX …]``"""
        parser.add_argument(
            "prefix", nargs="*", help="only programmes whose code (flows: whose path) begins so"
        )
        parser.add_argument("--check", action="store_true", help="exit 1 when a flow is not sound")

    def handle(self, *args: Any, prefix: list[str], check: bool, **options: Any) -> None:
        """Print the programmes, or what is wrong with the flows."""
        if check:
            self.check_flows(prefix)
            return
        for programme in registry.all_programmes():
            if not prefix or programme.code.startswith(tuple(prefix)):
                self.show(programme)

    def show(self, programme: Programme) -> None:
        """One programme on a few lines."""
        tasks = " ".join(str(task) for task in programme.tasks)
        flow = programme.flow
        self.stdout.write(
            f"{programme.code:<8}{programme.title}  tasks {tasks}  {flow.__name__} v{flow.version}"
        )
        offices = dict.fromkeys([programme.lead_unit, programme.intake_unit, *programme.departments])
        self.stdout.write(f"        lead {programme.lead_unit}; departments {' '.join(offices)}")
        for step in programme.steps:
            policy = programme.policy
            days = policy.notice_days if step.node == "notice_period" else policy.limits[step.limit]
            clock = f"  ({step.off_clock})" if step.off_clock else ""
            self.stdout.write(f"        {days:>3} wd  {step.title}  {step.unit}{clock}")

    def check_flows(self, prefix: list[str]) -> None:
        """Each flow as a workflow net."""
        wrong = 0
        for flow_class in all_flows(ApprovalFlow):
            path = f"{flow_class.__module__}.{flow_class.__qualname__}"
            if prefix and not path.startswith(tuple(prefix)):
                continue
            self.stdout.write(f"{flow_class.process_title}  v{flow_class.version}  {path}")
            problems = soundness.check(flow_class)
            wrong += len(problems)
            self.stdout.write("\n".join(f"  {problem}" for problem in problems) or "  sound")
        if wrong:
            raise CommandError(f"{wrong} problem(s) found")
