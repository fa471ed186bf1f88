"""What the register says of an organisation changes with its reason; what stays the same leaves no trace."""

import pytest

from accounts.domain import organisations
from tests.factories.accounts import UserFactory
from workflows import audit

pytestmark = pytest.mark.django_db


def test_a_new_name_is_on_record_with_the_old(company):
    officer = UserFactory()
    fresh = organisations.amend(
        company,
        by=officer,
        reason="同意变更",
        source="CJ2026-00001",
        name="新名示例（虚构）",
        district=company.district,
    )
    company.refresh_from_db()
    assert (fresh.name, company.name) == ("新名示例（虚构）", "新名示例（虚构）")
    entry = audit.history(company.audit_chain).get()
    assert (entry.action, entry.actor, entry.source, entry.reason) == (
        "organisation.amended",
        officer,
        "CJ2026-00001",
        "同意变更",
    )
    assert entry.data == {
        "before": {"name": "示例精密（上海）有限公司（虚构）"},
        "after": {"name": "新名示例（虚构）"},
    }


def test_the_same_again_changes_nothing(company):
    organisations.amend(company, by=UserFactory(), reason="r", source="s", name=company.name)
    assert not audit.history(company.audit_chain).exists()


def test_code_and_kind_are_not_amended(company):
    with pytest.raises(TypeError, match="code"):
        organisations.amend(company, by=UserFactory(), reason="r", source="s", code="X")
