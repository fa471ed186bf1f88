"""``manage.py init_site``: an empty site of one's own, with the city's offices and one person to begin with."""

import getpass
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from certification.domain import site
from workflows.errors import Refused


class Command(BaseCommand):
    help = "Open an empty site: offices, and the first administrator. Asks for what is not given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username")
        parser.add_argument("--name", help="the person's full name")
        parser.add_argument("--email")
        parser.add_argument("--generate", action="store_true", help="print a new password instead of asking")

    def handle(self, *args: Any, **options: Any) -> None:
        made = site.open_offices()
        self.stdout.write(_("单位：新建 %(count)d 个。") % {"count": len(made)})
        asks = sys.stdin.isatty()
        username = options["username"] or self.ask(_("管理员用户名："), asks, "--username")
        name = options["name"] or (self.ask(_("姓名："), asks, "--name") if asks else username)
        email = options["email"] or self.ask(_("邮箱："), asks, "--email")
        generated = secrets.token_urlsafe(15) if options["generate"] or not asks else ""
        password = generated or self.ask_password()
        try:
            site.appoint_first(username=username, name=name, email=email, password=password)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(_("管理员 %(username)s 已开通。") % {"username": username})
        if generated:
            self.stdout.write(_("密码（只显示这一次，请登录后修改）：%(password)s") % {"password": generated})

    def ask(self, question: str, asks: bool, option: str) -> str:
        if not asks:
            raise CommandError(_("请用 %(option)s 给出。") % {"option": option})
        return input(question).strip()

    def ask_password(self) -> str:
        first, second = getpass.getpass(_("密码：")), getpass.getpass(_("再输入一次："))
        if first != second:
            raise CommandError(_("两次输入的密码不一致，账号没有开通。请再运行一次。"))
        return first
