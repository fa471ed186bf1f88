"""The enterprise as a party."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, OrganisationKind
from certification.parties import profile_fields, registered
from certification.registry import Party


def _enterprise(organisation: Organisation) -> Any:
    return getattr(organisation, "enterprise", None)


ENTERPRISE = Party(
    family="enterprise",
    kind=OrganisationKind.ENTERPRISE,
    noun="企业",
    profile="enterprises:profile",
    profile_title=_("企业信息"),
    has_profile=lambda organisation: _enterprise(organisation) is not None,
    suggestions=lambda case: profile_fields(_enterprise(case.organisation)),
    place=registered,
)
