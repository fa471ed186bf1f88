"""The nominated person as a party: a school applies for them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationKind
from certification.domain import nominations
from certification.registry import Party
from teachers import dossier


def suggestions(application: Any) -> Mapping[str, Any]:
    """What the nomination and its records say of the dossier's fields."""
    nomination = application.nomination
    known: dict[str, Any] = {}
    for section in dossier.prefill(nomination).values() if nomination else ():
        known |= section
    return known


def printed(application: Any) -> Mapping[str, str]:
    """Words for the letter of appointment and the public notice: nothing of a person beyond what is public."""
    nomination = application.nomination
    return {
        "school": application.organisation.name,
        "employer": nomination.employer_name if nomination else "",
        "position": nomination.position if nomination else "",
        "level": str(nomination.get_level_display()) if nomination else "",
    }


PERSON = Party(
    family=nominations.FAMILY,
    kind=OrganisationKind.SCHOOL,
    noun="产业师资",
    profile="teachers:board",
    profile_title=_("推荐进度"),
    has_profile=lambda organisation: True,
    suggestions=suggestions,
    place=lambda application, told: (application.nomination.name, "", ""),
    printed=printed,
    facts=nominations.facts,
    interested=nominations.interested,
    begins="faculty:begin",
    code_label="",
    addressed=lambda application: f"{application.organisation.name}、{application.holder_name}",
)
