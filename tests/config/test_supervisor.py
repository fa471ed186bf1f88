"""The supervisor with children made of a few lines of Python: all start, all stop, none is left behind."""

import io
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.supervisor import Child, Supervisor, main

SLEEPER = "import time\nprint('ready')\ntime.sleep(60)"
DEAF = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('ready')\ntime.sleep(60)"


def child(name: str, script: str) -> Child:
    return Child(name, [sys.executable, "-u", "-c", script])


def run_until(
    supervisor: Supervisor, out: io.StringIO, seen: Callable[[str], bool], sig: int = signal.SIGINT
) -> int:
    """Run in this thread (signals need it); another sends ``sig`` as soon as the output satisfies ``seen``."""

    def interrupt() -> None:
        patience = time.monotonic() + 20
        while not seen(out.getvalue()) and time.monotonic() < patience:
            time.sleep(0.02)
        os.kill(os.getpid(), sig)

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        return supervisor.run()
    finally:
        thread.join()


def all_ready(count: int) -> Callable[[str], bool]:
    return lambda text: text.count("ready") == count


def ended(pid: int) -> bool:
    """Whether the process is over within a moment (an orphan may stay a zombie until init looks)."""
    patience = time.monotonic() + 5
    while time.monotonic() < patience:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_stops_every_child_and_the_exit_is_clean(sig: int) -> None:
    out = io.StringIO()
    supervisor = Supervisor([child("web", SLEEPER), child("worker", SLEEPER)], out=out)
    before = time.monotonic()
    assert run_until(supervisor, out, all_ready(2), sig) == 0
    assert time.monotonic() - before < 10
    assert sorted(out.getvalue().splitlines()) == ["web    | ready", "worker | ready"]
    assert all(ended(process.pid) for process in supervisor.running.values())


def test_children_lead_their_own_groups_so_a_terminal_ctrl_c_passes_them_by() -> None:
    out = io.StringIO()
    script = "import os, time\nprint('ready', os.getpgrp() == os.getpid())\ntime.sleep(60)"
    assert run_until(Supervisor([child("web", script)], out=out), out, all_ready(1)) == 0
    assert out.getvalue() == "web | ready True\n"


def test_a_child_that_ends_takes_the_others_down_and_says_which_it_was() -> None:
    out = io.StringIO()
    script = "import sys\nprint('no such database')\nsys.exit(3)"
    supervisor = Supervisor([child("web", SLEEPER), child("worker", script)], out=out)
    assert supervisor.run() == 1
    lines = out.getvalue().splitlines()
    assert "worker | no such database" in lines
    assert "worker | ended by itself with status 3; stopping the others" in lines
    assert all(ended(process.pid) for process in supervisor.running.values())


def test_a_deaf_child_is_killed_with_its_whole_group_when_the_grace_is_over(tmp_path: Path) -> None:
    """Negative control of the polite way: this child ignores SIGTERM, and so does the one it started."""
    out, note = io.StringIO(), tmp_path / "pid"
    script = textwrap.dedent(
        f"""
        import pathlib, subprocess, sys
        inner = subprocess.Popen([sys.executable, "-u", "-c", {DEAF!r}])
        pathlib.Path({str(note)!r}).write_text(str(inner.pid))
        """
    )
    supervisor = Supervisor([child("worker", script + DEAF)], grace=0.5, out=out)
    assert run_until(supervisor, out, all_ready(2)) == 0
    assert "worker | did not end within 0.5 s and is killed" in out.getvalue()
    assert ended(int(note.read_text()))


def test_a_supervisor_that_is_killed_outright_leaves_nobody_behind(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    inner = (
        f"import os, pathlib, time\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    )
    outer = (
        "import sys; from config.supervisor import Child, Supervisor;"
        f"Supervisor([Child('web', [sys.executable, '-c', {inner!r}])]).run()"
    )
    process = subprocess.Popen([sys.executable, "-c", outer])
    while not (note.exists() and note.read_text()):
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert ended(int(note.read_text()))


def test_output_is_relayed_by_the_line_even_when_the_last_one_is_unfinished() -> None:
    out = io.StringIO()
    script = "import sys, time\nprint('half', end='')\ntime.sleep(.3)\nprint(' a line\\nrest', end='')"
    assert Supervisor([child("web", script)], out=out).run() == 1
    assert out.getvalue().splitlines()[:2] == ["web | half a line", "web | rest"]


def test_a_busy_port_is_named_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=f"Port {port} is in use.*make run PORT={port + 1}"):
            main([])


def test_an_unknown_part_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SystemExit, match="Unknown: wrok. Known: web, worker, beat."):
        main(["wrok"])
