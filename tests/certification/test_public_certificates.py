"""证书查验: number and code together, or one answer that says nothing."""

import time
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from certification.domain import register
from certification.models import Certificate
from certification.views.public_certificates import MISSES
from certification.views.throttle import Throttle
from tests.certification import docket
from tests.certification.house import browser, issued, queries, stage, words
from tests.factories.workflows import at
from workflows import transitions

pytestmark = pytest.mark.django_db

NO_MATCH = "没有找到与该编号和核验码一致的证书。"
VERIFY = "/verify/"


@pytest.fixture
def certificate() -> Certificate:
    with at("2026-09-21 10:00"):
        return issued(stage())[1]


def ask(client: Client, number: str, code: str, **extra: str):
    return client.post(VERIFY, {"number": number, "code": code}, **extra)


def page_of(certificate: Certificate) -> str:
    return reverse("public:certificate", args=[certificate.number, certificate.code])


class TestAMatch:
    def test_leads_to_the_page_the_qr_code_points_to(self, client: Client, certificate: Certificate) -> None:
        response = ask(client, certificate.number, certificate.code)
        assert (response.status_code, response.url) == (302, page_of(certificate))
        assert certificate.content["verify_url"].endswith(page_of(certificate))

    def test_shows_what_the_register_holds_and_nothing_of_a_person(
        self, client: Client, certificate: Certificate
    ) -> None:
        response = client.get(page_of(certificate))
        said = words(response)

        assert response.status_code == 200
        assert "上海云岚示例智能装备有限公司（虚构）" in said
        assert certificate.number in said
        assert certificate.content["uscc"] in said
        assert f"起始日期 {certificate.valid_from.year}年" in said
        assert "状态 有效" in said
        assert "终止日期 未设终止日期" in said
        assert certificate.pdf_sha256 in said
        assert len(certificate.pdf_sha256) == 64
        for private in ("方申报", "021-00000000", certificate.application.number):
            assert private not in said
        assert certificate.file.path.name not in response.content.decode().replace(certificate.pdf_sha256, "")

    def test_is_kept_by_nobody(self, client: Client, certificate: Certificate) -> None:
        response = client.get(page_of(certificate))
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()

    @pytest.mark.parametrize(
        "typed",
        [
            lambda n, c: (n.lower(), c.lower()),
            lambda n, c: (n.replace("-", " "), c.replace("-", "")),
            lambda n, c: (f"  {n} ", f" {c}  "),
            lambda n, c: (n.replace("-", "－"), c.replace("-", "–")),
            lambda n, c: (n.replace("00001", "OOOO1").replace("2026", "2O26"), c.replace("0", "O")),
            lambda n, c: (n.replace("A1", "AI").replace("00001", "0000l"), c.replace("1", "l")),
        ],
    )
    def test_forgives_how_it_was_typed(self, client: Client, certificate: Certificate, typed) -> None:
        response = ask(client, *typed(certificate.number, certificate.code))
        assert (response.status_code, response["Location"]) == (302, page_of(certificate))

    def test_costs_the_same_few_queries_whatever_the_register_holds(self) -> None:
        cast = stage()
        _tale, first = issued(cast)
        alone = queries(browser(), page_of(first))
        issued(cast, "chip")
        issued(cast, "pharma")
        assert queries(browser(), page_of(first)) == alone <= 3


