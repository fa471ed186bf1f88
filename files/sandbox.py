"""Opening hostile bytes in a child process that may not take much memory or time.

PDF and image libraries are C code fed by strangers: a bomb or a crash ends the child, not the server.
The scripts in ``files/sandboxed/`` stand alone, limit themselves first, read stdin and answer on stdout.
"""

import subprocess
import sys
from pathlib import Path

_SCRIPTS = Path(__file__).parent / "sandboxed"


class Failed(Exception):
    """The child crashed, refused, or hit its bounds."""


def run(script: str, data: bytes, *arguments: str, seconds: int = 20) -> bytes:
    """Feed ``data`` to ``files/sandboxed/<script>.py`` and return what it prints."""
    command = [sys.executable, "-I", str(_SCRIPTS / f"{script}.py"), *arguments]
    try:
        # Nothing of ours goes along: the environment holds the secret key and the database's password.
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env={})
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{script}: longer than {seconds} s") from error
    if done.returncode != 0:
        raise Failed(f"{script}: exit {done.returncode}")
    return done.stdout
