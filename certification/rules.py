"""Who may do what to a case, with the reason when not. Facts in, ``Answer`` out; nothing is written here."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import access
from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from certification import registry
from certification.models import Application, Opinion
from certification.registry import Programme
from workflows.errors import Answer
from workflows.models import WorkItem

YES = Answer(True)
APPLICANT_ROLES = frozenset({Role.CLERK, Role.ORG_ADMIN})
OFFICE = "office"
"""``Programme.opener`` of cases the office begins."""
SETTLE = "settle"
"""Kind of the limit of the steps at which somebody rules on an objection."""


def may_edit(application: Application, user: User) -> Answer:
    """Whether ``user`` may fill in, submit and withdraw: a clerk of the applicant, or an officer of the lead
    office where that is who opens the case (退出、撤销)."""
    if application.programme.opener == OFFICE:
        return may_open(application.programme, user)
    held = access.memberships_of(user).filter(role__in=APPLICANT_ROLES)
    if held.filter(organisation=application.organisation_id).exists():
        return YES
    name = application.organisation.name
    return Answer(False, _("只有“%(name)s”的申报员可以办理。") % {"name": name}, "role")


def may_open(programme: Programme, user: User) -> Answer:
    """Whether ``user`` may open a case that the office itself begins."""
    if access.entrusted(user, programme.lead_unit, programme.slug):
        return YES
    return Answer(False, _("只有牵头部门的主办可以发起。"), "role")


def may_state(application: Application, user: User) -> Answer:
    """Whether ``user`` may speak for the holder before an adverse decision (陈述申辩)."""
    return may_state_for(application.organisation, user)


def may_state_for(organisation: Organisation, user: User) -> Answer:
    """Whether ``user`` may act for the holder of a certificate."""
    held = access.memberships_of(user).filter(role__in=APPLICANT_ROLES)
    if held.filter(organisation=organisation).exists():
        return YES
    return Answer(False, _("只有“%(name)s”的申报员可以办理。") % {"name": organisation.name}, "role")


def may_manage_rounds(programme: Programme, user: User) -> Answer:
    """Whether ``user`` may create and amend the programme's rounds: an officer of its lead office."""
    if access.entrusted(user, programme.lead_unit, programme.slug):
        return YES
    return Answer(False, _("只有牵头部门的主办可以管理申报批次。"), "role")


def conflict(application: Application, user: User) -> Answer:
    """回避: whether ``user`` stands outside the case. The reason names the tie."""
    return _tie(application, user, user.memberships.filter(_at(application)).exists())


def _at(application: Application) -> Q:
    """Posts at the applicant or at an organisation with an interest in the case."""
    interested = Application.interested.through.objects.filter(application=application)
    return Q(organisation=application.organisation_id) | Q(organisation__in=interested.values("organisation"))


def _tie(application: Application, user: User, posts: bool) -> Answer:
    if application.created_by_id == user.pk and application.programme.opener != OFFICE:
        return Answer(False, _("您经办过本件的申报，须回避。"), "conflict")
    if posts:
        return Answer(False, _("您与申报单位有任职关系，须回避。"), "conflict")
    return YES


def tied_runs(user: User) -> Q:
    """Work items of cases ``user`` has to stand outside of (see ``conflict``), for lists: two small sub-queries."""
    submitted = Application.objects.exclude(process=None).values("process")
    opened = [p.slug for p in registry.all_programmes() if p.opener == OFFICE]
    prepared = submitted.filter(created_by=user).exclude(programme_slug__in=opened)
    posts = Membership.objects.filter(user=user).values("organisation")
    served = submitted.filter(organisation__in=posts)
    interested = Application.interested.through.objects.filter(organisation__in=posts)
    tied = submitted.filter(pk__in=interested.values("application"))
    own_desk = Q(unit=F("process__application__organisation__code"))  # where the applicant itself decides
    return Q(process__in=prepared) | (Q(process__in=served) | Q(process__in=tied)) & ~own_desk


