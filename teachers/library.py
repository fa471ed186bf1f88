"""The municipal faculty library (市级产教融合师资库): one profile a person, and what of it is public.

Whether somebody is in the library follows from a valid certificate and is the business of ``certification``;
here is only what the person chose to show and the tags the city keeps.
"""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import has_role
from accounts.models import User
from accounts.roles import Role
from teachers import access, quotas, showing
from teachers.models import ConsentKind, ConsentState, LibraryProfile, Nomination
from workflows import audit, clock
from workflows.errors import Refused


def profile_of(nomination: Nomination) -> LibraryProfile:
    """The stored profile of the person, or an unsaved empty one."""
    person = {"document_kind": nomination.document_kind, "document_number": nomination.document_number}
    return LibraryProfile.objects.filter(**person).first() or LibraryProfile(**person)


@transaction.atomic
def keep_choice(nomination: Nomination, public: Collection[str]) -> LibraryProfile:
    """Store what the person allows to be shown; the record says which keys, the person themselves chose."""
    profile, _made = LibraryProfile.objects.select_for_update().get_or_create(
        document_kind=nomination.document_kind, document_number=nomination.document_number
    )
    profile.public = list(public)
    _show(profile, nomination)
    data = {"public": profile.public, "nomination": nomination.pk}
    audit.record(profile.audit_chain, "library.public_chosen", by=None, data=data)
    return profile


@transaction.atomic
def describe(nomination: Nomination, *, introduction: str, talent_plan: str, by: User) -> LibraryProfile:
    """Introduction and talent-plan tag (人才计划), kept by the engaging school or the city. What is public of a
    person already is changed by a school only when the person has agreed to its nomination (``unagreed``)."""
    school = access.may_nominate(by, nomination.school)
    answer = school or has_role(by, Role.OFFICER, quotas.CITY)
    if not answer:
        raise Refused("forbidden", answer.reason)
    profile, _made = LibraryProfile.objects.select_for_update().get_or_create(
        document_kind=nomination.document_kind, document_number=nomination.document_number
    )
    if school and profile.is_listed and not _agreed(nomination):
        raise Refused("unagreed", _("此人的信息已在师资库公开，须本人同意本次推荐后方可修改。"))
    profile.introduction, profile.talent_plan = introduction, talent_plan
    _show(profile, nomination)
    audit.record(profile.audit_chain, "library.described", by=by, data={"nomination": nomination.pk})
    return profile


def _agreed(nomination: Nomination) -> bool:
    return nomination.consents.filter(kind=ConsentKind.NOMINEE, status=ConsentState.AGREED).exists()


def refresh(nomination: Nomination) -> None:
    """After a fact of the nomination has changed: what is shown follows."""
    profile = profile_of(nomination)
    if profile.pk:
        _show(profile, nomination)


def _show(profile: LibraryProfile, nomination: Nomination) -> None:
    """Fill the public columns from what the person chose; everything else in them is empty."""
    listed = showing.LIBRARY in profile.public

    def open_(key: str, value: str) -> str:
        return value if listed and key in profile.public else ""

    profile.is_listed = listed
    profile.shown_employer = open_("employer", nomination.employer_name)
    profile.shown_position = open_("position", nomination.position)
    profile.shown_level = open_("level", nomination.level)
    profile.shown_field = open_("field", nomination.field)
    profile.shown_talent_plan = open_("talent_plan", profile.talent_plan)
    profile.shown_introduction = open_("introduction", profile.introduction)
    profile.shows_teaching = listed and "teaching" in profile.public
    profile.updated_at = clock.now()
    profile.save()
