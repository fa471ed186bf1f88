"""Who a visitor of the demonstration may sign in as; shown on its sign-in page and by ``manage.py demo --accounts``."""

from accounts import demo
from accounts.demo import DemoAccount
from certification.stories.cast import PASSWORD, STAFF

CLERKS = {
    "print-clerk": "企业申报员：申报填写中",
    "nursing-clerk": "企业申报员：有补正待答复",
    "robot-clerk": "企业申报员：已发证",
    "chengshi-clerk": "学校管理员：标杆学校申报填写中",
    "yingyong-clerk": "学校管理员：已认定的标杆学校",
    "yingyong-faculty": "学校师资申报员：推荐进度、同意与催办",
    "yingyong-signer": "学校签发人：产业讲师由学校决定",
    "keji-clerk": "学校管理员：基地建设中，里程碑报告待提交",
    "rail-clerk": "企业申报员：有基地联合申报待确认",
}


@demo.provide
def everybody() -> list[DemoAccount]:
    """The applicants first, then each office in the order a case meets it."""
    roles = {**CLERKS, **{username: about for username, _name, _posts, about in STAFF if about}}
    return [DemoAccount(role, username, PASSWORD) for username, role in roles.items()]
