"""Quotas are given on the configuration site and on record."""

from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from teachers import quotas
from teachers.models import Quota
from tests.factories.accounts import UserFactory
from workflows import audit


def test_a_number_is_given_and_changed_on_record(school: Organisation) -> None:
    boss = UserFactory(is_staff=True, is_superuser=True)
    site = Client()
    site.force_login(boss)
    told = {"school": school.pk, "rank": "B1", "year": 2026, "number": 7}
    assert site.post(reverse("admin:teachers_quota_add"), told).status_code == 302
    row = Quota.objects.get()
    assert site.post(reverse("admin:teachers_quota_change", args=[row.pk]), {"number": 9}).status_code == 302
    assert quotas.number(school, "B1", 2026) == 9
    assert [e.actor_id for e in audit.history(school.audit_chain) if e.action == "quota.set"] == [boss.pk] * 2
    assert (
        site.post(reverse("admin:teachers_quota_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    )
