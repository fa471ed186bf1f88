"""The probes as Django system checks: ``manage.py check`` prints what is missing and how to get it.

What the site can still start without is a warning, so that no command is blocked by a missing font;
``manage.py check --fail-level WARNING`` makes a deployment stop on it. Unsafe settings are errors of
``manage.py check --deploy``.
"""

from typing import Any

from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register

from config import probes, production


@register("platform")
def platform(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """platform.W_<probe>: broken; platform.I_<probe>: works, but somebody should know."""
    kinds = {probes.BROKEN: (Warning, "W"), probes.NOTICE: (Info, "I")}
    messages: list[CheckMessage] = []
    for name, finding in probes.look_all().items():
        if finding.state in kinds and name != "settings":  # those are errors of --deploy, below
            kind, letter = kinds[finding.state]
            messages.append(kind(finding.message, hint=finding.remedy, id=f"platform.{letter}_{name}"))
    return messages


@register(Tags.security, deploy=True)
def safe_for_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """platform.E_<code>: a production site refuses to start with it."""
    return [Error(p.message, hint=p.remedy, id=f"platform.E_{p.code}") for p in production.problems()]
