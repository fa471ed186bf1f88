from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CertificationConfig(AppConfig):
    name = "certification"
    verbose_name = _("认定")

    def ready(self) -> None:
        """Every module under ``certification.programmes`` registers what it declares; effects, the menu
        and the demonstration's people follow."""
        package = import_module("certification.programmes")
        for module in iter_modules(package.__path__):
            import_module(f"certification.programmes.{module.name}")
        import_module("certification.effects")
        import_module("certification.navigation")
        import_module("certification.stories.accounts")
