"""Empty fields are asked for by name."""

import pytest

from accounts.forms.organisations import ClaimForm, InviteForm
from accounts.forms.sign_in import LoginForm

pytestmark = pytest.mark.django_db


def test_each_empty_field_is_asked_for_by_name():
    assert ClaimForm({}, {}).errors == {
        "uscc": ["请填写“统一社会信用代码”。"],
        "name": ["请填写“单位名称”。"],
        "organisation_kind": ["请选择“单位类别”。"],
        "licence": ["请选择“营业执照或法人证书”。"],
        "letter": ["请选择“授权委托书”。"],
    }
    assert InviteForm({}).errors == {"email": ["请填写“同事的邮箱”。"], "role": ["请选择“角色”。"]}


def test_sign_in_too():
    assert LoginForm({}).errors == {"login": ["请填写“用户名或邮箱”。"], "password": ["请填写“密码”。"]}
