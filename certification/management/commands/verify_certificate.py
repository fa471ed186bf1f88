"""``manage.py verify_certificate FILE [--json]``: valid (exit 0), or why not (exit 1)."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from certification.domain import verification


class Command(BaseCommand):
    help = "Say whether a PDF file is a certificate of this site, unchanged and in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object instead of a line")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                data = file.read(settings.FILE_MAX_BYTES + 1)  # enough to see that it is too large
        except OSError as error:
            raise CommandError(
                _("不能读取文件 %(path)s：%(why)s") % {"path": path, "why": error.strerror}
            ) from error
        found = verification.examine(data)
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(path), **found.to_json()}, ensure_ascii=False))
        else:
            row = found.certificate
            verdict = _("有效") if found.valid else _("无效")
            self.stdout.write(" ".join([verdict, row.number, row.holder_name]) if row else verdict)
            self.stdout.write(str(found.message))
        if not found.valid:
            sys.exit(1)
