"""What people and organisations add to the navigation."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from accounts.models import ClaimStatus, OrganisationClaim, User
from accounts.roles import Role
from ui import navigation


def _is_officer(user: User) -> bool:
    return user.is_authenticated and any(post.own and post.role == Role.OFFICER for post in user.posts)


def _pending_claims(user: User) -> int:
    """Up to 99: the number in a menu needs no exact count of a long queue."""
    rows = OrganisationClaim.objects.filter(status=ClaimStatus.PENDING).exclude(applicant=user)
    return len(rows.values_list("pk", flat=True)[:99])


@navigation.register
def items() -> Iterable[navigation.Item]:
    return [
        navigation.Item(_("单位认领"), "accounts:claims", _is_officer, _pending_claims, order=70),
        navigation.Item(
            _("我的单位"), "accounts:organisations", navigation.signed_in, order=10, place="user"
        ),
        navigation.Item(_("个人信息"), "accounts:profile", navigation.signed_in, order=20, place="user"),
        navigation.Item(
            _("修改密码"), "account_change_password", navigation.signed_in, order=30, place="user"
        ),
    ]
