import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import audit
from workflows.models import AuditCheckpoint, AuditEntry


class Command(BaseCommand):
    help = "Check the audit record: links, contents and checkpoints. Exit 0 when whole, 1 when not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("chain", nargs="?", help="one chain only, e.g. case/17")
        parser.add_argument("--anchor", default="", help="hash of a checkpoint that was kept outside")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, chain: str | None = None, **options: Any) -> None:
        problems = audit.verify(chain, anchor=options["anchor"])
        last = AuditCheckpoint.objects.order_by("-number").first()
        report = {
            "whole": not problems,
            "entries": AuditEntry.objects.filter(**({"chain": chain} if chain else {})).count(),
            "checkpoint": last and last.number,
            "anchor": last and last.hash,
            "problems": [asdict(problem) for problem in problems],
        }
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            for problem in problems:
                self.stdout.write(f"{problem.chain or 'checkpoints'}: {problem.message}")
            self.stdout.write(
                f"{report['entries']} rows, {len(problems)} broken; "
                f"checkpoint {report['checkpoint'] or 'none'} {report['anchor'] or ''}".rstrip()
            )
        if problems:
            raise SystemExit(1)
