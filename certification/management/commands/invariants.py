"""``manage.py invariants``: exit 1 and name the case when something that must always hold does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certification.domain import invariants
from certification.models import Application


class Command(BaseCommand):
    help = (
        "Check what must hold of every case: status, tasks, joins, clocks, certificates and the audit record."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        for problem in invariants.broken():
            found += 1
            self.stdout.write(f"{problem.code}  case {problem.case}  {problem.message}")
        if found:
            raise CommandError(f"{found} invariants broken")
        self.stdout.write(f"{Application.objects.count()} cases: every invariant holds")
