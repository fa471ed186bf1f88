"""The embedded broker: a message is whole or not there, and goes to one reader.

Kombu remembers bindings for the life of a process, so each test has a queue name of its own.
"""

import threading
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection
from kombu.transport import filesystem

from config import broker


def connection(folder: Path) -> Connection:
    return Connection("filesystem://", transport_options=broker.transport_options("filesystem://", folder))


def test_the_filesystem_scheme_is_ours(tmp_path: Path) -> None:
    assert isinstance(connection(tmp_path).transport, broker.Transport)


def test_messages_come_out_in_the_order_they_went_in_and_only_once(tmp_path: Path) -> None:
    with connection(tmp_path) as link, link.SimpleQueue("order") as queue:
        for number in range(20):
            queue.put({"id": number})
        got = []
        for _ in range(20):
            message = queue.get(timeout=1)
            message.ack()
            got.append(message.payload["id"])
        assert got == list(range(20))
        with pytest.raises(Empty):
            queue.get(block=False)
    assert list(tmp_path.glob("broker/*/*.msg*")) == []


def test_a_queue_does_not_take_the_messages_of_one_whose_name_ends_alike(tmp_path: Path) -> None:
    with (
        connection(tmp_path) as link,
        link.SimpleQueue("a.alike") as other,
        link.SimpleQueue("alike") as queue,
    ):
        other.put("other")
        with pytest.raises(Empty):
            queue.get(block=False)
        assert other.get(timeout=1).payload == "other"


def half_written(channel: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a reader gets who looks just when the writer has made the file and not yet filled it."""
    writing, looked = threading.Event(), threading.Event()

    def slowly(payload: Any) -> str:
        writing.set()
        assert looked.wait(5)
        return '{"whole": true}'

    monkeypatch.setattr(broker, "dumps", slowly)
    monkeypatch.setattr(filesystem, "dumps", slowly)
    writer = threading.Thread(target=channel._put, args=("bell", {}))
    writer.start()
    assert writing.wait(5)
    seen: list[Any] = []
    for _ in range(2):
        try:
            seen.append(channel._get("bell"))
        except Empty:
            seen.append(None)
        except ValueError:
            seen.append("torn")
        looked.set()
        writer.join()
    return seen


def test_a_reader_never_sees_half_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection(tmp_path) as link:
        assert half_written(link.default_channel, tmp_path, monkeypatch) == [None, {"whole": True}]


def test_negative_control_the_stock_transport_hands_out_half_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = broker.transport_options("filesystem://", tmp_path)
    with Connection(transport=filesystem.Transport, transport_options=options) as link:
        assert "torn" in half_written(link.default_channel, tmp_path, monkeypatch)


def test_many_readers_share_the_messages_without_a_double(tmp_path: Path) -> None:
    with connection(tmp_path) as link, link.SimpleQueue("crowd") as queue:
        for number in range(200):
            queue.put(number)
    got: list[int] = []

    def read() -> None:
        with connection(tmp_path) as own:
            channel = own.default_channel
            try:
                while True:
                    got.append(channel._get("crowd")["body"])
            except Empty:
                pass

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len(got) == 200


def test_a_full_disk_is_an_error_of_the_channel_which_the_outbox_survives(tmp_path: Path) -> None:
    with connection(tmp_path) as link:
        channel = link.default_channel
        (tmp_path / "broker" / "queue").rmdir()
        with pytest.raises(filesystem.ChannelError, match="Cannot write"):
            channel._put("bell", {})


def test_redis_hands_a_task_out_again_only_after_the_longest_task_is_over(settings: Any) -> None:
    options = broker.transport_options("redis://localhost:6379/0", Path("/nowhere"))
    assert options["visibility_timeout"] > settings.CELERY_TASK_TIME_LIMIT
