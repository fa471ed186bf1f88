"""``python -m bench``: on SQLite and on PostgreSQL; with DATABASE_URL or --here, on the configured database alone."""

import os
import subprocess
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    if "--here" in arguments or os.environ.get("DATABASE_URL"):
        return here()
    again = [sys.executable, "-m", "bench", "--here"]
    sqlite = subprocess.run(again, cwd=ROOT, check=False).returncode
    postgres = subprocess.run([sys.executable, "scripts/postgres", *again], cwd=ROOT, check=False).returncode
    return sqlite or postgres


def here() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEMO_MODE", "1")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()
    from bench import pages, printing, steps
    from certification.stories.stage import scratch

    with scratch():
        over = [*steps.report(), *pages.report(), *printing.report()]
    for line in over:
        print(f"OVER BUDGET  {line}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
