"""What the worker's printing costs, in a fresh process that holds what a worker holds."""

import subprocess
import sys

BUDGET_MB = 400
CHILD = """
import django, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
import config.celery, workflows.tasks
from documents import bench
for figure in bench.run():
    print(figure, flush=True)
print(f"{figure.resident_mb:.0f}")
"""


def report() -> list[str]:
    """Print the figures; returns what is over its budget."""
    print("\nprinting, as the worker does it")
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    *figures, resident = done.stdout.strip().splitlines()
    print("\n".join(figures))
    print(f"worker after all of it: {resident} MB resident (budget {BUDGET_MB})")
    return [f"worker: {resident} MB"] if int(resident) > BUDGET_MB else []
