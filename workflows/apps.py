from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "流程引擎"

    def ready(self) -> None:
        from workflows import deadlines  # noqa: F401  # registers its effect; needs the models, so not above

        post_migrate.connect(_protect_audit, sender=self)


def _protect_audit(using: str, **kwargs: Any) -> None:
    """SQLite loses triggers when a migration rebuilds their table: put them back."""
    from workflows import audit_triggers  # with the models loaded, so not above

    connection = connections[using]
    if audit_triggers.TABLES.keys() <= set(connection.introspection.table_names()):
        audit_triggers.install(connection)
