from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The face: design system, template tags, navigation registry. Imports none of our packages."""

    name = "ui"
    verbose_name = _("界面")

    def ready(self) -> None:
        from ui import checks  # noqa: F401  checks register themselves once the apps are loaded
