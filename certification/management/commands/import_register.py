"""``manage.py import_register FILE [--scans DIR] [--commit --by USER --second USER]``: holders of an older register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.models import User
from certification.domain import register_import
from certification.domain.register_import import Plan
from files import workbooks
from workflows.errors import Refused


class Command(BaseCommand):
    help = (
        "Check a workbook of holders certified before this register (dry run), or take them over with --commit. "
        "Told again it only adds what is missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the workbook (XLSX)")
        parser.add_argument("--scans", type=Path, help="folder with the scanned documents")
        parser.add_argument(
            "--template", action="store_true", help="write an empty workbook to FILE, and end"
        )
        parser.add_argument("--errors", type=Path, help="where the marked workbook goes (beside FILE)")
        parser.add_argument(
            "--commit", action="store_true", help="enter the rows; needs --scans, --by, --second"
        )
        parser.add_argument("--by", help="user name of the officer who enters them")
        parser.add_argument("--second", help="user name of the person who compared them with the documents")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["template"]:
            path.write_bytes(workbooks.template(register_import.layout(), _("历史名录导入")))
            self.stdout.write(_("模板已写入 %(path)s") % {"path": path})
            return
        scans: Path | None = options["scans"]
        if scans is not None and not scans.is_dir():
            raise CommandError(_("没有扫描件目录 %(path)s") % {"path": scans})
        try:
            data = path.read_bytes()
            plan = register_import.read(data, scans)
        except OSError as error:
            raise CommandError(_("无法读取 %(path)s") % {"path": path}) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.tell(plan)
        if plan.wrong:
            marked = options["errors"] or path.with_name(f"{path.stem}-待更正.xlsx")
            rows = [row.told() for row in plan.wrong]
            marked.write_bytes(
                workbooks.with_errors(register_import.layout(), rows, _("历史名录导入：待更正"))
            )
            raise CommandError(
                _("有 %(count)d 行需要更正，没有导入任何内容。待更正的行：%(path)s")
                % {"count": len(plan.wrong), "path": marked}
            )
        if not options["commit"]:
            self.stdout.write(_("核对完成，没有写入。确认后加 --commit --by 录入人 --second 核对人 导入。"))
            return
        self.commit(data, scans, options)

    def tell(self, plan: Plan) -> None:
        for row in plan.wrong:
            for message in row.errors.values():
                self.stdout.write(
                    _("第 %(row)d 行：%(message)s") % {"row": row.row.number, "message": message}
                )
        counts = {"all": len(plan.rows), "fresh": len(plan.fresh), "known": len(plan.known)}
        self.stdout.write(_("共 %(all)d 行，可导入 %(fresh)d 行，已导入过 %(known)d 行。") % counts)

    def commit(self, data: bytes, scans: Path | None, options: dict[str, Any]) -> None:
        if scans is None:
            raise CommandError(_("请用 --scans 给出扫描件目录，每一行都要有原文件的扫描件。"))
        by, second = self.person(options, "by"), self.person(options, "second")
        try:
            made = register_import.take_over(data, scans, by=by, second=second, note=options["file"].name)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        for row in made:
            self.stdout.write(f"{row.number}  {row.holder_name}")
        self.stdout.write(_("导入 %(count)d 个，标记为历史导入。") % {"count": len(made)})

    def person(self, options: dict[str, Any], option: str) -> User:
        found = User.objects.filter(username=options[option] or "", is_active=True).first()
        if found is None:
            raise CommandError(_("请用 --%(option)s 给出在用的用户名。") % {"option": option})
        return found
