"""Whose cases a person sees here: those of the organisations they fill in for. Everybody else gets a 404."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.views.scope import viewer
from certification.domain import queries
from certification.models import Application, Status
from certification.registry import Section

__all__ = ["case_of", "section_of", "submitted_case", "viewer"]


def case_of(request: HttpRequest, pk: int) -> Application:
    """The case, drafts included."""
    return get_object_or_404(queries.of_applicant(viewer(request)), pk=pk)


def submitted_case(request: HttpRequest, pk: int) -> Application:
    """The case, unless it is a draft: a draft has nothing to follow."""
    application = case_of(request, pk)
    if application.status == Status.DRAFT:
        raise Http404
    return application


def section_of(application: Application, slug: str) -> Section:
    """The section of the programme's dossier named in the address."""
    try:
        return application.programme.section(slug)
    except KeyError as error:
        raise Http404 from error
