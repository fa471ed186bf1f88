from importlib import import_module

from django.apps import AppConfig


class BasesConfig(AppConfig):
    name = "bases"
    verbose_name = "基地"

    def ready(self) -> None:
        import_module("bases.menu")  # registers the menu entry
