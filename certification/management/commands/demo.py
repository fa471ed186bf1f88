"""``manage.py demo [--accounts] [--dir DIR]``: fictional cases on a demonstration site, told through the domain."""

import logging
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import demo as people
from certification.stories import demo
from certification.stories.columns import pad
from certification.stories.plots import Story


class Command(BaseCommand):
    help = "Fill a demonstration site (DEMO_MODE=1) with fictional cases; told again it only adds what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="print who one may sign in as, and end")
        parser.add_argument("--dir", type=Path, help="where certificates and letters go (VAR_DIR/demo)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError(_("演示数据只能写入演示环境，请设 DEMO_MODE=1；正式环境不接受演示账号。"))
        if options["accounts"]:
            self.print_accounts()
            return
        logging.getLogger("certification").setLevel(logging.WARNING)
        began = time.monotonic()
        stories = demo.missing()
        if stories:
            self.stdout.write(_("正在把 %(count)d 个虚构办件办到今天……") % {"count": len(stories)})
            demo.tell(stories, lambda number, story: self.progress(number, len(stories), story))
        written = demo.export(options["dir"] or settings.VAR_DIR / "demo")
        if stories or written:
            seconds = time.monotonic() - began
            self.stdout.write(
                _("[100%%] 演示数据就绪，用时 %(seconds).0f 秒。证书与文书：%(folder)s")
                % {"seconds": seconds, "folder": options["dir"] or settings.VAR_DIR / "demo"}
            )

    def progress(self, number: int, total: int, story: Story) -> None:
        self.stdout.write(f"[{number * 100 // total:3d}%] {story.title}")
        self.stdout.flush()

    def print_accounts(self) -> None:
        self.stdout.write(_("演示账号（人物与单位均为虚构）："))
        for account in people.accounts():
            self.stdout.write(f"  {pad(account.username, 16)}{pad(account.password, 18)}{account.role}")
        self.stdout.write(_("登录地址：%(url)s") % {"url": f"{settings.PUBLIC_BASE_URL}/accounts/login/"})
