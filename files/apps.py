from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"
    verbose_name = "文件"

    def ready(self) -> None:
        if find_spec("workflows.outbox"):
            import_module("files.pages")  # registers the effect with the outbox
