"""Every view of a school fetches through here, so that a stranger gets a 404 and learns nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Organisation, User
from teachers import access
from teachers.models import Nomination, Post
from workflows.errors import Refused


def viewer(request: HttpRequest) -> User:
    """The signed-in person; views here stand behind ``login_required``."""
    assert isinstance(request.user, User)
    return request.user


def school(request: HttpRequest, pk: int) -> Organisation:
    return get_object_or_404(access.schools_of(viewer(request)), pk=pk)


def post(request: HttpRequest, pk: int) -> Post:
    return get_object_or_404(access.posts_of(viewer(request)), pk=pk)


def nomination(request: HttpRequest, pk: int) -> Nomination:
    return get_object_or_404(access.nominations_of(viewer(request)), pk=pk)


def tried(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Do what a single button asks for and say how it went on the page one returns to."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, done)
    return True