def may_act(item: WorkItem, application: Application, user: User) -> Answer:
    """Whether ``user`` may do the work of ``item`` now: role still held, in the right unit, no conflict,
    no second seat, no second signature."""
    desk = (item.role, item.unit)
    if item.role in APPLICANT_ROLES:
        return may_edit(application, user)
    posts = _posts(user, application)
    held = {desk for desk, _tied, in_force in posts if in_force}
    if item.role == Role.EXPERT:
        if not any(role == Role.EXPERT for role, _unit in held):
            return Answer(False, _("您已不在评审专家库中。"), "role")
        if item.owner_id != user.pk:
            return Answer(False, _("该席位已指派给其他专家。"), "seat")
    elif desk not in held and not _lent(item, application, user):
        return Answer(False, _("您没有该环节的办理权限，或权限已被收回。"), "role")
    at_party = any(tied for _desk, tied, _in_force in posts)
    if at_party and item.unit == application.organisation_code:
        at_party = False  # a school that decides itself (产业讲师) decides through its own people
    tie = _tie(application, user, at_party)
    return _separation(item, application, user) if tie else tie


def _lent(item: WorkItem, application: Application, user: User) -> bool:
    """Whether the officer's work of ``item`` is entrusted to an agency ``user`` is an officer of (委托办理)."""
    return item.role == Role.OFFICER and bool(access.entrusted(user, item.unit, application.programme_slug))


def _posts(user: User, application: Application) -> list[tuple[tuple[str, str], bool, bool]]:
    """Every post a person has or had: desk, whether it is at a party of the case, and whether it is in force.
    One query, because it is asked at every act."""
    in_force = Exists(Membership.objects.live().filter(pk=OuterRef("pk")))
    at_party = Exists(Membership.objects.filter(_at(application), pk=OuterRef("pk")))
    rows = user.memberships.annotate(in_force=in_force, tied=at_party).values_list(
        "role", "organisation__code", "tied", "in_force"
    )
    return [((role, unit), tied, live and user.is_active) for role, unit, tied, live in rows]


def _separation(item: WorkItem, application: Application, user: User) -> Answer:
    """Nobody signs for two units on one case, nobody rules on an objection who has given an opinion
    themselves, and who decides has done nothing else on the case."""
    opinions = Opinion.objects.filter(application=application, by=user)
    if item.role == Role.REVIEWER and opinions.exclude(unit=item.unit).exists():
        return Answer(False, _("您已代表其他单位对本件签署意见，不能重复签署。"), "second_signature")
    if item.deadline.kind == SETTLE and opinions.exists():
        return Answer(False, _("您对本件签署过审核意见，不同意见须由其他人处理。"), "four_eyes")
    if (
        item.role == Role.DECIDER
        and WorkItem.objects.filter(process=item.process_id, closed_by=user).exists()
    ):
        return Answer(False, _("您参与过本件的审核，决定须由其他人签发。"), "four_eyes")
    return YES


def may_sit(application: Application, expert: User) -> Answer:
    """Whether ``expert`` may be appointed to the panel: in the pool, and no tie to the applicant."""
    return may_sit_each(application, [expert])[expert.pk]


def may_sit_each(application: Application, experts: Sequence[User]) -> dict[int, Answer]:
    """``may_sit`` of several by their ids, in a fixed number of queries."""
    live = Membership.objects.live().filter(user__in=experts, user__is_active=True)
    pool = set(live.filter(role=Role.EXPERT).values_list("user", flat=True))
    theirs = Membership.objects.filter(_at(application), user__in=experts)
    tied = {*theirs.values_list("user", flat=True), application.created_by_id}
    signed = set(Opinion.objects.filter(application=application, by__in=experts).values_list("by", flat=True))
    return {expert.pk: _may_sit(expert, pool, tied, signed) for expert in experts}


def _may_sit(
    expert: User, pool: AbstractSet[int], tied: AbstractSet[int], signed: AbstractSet[int]
) -> Answer:
    if expert.pk not in pool:
        return Answer(False, _("%(name)s不在评审专家库中。") % {"name": expert}, "role")
    if expert.pk in tied:
        return Answer(False, _("%(name)s与申报单位有关联，须回避。") % {"name": expert}, "conflict")
    if expert.pk in signed:
        return Answer(False, _("%(name)s已代表部门审核过本件。") % {"name": expert}, "second_signature")
    return YES
