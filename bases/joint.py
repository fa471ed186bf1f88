"""The joint text (联合申报内容): what every partner is asked to stand by, and its version.

By default it is what the base says of itself and how the partners divide the work. A package above may put the
dossier in its place with ``provide``; a partner then confirms what is submitted, not a summary of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from bases.models import Base, PartnerStatus
from ui import formats
from workflows.canonical import digest


@dataclass(frozen=True)
class Part:
    """A titled part of the joint text; ``rows`` are label and value."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Joint:
    """The joint text and its SHA-256 (hex): any change of a word is another version."""

    parts: tuple[Part, ...]

    @property
    def version(self) -> str:
        return digest([[part.title, [list(row) for row in part.rows]] for part in self.parts])


Provider = Callable[[Base], tuple[Part, ...]]
_more: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """Add parts to the joint text of every base; a provider returns ``()`` where it has none."""
    if provider not in _more:
        _more.append(provider)
    return provider


def joint_text(base: Base) -> Joint:
    """The joint text of a base as it stands now, read from the database."""
    row = Base.objects.select_related("school").get(pk=base.pk)
    extra = [part for provider in _more for part in provider(row)]
    return Joint((_of_base(row), _of_partners(row), *extra))


def _of_base(base: Base) -> Part:
    rows = (
        (_("基地名称"), base.name),
        (_("基地类型"), str(base.get_kind_display())),
        (_("牵头学校"), base.school.name),
        (_("对接产业链"), base.chain),
        (_("场地"), f"{base.district_name} · {base.address}"),
        (_("场地面积"), _("%(n)s 平方米") % {"n": _number(base.area)}),
        (_("设备价值"), formats.money(base.equipment_value)),
        (_("工位"), str(base.stations)),
        (_("每年可接纳学生"), _("%(n)d 人") % {"n": base.capacity}),
        (_("每年可接纳教师"), _("%(n)d 人") % {"n": base.teacher_places}),
        (_("基地负责人"), f"{base.leader} · {base.leader_post}"),
    )
    return Part(_("基地"), rows)


def _of_partners(base: Base) -> Part:
    partners = base.partners.exclude(status=PartnerStatus.LEFT).select_related("organisation").order_by("pk")
    rows = tuple(
        (
            partner.organisation.name,
            _("%(role)s，投入占比 %(share)s%%：%(duties)s")
            % {
                "role": partner.get_role_display(),
                "share": _number(partner.share),
                "duties": partner.duties,
            },
        )
        for partner in partners
    )
    return Part(_("合作分工"), rows)


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}"