class TestNoMatch:
    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("SHCJ-A1-2026-00001-A", "0000-0000-0000-0000-0000"),
            ("SHCJ-A1-2026-00009-X", "7Q2M-K0TX-7Q2M-K0TX-7Q2M"),
            ("随便写写", "<script>alert(1)</script>"),
            ("' OR 1=1 --", "\x00"),
            ("A" * 80, "B" * 80),
        ],
    )
    def test_is_one_answer_for_every_reason(
        self, client: Client, certificate: Certificate, number: str, code: str
    ) -> None:
        response = ask(client, number, code)
        assert response.status_code == 200
        assert response.context["form"].non_field_errors() in ([NO_MATCH], [])
        assert "<script>alert" not in response.content.decode()
        assert certificate.holder_name not in words(response)

    def test_the_right_number_with_a_wrong_code_reads_like_a_number_that_does_not_exist(
        self, client: Client, certificate: Certificate
    ) -> None:
        wrong = certificate.code[:-1] + ("0" if certificate.code[-1] != "0" else "1")
        pages = [
            ask(client, number, wrong).content.decode().replace(number, "")
            for number in (certificate.number, "SHCJ-A1-2026-00002-8")
        ]
        assert NO_MATCH in pages[0]
        strip = [
            page[page.index("<main") : page.index("</main>")].split("csrfmiddlewaretoken") for page in pages
        ]
        assert strip[0][0] == strip[1][0]

    def test_at_the_address_itself_is_not_found_and_keeps_what_was_asked(
        self, client: Client, certificate: Certificate
    ) -> None:
        response = client.get(reverse("public:certificate", args=[certificate.number, "7Q2M-K0TX"]))
        assert response.status_code == 404
        assert NO_MATCH in words(response)
        assert response.context["form"]["number"].value() == certificate.number
        assert "no-store" in response["Cache-Control"]

    def test_empty_fields_are_asked_for_by_name(self, client: Client) -> None:
        response = ask(client, "", " ")
        assert set(response.context["form"].errors) == {"number", "code"}
        assert "错误：" in response.content.decode().split("</title>")[0]


class TestThrottle:
    def test_an_address_that_guesses_has_to_wait_and_is_told_how_long(
        self, client: Client, certificate: Certificate
    ) -> None:
        with at("2026-09-21 10:03"):
            for _guess in range(MISSES.most):
                assert NO_MATCH in words(ask(client, certificate.number, "0" * 20))
            response = ask(client, certificate.number, certificate.code)
            assert (response.status_code, response["Retry-After"]) == (429, "420")
            assert "查验过于频繁，请 7 分钟后再试。" in words(response)
            assert client.get(page_of(certificate)).status_code == 429
            elsewhere = ask(client, certificate.number, certificate.code, REMOTE_ADDR="198.51.100.7")
            assert elsewhere.status_code == 302, "another address is not made to wait"
        with at("2026-09-21 10:11"):
            assert ask(client, certificate.number, certificate.code).status_code == 302

    def test_who_reads_certificates_right_never_waits(self, client: Client, certificate: Certificate) -> None:
        for _right in range(MISSES.most + 5):
            assert ask(client, certificate.number, certificate.code).status_code == 302


class TestTheCounter:
    def test_is_shared_by_processes_and_lasts_its_window(self, settings, tmp_path, rf) -> None:
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
                "LOCATION": str(tmp_path),
                "TIMEOUT": 1,  # the cache's own, much shorter than the window
            }
        }
        throttle, request = Throttle("test", most=3, minutes=10), rf.get("/")
        with at("2026-09-21 10:00"):
            for count in range(3):
                assert throttle.wait(request) == 0, count
                throttle.count(request)
            assert throttle.wait(request) == 10
            time.sleep(1.1)
            assert Throttle("test", most=3, minutes=10).wait(request) == 10, "another process, later"
            assert Throttle("other", most=3, minutes=10).wait(request) == 0
        with at("2026-09-21 10:10"):
            assert throttle.wait(request) == 0


class TestStanding:
    def test_of_a_certificate_in_the_making_in_force_and_past_its_term(
        self, certificate: Certificate
    ) -> None:
        today = date(2026, 9, 21)
        assert register.standing(certificate, today).label == "有效"
        certificate.valid_to = today
        assert register.standing(certificate, today).label == "有效", "the last day counts"
        certificate.valid_to = today - timedelta(days=1)
        assert register.standing(certificate, today).label == "已过有效期"

    def test_of_one_that_could_not_be_made(self, client: Client) -> None:
        tale = docket.at("decision", stage())
        tale.decide()
        reserved = tale.case.certificates.get()
        said = words(client.get(page_of(reserved)))
        assert "状态 制证中" in said
        assert "发证时间 尚未发证" in said

        transitions.apply(reserved, "void", by=None, reason="制证失败（虚构）")
        said = words(client.get(page_of(reserved)))
        assert "状态 作废" in said
        assert "不能作为凭证使用" in said
        assert "有效，内容" not in said
