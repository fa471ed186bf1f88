from importlib import import_module

from django.apps import AppConfig


class TeachersConfig(AppConfig):
    name = "teachers"
    verbose_name = "产业师资"

    def ready(self) -> None:
        import_module("teachers.bulk")  # registers the effect with the outbox
        import_module("teachers.menu")  # registers the menu entry
