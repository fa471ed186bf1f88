"""Roles a person holds inside an organisation, and the desks that follow from them.

A *desk* is the pair ``(role, unit)``: the work queue a member of that unit with that
role stands at. Unit is the organisation's code, e.g. ``("reviewer", "SH-FGW")``.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a membership allows (岗位角色)."""

    CLERK = "clerk", _("申报员")  # fills in and submits for a company or school
    ORG_ADMIN = "org_admin", _("单位管理员")  # also invites and removes colleagues
    INTAKE = "intake", _("受理员")  # intake desk of the competent department
    REVIEWER = "reviewer", _("审核员")  # district or department reviewer
    OFFICER = "officer", _("主办")  # runs rounds, panels, notices; merges corrections
    SECRETARY = "secretary", _("联席会议秘书")  # records the joint conference's deliberation
    DECIDER = "decider", _("签发人")  # signs the decision
    EXPERT = "expert", _("评审专家")
    ADMIN = "admin", _("系统管理员")


STAFF_ROLES = frozenset({Role.INTAKE, Role.REVIEWER, Role.OFFICER, Role.SECRETARY, Role.DECIDER, Role.ADMIN})
