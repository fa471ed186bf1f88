"""Papers that go with a nomination (推荐材料): what there is, what must be there, and how a file says what it is."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from teachers.models import Nomination


@dataclass(frozen=True)
class Slot:
    key: str
    label: Any
    required: bool = True


SLOTS = {
    slot.key: slot
    for slot in (
        Slot("degree", _("学历证书")),
        Slot("level", _("职称或技能等级证书")),
        Slot("employment", _("在职证明")),
        Slot("achievements", _("业绩成果")),
        Slot("minutes", _("学校评审纪要")),
        Slot("agreement", _("聘任协议草案")),
        Slot("promise", _("承诺书")),
        Slot("other", _("其他材料"), required=False),
    )
}
REQUIRED = [slot.key for slot in SLOTS.values() if slot.required]


def missing(have: Iterable[str]) -> list[Slot]:
    """Required slots not among ``have``."""
    present = set(have)
    return [SLOTS[key] for key in REQUIRED if key not in present]


def match(name: str, nominations: Iterable[Nomination]) -> tuple[Nomination, str] | str:
    """Whose paper a file of an archive is, by its name ``姓名-材料名`` or ``姓名+证件号后四位-材料名``: the
    nomination and the slot, or a sentence on why it matches nothing."""
    stem = unicodedata.normalize("NFKC", name).rpartition(".")[0].strip()
    who, mark, what = (
        (part.strip() for part in re.split(r"([-_—–])", stem, maxsplit=1))
        if re.search(r"[-_—–]", stem)
        else (stem, "", "")
    )
    slot = next((slot.key for slot in SLOTS.values() if what == str(slot.label)), "")
    if not mark or not slot:
        return str(_("文件名应为“姓名-材料名”，如“林示例-学历证书.pdf”。"))
    found = [one for one in nominations if who in _names(one)]
    if len(found) > 1:
        return str(_("有同名人员，请在姓名后加证件号后四位。"))
    return (found[0], slot) if found else str(_("表中没有此人。"))


def _names(nomination: Nomination) -> tuple[str, str]:
    name = unicodedata.normalize("NFKC", nomination.name)
    return name, name + nomination.document_number[-4:]
