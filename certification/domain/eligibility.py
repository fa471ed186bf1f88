"""Eligibility, rule by rule: evaluated on every save and again under lock at submission."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.functional import SimpleLazyObject

from certification.domain import dossiers, standing
from certification.models import Application
from certification.registry import Facts, Programme
from enterprises.bans import live_ban
from workflows import clock


def facts(application: Application) -> Facts:
    """What the rules look at, as of now. What few rules ask is looked up when one asks."""
    ban = live_ban(application.organisation_code, clock.today(), application.programme.party.family)
    programme = application.programme
    return Facts(
        dossier=dossiers.clean(programme, application.dossier),
        policy=application.policy,
        today=clock.today(),
        banned_until=ban.ends_on if ban else None,
        standing=_when_asked(lambda: standing.since(application)),
        filed=_when_asked(lambda: standing.filed(application)),
        party=_when_asked(lambda: programme.party.facts(application)),
    )


def _when_asked(find: Callable[[], Mapping[str, Any]]) -> Any:
    return SimpleLazyObject(find)


def evaluate(application: Application) -> dict[str, Any]:
    """A report that explains itself: ``{version, at, passed, national, shanghai, results: [{code, title,
    source, group, track, value, passed, remedy, section, ready, own}]}``. Conditions count through the
    rule of their minimum; ``ready`` and ``own`` are finding and value of a condition, be it claimed or not."""
    programme, seen = application.programme, facts(application)
    claiming = _claiming_all(programme, seen)
    results = []
    for rule in programme.rules:
        finding = rule.check(seen)
        own = rule.check(claiming) if rule.group == "condition" else finding
        results.append(
            {
                "code": rule.code,
                "title": str(rule.title),
                "source": rule.source,
                "group": rule.group,
                "track": rule.track,
                "value": str(finding.value),
                "passed": finding.passed,
                "remedy": rule.remedy,
                "section": rule.section,
                "ready": own.passed,
                "own": str(own.value),
            }
        )
    met = [r for r in results if r["group"] == "condition" and r["passed"]]
    return {
        "version": programme.rules_version,
        "at": clock.now().isoformat(timespec="seconds"),
        "passed": all(r["passed"] for r in results if r["group"] != "condition"),
        "national": sum(r["track"] == "national_group" for r in met),
        "shanghai": len(met),
        "results": results,
    }


def _claiming_all(programme: Programme, seen: Facts) -> Facts:
    """The same facts with every condition claimed."""
    section, field = programme.claims
    codes = [rule.code for rule in programme.rules if rule.group == "condition"]
    fields = {**seen.fields(section), field: codes}
    return replace(
        seen, dossier={**seen.dossier, section: {**seen.dossier.get(section, {}), "fields": fields}}
    )
