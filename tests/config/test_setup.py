"""Set-up: what is missing is installed where we may, told in one line where we may not, and done only once."""

import importlib.machinery
import importlib.util
import json
import os
import re
import subprocess
import sys
from glob import glob
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, working on a folder of its own."""
    loader = importlib.machinery.SourceFileLoader("setup_script", str(ROOT / "scripts" / "setup"))
    spec = importlib.util.spec_from_loader("setup_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "setup_script", module)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    return module


def test_where_apt_is_not_allowed_one_line_says_what_to_run(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "apt_prefix", lambda: None)
    needs = [
        setup.Need("Pango", ["libpango-1.0-0", "fontconfig"], lambda: False),
        setup.Need("a font", ["fonts-noto-cjk"], lambda: True),
        setup.Need("fontconfig", ["fontconfig"], lambda: False),
    ]
    with pytest.raises(SystemExit) as refusal:
        setup.demand(needs)
    first, line = str(refusal.value).splitlines()
    assert first == "Missing: Pango, fontconfig. Run this line, then try again:"
    assert line == (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends fontconfig libpango-1.0-0"
    )


def test_where_apt_is_allowed_it_installs_just_what_is_missing(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stand-in for apt-get writes down how it was called and 'installs' by making a file."""
    programs, note = tmp_path / "bin", tmp_path / "installed"
    programs.mkdir()
    (programs / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {note}\n')
    (programs / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr(setup, "apt_prefix", list)
    arrives = setup.Need("Pango", ["libpango-1.0-0"], note.exists)
    assert setup.ensure([arrives, setup.Need("there", ["there"], lambda: True)]) == []
    assert note.read_text().splitlines() == [
        "update -q",
        "install -y -q --no-install-recommends libpango-1.0-0",
    ]
    never = setup.Need("unknown", ["no-such-package"], lambda: False)
    assert setup.ensure([never]) == [never]


def test_this_machine_has_what_it_needs(setup: ModuleType) -> None:
    assert [need.what for need in setup.SYSTEM if not need.present()] == []


def test_a_lock_that_is_installed_is_not_installed_again(setup: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / ".venv").mkdir()
    lock = tmp_path / "requirements" / "run.txt"
    lock.write_text("")
    stamp = tmp_path / ".venv" / "installed.json"
    fingerprint = setup.hashlib.sha256(b"").hexdigest()
    stamp.write_text(json.dumps({"run": fingerprint, "dev": "whatever"}))
    setup.dependencies(["run"])  # there is no pip here: to touch it would fail
    lock.write_text("another==1")
    with pytest.raises(FileNotFoundError):
        setup.dependencies(["run"])
    assert not stamp.exists()  # an installation that broke off is not taken for one that ended


@pytest.mark.parametrize("name", ["run", "dev"])
def test_locks_are_exact_hashed_and_name_no_address(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert "://" not in text
    requirements = re.findall(r"^[a-z].*?(?=^[a-z]|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(requirements) > 30
    for requirement in requirements:
        assert re.match(
            r"[a-z0-9._-]+(\[[a-z,-]+\])?==\S+ \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+$", requirement
        )


def test_the_two_locks_agree_on_what_they_share() -> None:
    run, dev = (
        dict(
            re.findall(
                r"^([a-z0-9._-]+)(?:\[[a-z,-]+\])?==(\S+)",
                (ROOT / "requirements" / f"{name}.txt").read_text(),
                re.M,
            )
        )
        for name in ("run", "dev")
    )
    assert {name: version for name, version in dev.items() if run.get(name, version) != version} == {}


@pytest.mark.skipif(not glob("/usr/lib/postgresql/*/bin/initdb"), reason="no PostgreSQL programs here")
def test_a_throw_away_postgres_is_there_for_one_command_and_gone_after_it(tmp_path: Path) -> None:
    source = (ROOT / "scripts" / "postgres").read_text()
    script = tmp_path / "postgres"
    script.write_text(re.sub(r"LOCAL_SERVERS = .*", "LOCAL_SERVERS = ()", source))
    ask = (
        "import os, environ, psycopg; c = environ.Env().db();"
        "row = psycopg.connect(host=c['HOST'], user=c['USER'], dbname='postgres').execute('SELECT 6 * 7').fetchone();"
        "print(c['HOST'], row[0]); raise SystemExit(5)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    ended = subprocess.run(
        [sys.executable, script, sys.executable, "-c", ask], env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 5, ended.stderr
    folder, answer = ended.stdout.split()
    assert answer == "42"
    assert not Path(folder).exists()
