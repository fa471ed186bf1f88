"""The embedded broker: kombu's filesystem transport, made safe to read while it is being written.

The stock transport opens a message under its final name and fills it afterwards, so a reader that looks in
between takes an empty file and the worker dies of it. Here a message appears whole, under its final name, and
is taken by a rename, which only one reader can win. Redis does the same across machines (``BROKER_URL``).
"""

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads


def transport_options(url: str, var_dir: Path) -> dict[str, Any]:
    """Options of the transport that ``url`` names; makes the folders of the embedded one."""
    if url.startswith("filesystem"):
        folders = {name: var_dir / "broker" / name for name in ("queue", "taken", "control")}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(folders["queue"]),
            "data_folder_out": str(folders["queue"]),  # one folder: what is sent is what is received
            "processed_folder": str(folders["taken"]),
            "control_folder": str(folders["control"]),
            "polling_interval": 0.2,
        }
    return {
        # Longer than any task may take (CELERY_TASK_TIME_LIMIT), or a running one would be handed out again.
        "visibility_timeout": 600,
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "socket_keepalive": True,
    }


class Channel(filesystem.Channel):
    """A queue is a folder; a message is a file ``<sequence>_<uuid>.<queue>.msg`` of JSON."""

    def _put(self, queue: str, payload: dict[str, Any], **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time.time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f"{name}.part")  # readers know only names that end in .msg
        try:
            draft.write_text(dumps(payload))
            draft.replace(draft.with_suffix(""))
        except OSError as error:
            raise filesystem.ChannelError(f"Cannot write {draft}: {error}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in sorted(Path(self.data_folder_in).iterdir()):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder, path.name)
            try:
                path.rename(taken)
            except FileNotFoundError:  # another reader was faster
                continue
            payload = loads(taken.read_text())
            taken.unlink()
            return payload
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"
