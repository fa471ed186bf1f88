"""Apps that only wire: static files without the engine's unused front end, and the platform's own checks."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """viewflow ships 48 MB of front end that we do not mount; collecting it would cost minutes."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow"]


class Platform(AppConfig):
    name = "config"
    label = "platform"

    def ready(self) -> None:
        from config import checks  # noqa: F401  registers itself; models must be loaded before
