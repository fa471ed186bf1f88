"""The commands as an operator runs them: what they print, what they refuse, how they end."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from accounts.demo import accounts
from accounts.models import Organisation, User
from certification import registry
from certification.management.commands import init_site
from certification.models import Application, Certificate, CertificateStatus, Status
from certification.stories import catalogue, demo, stage
from certification.stories.cast import STAFF
from certification.stories.columns import pad
from certification.stories.enterprise import STORIES, WAITING
from enterprises.codes import DISTRICTS
from tests.factories.certification import Swift, case_at, tell
from tests.factories.certification import stage as people_on_stage
from workflows import clock, inbox, outbox
from workflows.models import WorkItem

OTHERS = {"jxw", "rsj", "edu-decider", "hr-intake", "hr-officer", "hr-decider", "agency", "evaluator"}
"""Accounts of offices that A1 does not ask."""


@pytest.fixture(autouse=True)
def _log_levels() -> Iterator[None]:
    """A command quietens the product's log for its own process; here the process goes on."""
    logger = logging.getLogger("certification")
    level = logger.level
    yield
    logger.setLevel(level)


def run(name: str, *arguments: str, **options: Any) -> str:
    """What a command prints."""
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, **options)
    return out.getvalue()


class TestWalkthrough:
    def test_json_lines_on_a_database_of_their_own(
        self, django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> None:
        with django_db_blocker.unblock():
            name = connection.settings_dict["NAME"]
            before = Application.objects.count(), User.objects.count()
            lines = [
                json.loads(line) for line in run("walkthrough", "refused-at-intake", "--json").splitlines()
            ]
            assert connection.settings_dict["NAME"] == name
            assert (Application.objects.count(), User.objects.count()) == before
        assert [set(line) for line in lines] == [
            {
                "story",
                "step",
                "node",
                "actor",
                "department",
                "from",
                "to",
                "at",
                "working_days_left",
                "note",
            }
        ] * 2
        first, second = lines
        assert (first["step"], first["node"], first["from"], first["to"]) == (
            1,
            "submit",
            "draft",
            "submitted",
        )
        assert second["department"] == "示例市教育委员会（虚构）"
        assert (second["to"], second["working_days_left"]) == ("not_accepted", 3)

    def test_the_stories_have_names(self) -> None:
        listed = run("walkthrough", "--list")
        for name in (
            "happy-path",
            "itemised-correction",
            "merged-correction",
            "refused-at-intake",
            "one-objection",
            "withdrawal",
            "take-back",
        ):
            assert name in listed
        with pytest.raises(CommandError, match="没有这个故事。可选：happy-path"):
            run("walkthrough", "no-such-story")
        with pytest.raises(CommandError):
            run("walkthrough")

    def test_never_beside_production(self, settings: Any) -> None:
        settings.SECRET_KEY_GIVEN, settings.DEBUG, settings.DEMO_MODE = True, False, False
        with pytest.raises(CommandError, match="正式环境不演示虚构的办件"):
            run("walkthrough", "withdrawal")

    def test_rights_that_are_missing_are_named(
        self, monkeypatch: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: DjangoDbBlocker
    ) -> None:
        def denied(**_options: Any) -> None:
            raise SystemExit(2)

        monkeypatch.setattr(connection.creation, "create_test_db", denied)
        with django_db_blocker.unblock(), pytest.raises(CommandError, match="建库权限"):
            run("walkthrough", "withdrawal")

    def test_a_table_for_people(self, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
        """Told on the test's own database: the table is what is looked at."""
        from contextlib import nullcontext

        from certification.management.commands import walkthrough

        monkeypatch.setattr(walkthrough, "scratch", nullcontext)
        swift = {story.name: replace(story, tale=Swift) for story in catalogue.all_stories().values()}
        monkeypatch.setattr(catalogue, "all_stories", lambda: swift)
        title, *rows = run("walkthrough", "withdrawal").splitlines()
        assert title == "withdrawal  受理后撤回"
        assert rows[1].split()[0] == "2"
        assert "王受理（虚构）" in rows[1]
        assert "剩 3 个工作日" in rows[1]

    def test_chinese_takes_two_columns(self) -> None:
        assert pad("受理", 6) == "受理  "
        assert pad("intake", 3) == "intake"


class TestDemo:
    @pytest.fixture(autouse=True)
    def _demonstration(self, settings: Any, tmp_path: Path) -> None:
        settings.DEMO_MODE, settings.VAR_DIR = True, tmp_path

    @pytest.fixture
    def two_stories(self, monkeypatch: pytest.MonkeyPatch) -> None:
        two = {"happy-path": STORIES["happy-path"], "draft": WAITING["draft"]}
        monkeypatch.setattr(catalogue, "all_stories", lambda: two)

    def test_only_on_a_demonstration_site(self, settings: Any) -> None:
        settings.DEMO_MODE = False
        with pytest.raises(CommandError, match="DEMO_MODE=1"):
            run("demo")

    @pytest.mark.django_db
    def test_told_once_exported_and_told_again_nothing(
        self, two_stories: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = run("demo").splitlines()
        assert first[0] == "正在把 2 个虚构办件办到今天……"
        assert first[1:3] == ["[  0%] 全流程通过并发证", "[ 50%] 填写中的申报"]
        assert first[3].startswith("[100%] 演示数据就绪")
        (paper,) = (tmp_path / "demo" / "certificates").glob("*.pdf")
        assert paper.name == "SHCJ-A1-" + paper.name[8:12] + "-00001-" + paper.name[-5] + ".pdf"
        assert not (tmp_path / "demo" / "letters").exists(), "letters are the worker's"
        outbox.drain(raise_errors=True)
        assert "[100%]" in run("demo"), "what the worker has printed meanwhile is written too"
        assert len(list((tmp_path / "demo" / "letters").glob("*.pdf"))) == 2
        assert sorted(Application.objects.values_list("status", flat=True)) == [Status.DRAFT, Status.GRANTED]
        assert all(a.created_at <= clock.now() for a in Application.objects.all())
        assert run("demo") == ""
        paper.unlink()
        assert "[100%]" in run("demo"), "papers are written again when somebody took them away"
        assert Application.objects.count() == 2
        assert run("invariants") == "2 cases: every invariant holds\n"
        verdict = run("verify_certificate", str(paper))
        assert verdict.startswith("有效 SHCJ-A1-")
        told = json.loads(run("verify_certificate", str(paper), "--json"))
        assert (told["valid"], told["file"]) == (True, str(paper))

    @pytest.mark.django_db
    def test_a_story_that_was_interrupted_is_told_anew(
        self, monkeypatch: pytest.MonkeyPatch, two_stories: None
    ) -> None:
        swift = {story.name: replace(story, tale=Swift) for story in catalogue.all_stories().values()}
        monkeypatch.setattr(catalogue, "all_stories", lambda: swift)

        def interrupted(*_args: Any, **_more: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as power_cut:
            power_cut.setattr(Swift, "submit", interrupted)
            with pytest.raises(KeyboardInterrupt):
                demo.tell(demo.missing(), lambda number, story: None)
        assert not Application.objects.exists(), "whole or not at all"
        assert [story.name for story in demo.missing()] == ["happy-path", "draft"]
        demo.tell(demo.missing(), lambda number, story: None)
        assert demo.missing() == []

    def test_one_account_a_role(self) -> None:
        table = run("demo", "--accounts")
        for username in (
            "nursing-clerk",
            "intake",
            "pudong",
            "lingang",
            "czj",
            "officer",
            "expert1",
            "decider",
        ):
            assert f"  {username} " in table
        assert "http://" in table
        assert [account.username for account in accounts()][:3] == [
            "print-clerk",
            "nursing-clerk",
            "robot-clerk",
        ]

    @pytest.mark.django_db
    def test_the_scenes_leave_work_on_every_desk(self) -> None:
        people = people_on_stage()
        for scene in WAITING.values():
            tell(scene, people)
        office = {username for username, _name, _posts, about in STAFF if about} - {"sysadmin"} - OTHERS
        idle = [
            username
            for username in sorted(office)
            if not username.endswith("-clerk")
            and not inbox.waiting(people[username], people[username].desks).exists()
        ]
        assert idle == []
        nodes = set(WorkItem.objects.filter(closed_at=None).values_list("node", flat=True))
        assert nodes == {
            "amend",
            "intake",
            "district_opinion",
            "joint_opinion",
            "joint_merge",
            "joint_settle",
            "panel",
            "score",
            "deliberation",
            "publicity",
            "decision",
        }
        late = WorkItem.objects.filter(closed_at=None, due_at__lt=clock.now()).values_list("node", flat=True)
        assert {"intake", "district_opinion", "joint_opinion"} <= set(late)
        assert Application.objects.filter(status=Status.DRAFT).get().holder_name.startswith("上海塑成")
        on_notice = Application.objects.filter(status=Status.PUBLICISED, process__items__node="publicity")
        assert len({case.notice_entry.notice_id for case in on_notice}) == 2, (
            "one runs, with two entries; one has ended"
        )


class TestVerify:
    def test_what_is_no_certificate_ends_with_one(self, db: None, tmp_path: Path) -> None:
        path = tmp_path / "文件.pdf"
        path.write_bytes(b"%PDF-1.7 nothing")
        out = io.StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("verify_certificate", str(path), stdout=out)
        assert end.value.code == 1
        assert out.getvalue() == "无效\n文件已损坏，无法读取。\n"

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="不能读取文件"):
            run("verify_certificate", str(tmp_path / "nowhere.pdf"))


class TestInvariants:
    @pytest.mark.django_db
    def test_the_broken_case_is_named(self) -> None:
        tale = case_at("issue")
        Certificate.objects.update(status=CertificateStatus.VOID)
        out = io.StringIO()
        with pytest.raises(CommandError, match="invariants broken"):
            call_command("invariants", stdout=out)
        assert f"certificates  case {tale.case.pk}" in out.getvalue()


class TestInitSite:
    ANSWERS = ("--username", "wu-admin", "--email", "wu@example.org")

    @pytest.fixture(autouse=True)
    def _no_terminal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO())

    @pytest.mark.django_db
    def test_offices_and_a_password_shown_once(self) -> None:
        said = run("init_site", *self.ANSWERS)
        assert f"单位：新建 {10 + 2 * len(DISTRICTS)} 个。" in said
        password = said.split("：")[-1].strip()
        assert len(password) == 20
        assert User.objects.get(username="wu-admin").check_password(password)
        assert not User.objects.filter(email__endswith="demo.invalid").exists()
        with pytest.raises(CommandError, match="已经有系统管理员"):
            run("init_site", *self.ANSWERS)

    @pytest.mark.django_db
    def test_what_is_missing_or_wrong_is_named(self) -> None:
        with pytest.raises(CommandError, match="请用 --username 给出。"):
            run("init_site")
        with pytest.raises(CommandError, match="Email"):
            run("init_site", "--username", "wu-admin", "--email", "nowhere")
        assert Organisation.objects.filter(code="SH-FGW").exists(), (
            "the offices stand; the account may be tried again"
        )

    @pytest.mark.django_db
    def test_on_a_terminal_it_asks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers = iter(["wu-admin", "吴示例（虚构）", "wu@example.org"])
        secrets = iter(
            ["zheng-chang-2026-mima", "bu-yi-yang-2026", "zheng-chang-2026-mima", "zheng-chang-2026-mima"]
        )
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda question: next(answers))
        monkeypatch.setattr(init_site.getpass, "getpass", lambda question: next(secrets))
        with pytest.raises(CommandError, match="两次输入的密码不一致"):
            run("init_site", *self.ANSWERS, "--name", "吴示例（虚构）")
        assert "密码" not in run("init_site")
        assert User.objects.get(username="wu-admin").check_password("zheng-chang-2026-mima")


def test_a_scratch_database_is_never_the_configured_one(
    monkeypatch: pytest.MonkeyPatch, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    monkeypatch.setattr(connection.creation, "create_test_db", lambda **options: None)
    monkeypatch.setattr(connection.creation, "destroy_test_db", lambda *args, **options: None)
    with django_db_blocker.unblock(), pytest.raises(CommandError, match="同名"), stage.scratch():
        pass


class TestFlows:
    def test_a_programme_names_tasks_offices_steps_and_limits(self) -> None:
        lines = run("flows", "A1").splitlines()
        assert lines[0] == "A1      产教融合型企业建设培育  tasks 12 13  EnterpriseFlow v1"
        assert lines[1] == "        lead SH-FGW; departments SH-FGW SH-JW SH-GZW SH-CZJ SH-SWJ"
        assert lines[2] == "          5 wd  受理  市教委受理窗口"
        assert "         15 wd  专家评审  随机抽取的评审专家  (专家评审不计入承诺时限)" in lines

    def test_every_flow_of_the_programmes_is_sound(self) -> None:
        told = run("flows", "--check", "certification.")
        flows = {programme.flow for programme in registry.all_programmes()}
        assert told.count("  sound\n") == len(flows)
