"""Screens of the four families beyond the first programme's, found in the demonstration's data by what they show."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.models import Organisation, User
from accounts.roles import Role
from bases.models import Base, Project
from certification import registry
from certification.models import Application, Certificate, FollowUp, Status
from schools.models import Assessment, School
from teachers import consents
from teachers.models import Consent, Nomination
from workflows.models import WorkItem


@dataclass(frozen=True)
class Shot:
    """One screen as one person sees it. ``press`` is a control to press before the picture is taken."""

    name: str
    who: str
    path: str
    press: str = ""
    status: int = 200


def clerk_of(organisation: Organisation) -> str:
    """Somebody who fills in for it."""
    people = User.objects.filter(memberships__organisation=organisation, memberships__role=Role.ORG_ADMIN)
    return people.order_by("pk")[0].username


def families() -> Iterator[Shot]:
    """Guides, forms, queues' tasks, life-cycle pages."""
    yield Shot("family-library", "", "/faculty/library/")
    for programme in registry.first_programmes():
        yield Shot(f"family-guide-{programme.code}", "", f"/guide/{programme.slug}/")
    yield from cases()
    yield from tasks()
    yield from standings()
    yield from parties()


def cases() -> Iterator[Shot]:
    """Every section of a draft of each family, and a case under way and ended."""
    seen: set[str] = set()
    for case in Application.objects.select_related("organisation").order_by("-pk"):
        family, state = case.programme.party.family, "draft" if case.status == Status.DRAFT else case.status
        if f"{family}-{state}" in seen or case.programme.opener == "office":
            continue
        seen.add(f"{family}-{state}")
        who = clerk_of(case.organisation)
        yield Shot(f"family-{family}-{state}", who, f"/cases/{case.pk}/")
        if state == "draft":
            for section in case.programme.sections:
                yield Shot(
                    f"family-{family}-fill-{section.slug}", who, f"/cases/{case.pk}/fill/{section.slug}/"
                )
            yield Shot(f"family-{family}-evidence", who, f"/cases/{case.pk}/evidence/")
            yield Shot(f"family-{family}-check", who, f"/cases/{case.pk}/check/")


def tasks() -> Iterator[Shot]:
    """One open task of every step of every family."""
    seen: set[str] = set()
    items = (
        WorkItem.objects.filter(closed_at=None).exclude(role=Role.CLERK).select_related("process", "owner")
    )
    for item in items.order_by("pk"):
        case = item.process.artifact
        name = f"family-task-{case.programme.party.family}-{item.node}"
        people = User.objects.filter(
            memberships__organisation__code=item.unit, memberships__role=item.role
        ).order_by("pk")
        who = item.owner or people.first()
        if name not in seen and who is not None:
            seen.add(name)
            yield Shot(name, who.username, f"/desk/{item.process_id}/{item.node}/{item.task_id}/")


def standings() -> Iterator[Shot]:
    """The life of a certificate of each programme, for its holder and its office; duties in each state."""
    seen: set[str] = set()
    for row in Certificate.objects.filter(status="issued").select_related("organisation").order_by("-pk"):
        if row.programme_slug not in seen:
            seen.add(row.programme_slug)
            code, who = row.programme.code, clerk_of(row.organisation)
            yield Shot(f"family-life-{code}", who, f"/standing/{row.pk}/")
            yield Shot(f"family-verify-{code}", "", f"/verify/{row.number}/{row.code}/")
    holder = Certificate.objects.latest("pk").organisation
    yield Shot("family-standing", clerk_of(holder), "/standing/")
    yield Shot("family-register", "officer", "/office/register/")
    yield Shot("family-register-expiring", "officer", "/office/register/?state=expiring")
    last = Certificate.objects.filter(status="issued", programme_slug="benchmark-school").latest("pk")
    yield Shot("family-register-holder", "officer", f"/office/register/{last.pk}/")
    yield Shot("family-duties", "officer", "/office/register/duties/")
    for status in ("due", "filed", "accepted", "failed"):
        duty = FollowUp.objects.filter(status=status).order_by("-pk").first()
        if duty is not None:
            who = "officer" if status == "filed" else clerk_of(duty.application.organisation)
            yield Shot(f"family-duty-{status}", who, f"/standing/duties/{duty.pk}/")
    said = Application.objects.filter(statement__isnull=False).order_by("-pk")[0]
    yield Shot("family-exit-case", clerk_of(said.organisation), f"/cases/{said.pk}/")


def parties() -> Iterator[Shot]:
    """Pages the families keep of themselves."""
    company = Certificate.objects.filter(programme_slug="enterprise-recognition").latest("pk").organisation
    yield Shot("family-offset", clerk_of(company), f"/enterprise/{company.pk}/offset/")
    school = School.objects.order_by("pk")[0]
    who = clerk_of(school.organisation)
    yield Shot("family-school-profile", who, f"/school/{school.organisation_id}/")
    yield Shot("family-school-assessments", who, f"/school/{school.organisation_id}/assessment/")
    assessment = Assessment.objects.select_related("school__organisation").order_by("-pk")[0]
    at = f"/school/{assessment.school.organisation_id}/assessment/{assessment.year}/"
    yield Shot("family-school-assessment", clerk_of(assessment.school.organisation), at)
    nomination = Nomination.objects.select_related("school").order_by("-pk")[0]
    who, place = clerk_of(nomination.school), nomination.school_id
    for name, path in {
        "posts": "/faculty/",
        "board": f"/faculty/schools/{place}/board/",
        "post-new": f"/faculty/schools/{place}/posts/new/",
        "nomination": f"/faculty/nominations/{nomination.pk}/",
        "teaching": f"/faculty/nominations/{nomination.pk}/teaching/",
        "profile": f"/faculty/nominations/{nomination.pk}/profile/",
        "nominate": f"/faculty/posts/{nomination.post_id}/nominate/",
        "batch": f"/faculty/posts/{nomination.post_id}/batch/",
    }.items():
        yield Shot(f"family-faculty-{name}", who, path)
    asked = Consent.objects.filter(status="asked").order_by("-pk").first()
    if asked is not None:
        yield Shot("family-consent", "", f"/faculty/consent/{consents.token(asked)}/")
    base = Base.objects.filter(pk__in=Project.objects.values("base")).order_by("-pk")[0]
    who = clerk_of(base.school)
    for page in ("", "partners/", "milestones/", "budget/", "reports/"):
        yield Shot(f"family-base-{page.strip('/') or 'overview'}", who, f"/bases/{base.pk}/{page}")
    yield Shot("family-bases", who, "/bases/")
    yield Shot("family-base-procedures", who, f"/cases/base/{base.pk}/")
