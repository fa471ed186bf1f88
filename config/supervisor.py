"""Runs web, worker and scheduler as one: ``python -m config.supervisor [web] [worker] [beat]`` (default all).

Each child leads its own process group, so a Ctrl-C at the terminal reaches the supervisor alone, which then asks
every child to end (SIGTERM) and after ``GRACE`` seconds makes it (SIGKILL to the whole group). A child that ends by
itself takes the others down: half a site is worse than none, and the exit status says so.
"""

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TextIO

GRACE = 15.0  # seconds between SIGTERM and SIGKILL
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass(frozen=True)
class Child:
    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


class Supervisor:
    """``run()`` returns the exit status: 0 when asked to stop, 1 when a child ended by itself."""

    def __init__(self, children: Iterable[Child], *, grace: float = GRACE, out: TextIO = sys.stdout) -> None:
        self.children = list(children)
        self.grace = grace
        self.out = out
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.pipes = selectors.DefaultSelector()
        self.stopping = False
        self.width = max(len(child.name) for child in self.children)

    def run(self) -> int:
        previous = {sig: signal.signal(sig, self._ask_to_stop) for sig in STOP_SIGNALS}
        try:
            for child in self.children:
                self._start(child)
            status = self._watch()
        finally:
            self._stop()
            for sig, handler in previous.items():
                signal.signal(sig, handler)
        return status

    def say(self, name: str, text: str) -> None:
        self.out.write(f"{name:<{self.width}} | {text}\n")
        self.out.flush()

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        process = subprocess.Popen(
            child.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | child.environment,
            process_group=0,
            preexec_fn=_end_with_parent,
        )
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        self.running[child.name] = process
        self.pipes.register(process.stdout, selectors.EVENT_READ, _Lines(child.name))

    def _watch(self) -> int:
        while not self.stopping:
            self._relay(timeout=0.2)
            for name, process in self.running.items():
                if process.poll() is not None:
                    self._relay(timeout=0)
                    self.say(name, f"ended by itself with status {process.returncode}; stopping the others")
                    return 1
        return 0

    def _relay(self, timeout: float) -> None:
        for key, _ in self.pipes.select(timeout):
            lines: _Lines = key.data
            chunk = os.read(key.fd, 65536)
            for line in lines.feed(chunk):
                self.say(lines.name, line)
            if not chunk:
                self.pipes.unregister(key.fileobj)

    def _stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + self.grace
        while time.monotonic() < deadline and any(p.poll() is None for p in self.running.values()):
            self._relay(timeout=0.1)
        for name, process in self.running.items():
            if process.poll() is None:
                self.say(name, f"did not end within {self.grace:g} s and is killed")
            _kill_group(process.pid)  # and whatever it left behind
            process.wait()
        self._relay(timeout=0)


class _Lines:
    """Cuts a child's output into lines; an unfinished one waits for its end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rest = b""

    def feed(self, chunk: bytes) -> list[str]:
        *whole, self.rest = (self.rest + chunk).split(b"\n")
        if not chunk and self.rest:
            whole, self.rest = [self.rest], b""
        return [line.decode(errors="replace") for line in whole]


def _end_with_parent() -> None:
    """Linux: should the supervisor itself be killed, the kernel asks its children to end."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def site(host: str, port: int) -> dict[str, Child]:
    """The three children of a site, by name."""
    celery = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]
    return {
        "web": Child(
            "web",
            [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"],
            {"HOST": host, "PORT": str(port)},
        ),
        "worker": Child("worker", [*celery, "worker", "--without-gossip", "--without-mingle"]),
        "beat": Child("beat", [*celery, "beat", "--pidfile="]),
    }


def main(names: Sequence[str]) -> int:
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    children = site(host, port)
    if unknown := set(names) - children.keys():
        sys.exit(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(children)}.")
    chosen = [children[name] for name in names or children]
    if children["web"] in chosen and not _free(host, port):
        sys.exit(f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 1}")
    return Supervisor(chosen).run()


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
