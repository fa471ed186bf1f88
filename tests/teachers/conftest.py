from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from teachers.models import Nomination, Post
from tests.factories.accounts import OrganisationFactory, member, uscc
from tests.factories.teachers import NominationFactory, PostFactory
from workflows import clock

NOW = datetime(2026, 3, 16, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def now(db: None) -> Iterator[None]:
    """Monday 2026-03-16, ten in the morning."""
    with clock.travel(NOW):
        yield


@pytest.fixture
def school() -> Organisation:
    return OrganisationFactory(
        kind=OrganisationKind.SCHOOL, code=uscc(35, kind="12"), name="上海临海示例理工大学（虚构）"
    )


@pytest.fixture
def clerk(school: Organisation) -> User:
    return member(Role.CLERK, school, name="学校示例（虚构）")


@pytest.fixture
def stranger() -> User:
    """A clerk too, but of another school."""
    other = OrganisationFactory(kind=OrganisationKind.SCHOOL, code=uscc(36, kind="12"))
    return member([Role.CLERK, Role.ORG_ADMIN], other)


@pytest.fixture
def post(school: Organisation) -> Post:
    return PostFactory(school=school)


@pytest.fixture
def nomination(post: Post, clerk: User) -> Nomination:
    return NominationFactory(post=post, name="林示例（虚构）", email="lin@example.com", created_by=clerk)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
