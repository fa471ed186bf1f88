"""What is brought up to date before serving, and what a second start may skip."""

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from config import prepare


@pytest.fixture
def sources(settings: Settings, tmp_path: Path) -> Path:
    """One small folder of static files instead of everybody's."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.css").write_text("a{}")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder


def test_files_are_collected_when_one_has_changed_and_only_then(sources: Path, settings: Settings) -> None:
    assert prepare.collect_static() is True
    assert (settings.STATIC_ROOT / "a.css").read_text() == "a{}"
    assert prepare.collect_static() is False

    (sources / "b.css").write_text("b{}")
    assert prepare.collect_static() is True
    (sources / "a.css").unlink()
    assert prepare.collect_static() is True
    assert sorted(path.name for path in settings.STATIC_ROOT.glob("*.css")) == ["b.css"]  # nothing stale


def test_a_touched_file_moves_the_fingerprint(sources: Path) -> None:
    before = prepare.static_fingerprint()
    os.utime(sources / "a.css", ns=(1, 1))
    assert prepare.static_fingerprint() != before


@pytest.mark.parametrize("arguments", [[], ["--demo"]])
def test_the_demonstration_only_when_asked(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    done: list[str] = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: done.append(name))
    monkeypatch.setattr(prepare, "collect_static", lambda: done.append("static"))
    prepare.main(arguments)
    assert done == ["migrate", "static", *(["demo"] if arguments else [])]
