"""Every story there is, of all families: what ``manage.py walkthrough`` names and the demonstration tells."""

from certification.stories import bases, enterprise, recognition, schools, teachers
from certification.stories.plots import Story

FAMILIES = (enterprise, recognition, teachers, schools, bases)
"""Modules with ``STORIES`` (told to their end) and ``WAITING`` (scenes that stay on somebody's desk)."""


def all_stories() -> dict[str, Story]:
    """Stories and scenes by name, in the order of the families."""
    found: dict[str, Story] = {}
    for module in FAMILIES:
        for story in [*module.STORIES.values(), *module.WAITING.values()]:
            if story.name in found:
                raise ValueError(f"two stories are called {story.name}")
            found[story.name] = story
    return found
