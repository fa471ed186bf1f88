from importlib import import_module

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        import_module("files.pages")  # registers the effect with the outbox
