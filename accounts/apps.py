from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "用户与单位"

    def ready(self) -> None:
        import_module("accounts.mail")  # registers the effect with the outbox
        import_module("accounts.menu")  # registers the menu entries
