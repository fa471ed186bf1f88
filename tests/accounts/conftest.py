from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, User
from accounts.roles import Role
from tests.factories.accounts import OrganisationFactory, member


@pytest.fixture
def company(db: None) -> Organisation:
    return OrganisationFactory(name="示例精密（上海）有限公司（虚构）")


@pytest.fixture
def admin(company: Organisation) -> User:
    """The company's administrator, clerk as well, as an approved claim leaves them."""
    return member([Role.ORG_ADMIN, Role.CLERK], company, name="管理示例（虚构）")


@pytest.fixture
def clerk(company: Organisation) -> User:
    return member(Role.CLERK, company, name="申报示例（虚构）")


@pytest.fixture
def stranger(db: None) -> User:
    """An administrator too, but of another company."""
    return member([Role.ORG_ADMIN, Role.CLERK], OrganisationFactory(), name="外人示例（虚构）")


@pytest.fixture
def officer(db: None) -> User:
    return member(Role.OFFICER, "SH-FGW", name="主办示例（虚构）")


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which a person is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture
def queries_of() -> Callable[[Client, str], int]:
    """How many queries a page takes, the frame's menu included."""

    def count(browser: Client, url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    return count
