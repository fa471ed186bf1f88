"""Every page as its owner, a colleague, a stranger and a visitor see it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.access import desks
from accounts.domain import claims
from accounts.models import Organisation, OrganisationClaim, User
from accounts.roles import Role
from files import pages
from files.fields import Kept
from tests.factories.accounts import ClaimFactory, MembershipFactory, UserFactory, member, uscc
from tests.factories.files import StoredFileFactory, pdf_bytes, upload
from workflows import outbox

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def claim_post(code: str, **changes: object) -> dict[str, object]:
    return {
        "uscc": code,
        "name": "新示例（上海）有限公司（虚构）",
        "organisation_kind": "enterprise",
        "licence": upload("执照.pdf", pdf_bytes()),
        "letter": upload("委托书.pdf", pdf_bytes(2)),
        "reason": "",
    } | changes


class TestVisitors:
    @pytest.mark.parametrize(
        ("name", "args"),
        [
            ("accounts:profile", []),
            ("accounts:organisations", []),
            ("accounts:organisation", [1]),
            ("accounts:invite", [1]),
            ("accounts:withdraw_invitation", [1, 1]),
            ("accounts:remove", [1, 1]),
            ("accounts:hand_over", [1]),
            ("accounts:accept", ["x"]),
            ("accounts:claim", []),
            ("accounts:claim_detail", [1]),
            ("accounts:claim_file", [1, "licence"]),
            ("accounts:claims", []),
            ("accounts:claim_review", [1]),
            ("accounts:claim_page", [1, "licence", 1]),
            ("enterprises:profile", [1]),
        ],
    )
    def test_are_asked_to_sign_in_everywhere(self, client, name, args):
        url = reverse(name, args=args)
        response = client.get(url)
        assert response.status_code == 302
        assert response.url == f"{reverse('account_login')}?next={url}"


class TestOrganisation:
    def test_administrator_sees_people_and_invitations(self, company, admin, clerk, signed_in):
        page = signed_in(admin).get(reverse("accounts:organisation", args=[company.pk])).content.decode()
        assert "邀请同事" in page
        assert clerk.email in page
        assert reverse("accounts:remove", args=[company.pk, clerk.pk]) in page

    def test_colleague_sees_people_only(self, company, admin, clerk, signed_in):
        page = signed_in(clerk).get(reverse("accounts:organisation", args=[company.pk])).content.decode()
        assert "管理示例（虚构）" in page
        assert admin.email not in page
        assert "邀请同事" not in page
        assert reverse("accounts:remove", args=[company.pk, admin.pk]) not in page
        assert reverse("accounts:remove", args=[company.pk, clerk.pk]) in page  # leaving

    @pytest.mark.parametrize("name", ["organisation", "invite", "hand_over"])
    def test_stranger_finds_nothing(self, company, admin, stranger, signed_in, name):
        url = reverse(f"accounts:{name}", args=[company.pk])
        response = signed_in(stranger).get(url)
        assert response.status_code == 404
        assert company.name not in response.content.decode()

    @pytest.mark.parametrize("name", ["invite", "hand_over"])
    def test_colleague_finds_no_administration(self, company, clerk, signed_in, name):
        assert signed_in(clerk).get(reverse(f"accounts:{name}", args=[company.pk])).status_code == 404

    def test_a_person_removed_a_moment_ago_finds_nothing(self, company, admin, clerk, signed_in):
        browser = signed_in(clerk)
        url = reverse("accounts:organisation", args=[company.pk])
        assert browser.get(url).status_code == 200
        signed_in(admin).post(reverse("accounts:remove", args=[company.pk, clerk.pk]), {"reason": "离职"})
        assert browser.get(url).status_code == 404

    def test_queries_do_not_grow_with_colleagues(self, company, admin, signed_in, queries_of):
        browser, url = signed_in(admin), reverse("accounts:organisation", args=[company.pk])
        member(Role.CLERK, company)
        one = queries_of(browser, url)
        for _number in range(2):
            member(Role.CLERK, company)
        assert queries_of(browser, url) == one <= 10

    def test_queries_do_not_grow_with_organisations_and_claims(self, clerk, signed_in, queries_of):
        browser, url = signed_in(clerk), reverse("accounts:organisations")
        ClaimFactory(applicant=clerk)
        one = queries_of(browser, url)
        for _number in range(2):
            MembershipFactory(user=clerk)
            ClaimFactory(applicant=clerk)
        assert queries_of(browser, url) == one <= 10
        assert len(browser.get(url).context["organisations"]) == 3


class TestRemoving:
    def test_needs_a_reason_beside_the_field(self, company, admin, clerk, signed_in):
        page = signed_in(admin).post(reverse("accounts:remove", args=[company.pk, clerk.pk]), {"reason": ""})
        assert list(page.context["form"].errors) == ["reason"]
        assert desks(clerk) == {("clerk", company.code)}

    def test_the_last_administrator_is_told_what_to_do(self, company, admin, signed_in):
        page = signed_in(admin).post(
            reverse("accounts:remove", args=[company.pk, admin.pk]), {"reason": "调岗"}
        )
        assert page.context["form"].non_field_errors() == [
            "您是本单位唯一的管理员，请先把管理员移交给同事，再退出单位。"
        ]

    def test_a_colleague_cannot_remove_another(self, company, admin, clerk, signed_in):
        url = reverse("accounts:remove", args=[company.pk, admin.pk])
        assert signed_in(clerk).post(url, {"reason": "x"}).status_code == 404
        assert len(desks(admin)) == 2

    def test_leaving(self, company, clerk, signed_in):
        response = signed_in(clerk).post(
            reverse("accounts:remove", args=[company.pk, clerk.pk]), {"reason": "离职"}
        )
        assert response.url == reverse("accounts:organisations")
        assert desks(clerk) == frozenset()


class TestInviting:
    def test_too_many_open_invitations_are_said_on_the_form(self, company, admin, signed_in, monkeypatch):
        monkeypatch.setattr("accounts.domain.invitations.MOST_OPEN", 0)
        page = signed_in(admin).post(
            reverse("accounts:invite", args=[company.pk]), {"email": "a@example.com", "role": "clerk"}
        )
        assert page.context["form"].non_field_errors() == ["未接受的邀请已达 0 个，请先撤回不再需要的。"]
        assert 'value="a@example.com"' in page.content.decode()

    def test_the_address_alone_leads_to_the_form(self, company, admin, signed_in):
        response = signed_in(admin).get(reverse("accounts:invite", args=[company.pk]))
        assert response.url == reverse("accounts:organisation", args=[company.pk])


class TestHandingOver:
    def test_on_screen(self, company, admin, clerk, signed_in):
        browser = signed_in(admin)
        url = reverse("accounts:hand_over", args=[company.pk])
        assert list(browser.get(url).context["form"].fields["to"].queryset) == [clerk]
        response = browser.post(url, {"to": clerk.pk, "reason": "岗位调整"})
        assert response.url == reverse("accounts:organisation", args=[company.pk])
        assert ("org_admin", company.code) in desks(clerk)

    def test_to_nobody_outside(self, company, admin, clerk, stranger, signed_in):
        page = signed_in(admin).post(reverse("accounts:hand_over", args=[company.pk]), {"to": stranger.pk})
        assert list(page.context["form"].errors) == ["to"]

    def test_without_colleagues_it_says_to_invite_one(self, company, admin, signed_in):
        page = signed_in(admin).get(reverse("accounts:hand_over", args=[company.pk]))
        assert "请先邀请一位同事加入" in page.content.decode()


class TestClaiming:
    def test_from_form_to_desk(self, officer, signed_in):
        applicant = UserFactory()
        browser = signed_in(applicant)
        response = browser.post(reverse("accounts:claim"), claim_post(uscc(61)))
        claim = OrganisationClaim.objects.get()
        assert response.url == reverse("accounts:claim_detail", args=[claim.pk])
        assert (claim.licence_name, claim.letter_name) == ("执照.pdf", "委托书.pdf")
        assert "正在审核" in browser.get(response.url).content.decode()

        decided = signed_in(officer).post(
            reverse("accounts:claim_review", args=[claim.pk]), {"decision": "approve", "reason": ""}
        )
        assert decided.url == reverse("accounts:claim_review", args=[claim.pk])
        assert desks(applicant) == {("org_admin", uscc(61)), ("clerk", uscc(61))}
        assert "已通过" in browser.get(response.url).content.decode()

    def test_errors_stand_beside_their_fields(self, signed_in):
        page = signed_in(UserFactory()).post(
            reverse("accounts:claim"),
            claim_post("91310115000000019N", name="隐\u200b形", letter=upload("函.pdf", b"<html>")),
        )
        assert page.context["form"].errors == {
            "uscc": ["第 18 位校验码不正确，请核对营业执照后重新填写。"],
            "name": ["第 2 个字符不可见（U+200B），请删除后重新填写，不要从网页直接粘贴。"],
            "letter": ["文件内容不是 PDF（只改扩展名不能转换格式）。请用原程序另存为 PDF 后重新上传。"],
        }
        assert OrganisationClaim.objects.count() == 0

    def test_a_good_file_need_not_be_chosen_again(self, signed_in):
        browser = signed_in(UserFactory())
        refused = browser.post(reverse("accounts:claim"), claim_post("bad"))
        form = refused.context["form"]
        tokens = {f"{name}-kept": form.fields[name].widget.kept.token() for name in ("licence", "letter")}
        assert all(f'value="{token}"' in refused.content.decode() for token in tokens.values())
        second = claim_post(uscc(62))
        del second["licence"], second["letter"]
        browser.post(reverse("accounts:claim"), second | tokens)
        claim = OrganisationClaim.objects.get()
        assert (claim.licence_name, claim.letter_name) == ("执照.pdf", "委托书.pdf")

    def test_a_file_kept_too_long_is_asked_for_again(self, signed_in, monkeypatch):
        post = claim_post(uscc(64), licence="")
        monkeypatch.setattr("files.fields._KEPT_FOR", timedelta(0))
        token = Kept(StoredFileFactory(), "执照.pdf").token()
        page = signed_in(UserFactory()).post(reverse("accounts:claim"), post | {"licence-kept": token})
        assert page.context["form"].errors["licence"] == ["暂存的文件已过期，请重新选择。"]

    @pytest.mark.parametrize("token", ["", "1", "forged:token"])
    def test_a_forged_file_reference_is_no_file(self, signed_in, token):
        page = signed_in(UserFactory()).post(
            reverse("accounts:claim"), claim_post(uscc(63), licence="", **{"licence-kept": token})
        )
        assert list(page.context["form"].errors) == ["licence"]

    def test_code_and_kind_must_agree(self, signed_in):
        page = signed_in(UserFactory()).post(
            reverse("accounts:claim"), claim_post(uscc(64), organisation_kind="school")
        )
        assert page.context["form"].errors == {
            "organisation_kind": [
                "单位类别与代码不符：企业的代码以 9 开头，学校以 1 或 5 开头，请核对后重新选择。"
            ]
        }

    def test_a_second_claimer_is_led_to_the_takeover(self, company, admin, signed_in):
        page = signed_in(UserFactory()).post(reverse("accounts:claim"), claim_post(company.code))
        assert page.context["form"].errors == {"reason": ["该单位已有申报员，请说明接管理由。"]}

    def test_markup_in_names_is_shown_as_text(self, signed_in, officer):
        signed_in(UserFactory()).post(
            reverse("accounts:claim"), claim_post(uscc(65), name="<img src=x onerror=alert(1)>（虚构）")
        )
        claim = OrganisationClaim.objects.get()
        page = signed_in(officer).get(reverse("accounts:claim_review", args=[claim.pk])).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;（虚构）" in page


class TestClaimsAreScoped:
    def test_the_applicant_and_officers_get_the_papers(self, officer, signed_in):
        claim = ClaimFactory()
        url = reverse("accounts:claim_file", args=[claim.pk, "licence"])
        for somebody in (claim.applicant, officer):
            response = signed_in(somebody).get(url)
            assert response["Content-Disposition"].startswith("attachment")
            assert b"".join(response.streaming_content) == claim.licence.read()

    @pytest.mark.parametrize(
        ("name", "args"),
        [
            ("claim_detail", []),
            ("claim_file", ["letter"]),
            ("claim_review", []),
            ("claim_page", ["licence", 1]),
        ],
    )
    def test_a_stranger_finds_nothing(self, stranger, signed_in, name, args):
        claim = ClaimFactory()
        assert signed_in(stranger).get(reverse(f"accounts:{name}", args=[claim.pk, *args])).status_code == 404

    def test_the_applicant_does_not_see_the_officers_side(self, signed_in):
        claim = ClaimFactory()
        browser = signed_in(claim.applicant)
        assert browser.get(reverse("accounts:claim_review", args=[claim.pk])).status_code == 404
        assert browser.get(reverse("accounts:claims")).status_code == 404

    def test_an_officer_does_not_judge_a_claim_of_their_own(self, officer, signed_in):
        claim = ClaimFactory(applicant=officer)
        assert signed_in(officer).get(reverse("accounts:claim_review", args=[claim.pk])).status_code == 404
        assert list(signed_in(officer).get(reverse("accounts:claims")).context["page"]["items"]) == []

    def test_no_other_file_of_a_claim(self, officer, signed_in):
        claim = ClaimFactory()
        assert signed_in(officer).get(f"/org/claim/{claim.pk}/file/secret/").status_code == 404

    def test_pages_appear_beside_the_decision(self, officer, signed_in):
        claim = ClaimFactory()
        pages.request(claim.licence)
        browser = signed_in(officer)
        url = reverse("accounts:claim_review", args=[claim.pk])
        assert "预览正在生成" in browser.get(url).content.decode()
        outbox.drain()
        image = reverse("accounts:claim_page", args=[claim.pk, "licence", 1])
        assert f'src="{image}"' in browser.get(url).content.decode()
        assert browser.get(image)["Content-Type"] == "image/jpeg"


class TestReviewing:
    def test_rejecting_without_a_reason(self, officer, signed_in):
        claim = ClaimFactory()
        page = signed_in(officer).post(
            reverse("accounts:claim_review", args=[claim.pk]), {"decision": "reject"}
        )
        assert page.context["form"].errors == {"reason": ["请写明不通过的原因，申请人将看到。"]}
        assert OrganisationClaim.objects.get().status == "pending"

    def test_a_claim_another_officer_decided_meanwhile(self, officer, signed_in):
        claim = ClaimFactory()
        url = reverse("accounts:claim_review", args=[claim.pk])
        signed_in(member(Role.OFFICER, "SH-JW")).post(url, {"decision": "reject", "reason": "缺页"})
        page = signed_in(officer).post(url, {"decision": "approve"})
        assert page.context["form"].non_field_errors() == [
            "当前状态为“未通过”，不能办理此事项。请刷新页面，查看最新状态。"
        ]
        assert not Organisation.objects.filter(code=claim.uscc).exists()

    def test_takeover_on_screen(self, company, admin, officer, signed_in):
        newcomer = UserFactory()
        signed_in(newcomer).post(reverse("accounts:claim"), claim_post(company.code, reason="原管理员离职"))
        claim = OrganisationClaim.objects.get()
        url = reverse("accounts:claim_review", args=[claim.pk])
        browser = signed_in(officer)
        choices = browser.get(url).context["form"].fields["ending"].choices
        assert [label for _value, label in choices] == [
            "管理示例（虚构） · 单位管理员",
            "管理示例（虚构） · 申报员",
        ]
        browser.post(url, {"decision": "approve", "ending": [value for value, _label in choices]})
        assert desks(admin) == frozenset()
        assert len(desks(newcomer)) == 2

    def test_queries_do_not_grow_with_claims(self, officer, signed_in, queries_of):
        browser, url = signed_in(officer), reverse("accounts:claims")
        ClaimFactory()
        one = queries_of(browser, url)
        ClaimFactory.create_batch(2)
        assert queries_of(browser, url) == one <= 10
        assert len(browser.get(url).context["page"]["items"]) == 3

    def test_decided_claims_have_a_list_of_their_own(self, officer, signed_in):
        waiting, done = ClaimFactory(), ClaimFactory()
        browser = signed_in(officer)
        browser.post(
            reverse("accounts:claim_review", args=[done.pk]), {"decision": "reject", "reason": "缺页"}
        )
        url = reverse("accounts:claims")
        assert list(browser.get(url).context["page"]["items"]) == [waiting]
        assert list(browser.get(url, {"state": "decided"}).context["page"]["items"]) == [done]
        assert list(browser.get(url, {"state": "decided", "after": done.pk}).context["page"]["items"]) == []
        assert "缺页" in browser.get(reverse("accounts:claim_review", args=[done.pk])).content.decode()

    def test_long_lists_are_paged_by_key(self, officer, signed_in, monkeypatch):
        monkeypatch.setattr("accounts.views.claims.PAGE_SIZE", 2)
        rows = ClaimFactory.create_batch(5)
        browser, seen, after = signed_in(officer), [], ""
        for _page in range(3):
            page = browser.get(reverse("accounts:claims"), {"after": after}).context["page"]
            seen += page["items"]
            after = page["next"]
        assert (seen, after) == (rows, "")

    @pytest.mark.parametrize("after", ["' OR 1=1", "-1", "１", "9" * 30, "9" * 5000])
    @pytest.mark.parametrize("state", ["", "decided"])
    def test_a_cursor_that_makes_no_sense_is_the_first_page(self, officer, signed_in, after, state):
        claim = ClaimFactory()
        if state:
            claims.reject(claim, by=officer, reason="缺页")
        answer = signed_in(officer).get(reverse("accounts:claims"), {"after": after, "state": state})
        assert answer.context["page"] == {"items": [claim], "next": ""}


class TestProfile:
    def test_saving(self, clerk, signed_in):
        browser = signed_in(clerk)
        browser.post(
            reverse("accounts:profile"), {"name": "新名示例（虚构）", "phone": "１３８００００００００"}
        )
        clerk.refresh_from_db()
        assert (clerk.name, clerk.phone) == ("新名示例（虚构）", "13800000000")

    def test_nothing_else_can_be_set(self, clerk, signed_in):
        signed_in(clerk).post(
            reverse("accounts:profile"),
            {"name": "甲", "phone": "13800000000", "is_staff": "1", "is_superuser": "1", "username": "root"},
        )
        clerk.refresh_from_db()
        assert (clerk.is_staff, clerk.is_superuser, clerk.username == "root") == (False, False, False)
