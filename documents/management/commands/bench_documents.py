from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents import bench


class Command(BaseCommand):
    help = "Print what certificates and letters cost on this machine"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=30, help="documents of each kind")

    def handle(self, *args: Any, **options: Any) -> None:
        for figure in bench.run(options["count"]):
            self.stdout.write(str(figure))
