"""``manage.py walkthrough NAME [--json]``: tell one story on a scratch database, a line per act."""

import json
import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from certification.stories import catalogue
from certification.stories.cast import Cast
from certification.stories.columns import pad
from certification.stories.days import Line
from certification.stories.stage import scratch

COLUMNS = (("step", 3), ("at", 16), ("node", 17), ("actor", 16), ("department", 34), ("from", 12), ("to", 12))


class Command(BaseCommand):
    help = "Tell a named story of a whole case on a scratch database; --list names them."
    requires_system_checks: list[str] = []  # the scratch database is migrated here, whatever the site's is

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument("--list", action="store_true", help="name the stories and end")
        parser.add_argument("--json", action="store_true", help="one JSON object per act and line")

    def handle(self, *args: Any, **options: Any) -> None:
        stories = catalogue.all_stories()
        if options["list"]:
            for name, each in stories.items():
                self.stdout.write(f"{name:<22}{each.title}")
            return
        story = stories.get(options["name"] or "")
        if story is None:
            raise CommandError(_("没有这个故事。可选：%(names)s") % {"names": " ".join(stories)})
        logging.getLogger("certification").setLevel(logging.WARNING)
        if not options["json"]:
            self.stdout.write(f"{story.name}  {story.title}")
        with scratch():
            cast = Cast()
            cast.set_stage()
            story.play(cast, self.as_json if options["json"] else self.as_row)

    def as_json(self, line: Line) -> None:
        self.stdout.write(json.dumps(line.to_json(), ensure_ascii=False))

    def as_row(self, line: Line) -> None:
        values = line.to_json()
        left = line.working_days_left
        cells = [pad(str(values[name])[:60].replace("T", " "), size) for name, size in COLUMNS]
        remaining = _("剩 %(days)d 个工作日") % {"days": left} if left is not None else ""
        self.stdout.write(" ".join([*cells, pad(remaining, 16), line.note[:40]]).rstrip())
