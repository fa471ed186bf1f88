import pytest

from tests.factories.accounts import UserFactory
from tests.factories.enterprises import BanFactory, EnterpriseFactory

pytestmark = pytest.mark.django_db


def test_bans_are_read_not_edited(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    ban = BanFactory()
    assert ban.uscc in client.get("/admin/enterprises/ban/").content.decode()
    assert client.get("/admin/enterprises/ban/add/").status_code == 403
    assert client.post(f"/admin/enterprises/ban/{ban.pk}/delete/").status_code == 403
    assert client.post(f"/admin/enterprises/ban/{ban.pk}/change/", {"reason": "x"}).status_code == 403


def test_how_rows_read():
    enterprise = EnterpriseFactory(organisation__name="甲（虚构）")
    assert (str(enterprise), enterprise.industry_name) == (
        "甲（虚构）",
        "制造业 · 计算机、通信和其他电子设备制造业",
    )
    assert str(BanFactory(uscc="X")) == "X · 2024-01-01–2028-12-31"
