"""The programmes and what each is made of. A programme is one module that ends in ``register(...)``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from certification.policy import Policy

if TYPE_CHECKING:  # a flow is reached through its programme; importing it here would be a circle
    from workflows.flow import ApprovalFlow


@dataclass(frozen=True)
class Basis:
    """A policy a programme rests on (设定依据); ``article`` may be empty."""

    title: str
    number: str = ""
    article: str = ""


@dataclass(frozen=True)
class Table:
    """A repeating table of a section; one ``form`` is one row (bounded by ``most`` rows). A ``yearly``
    table starts with a row for each year of 近三年."""

    slug: str
    title: str
    form: type[forms.Form]
    most: int = 50
    hint: str = ""
    yearly: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the dossier (申报书分节) the applicant fills in on one page."""

    slug: str
    title: str
    form: type[forms.Form]
    tables: tuple[Table, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class EvidenceKind:
    """A supporting document (佐证材料). Needed always, or only when ``condition`` is claimed."""

    slug: str
    title: str
    required: bool = False
    condition: str = ""
    hint: str = ""
    source: str = "申报单位提供"
    waivable: bool = False
    most: int = 10


@dataclass(frozen=True)
class Facts:
    """What eligibility rules look at. ``dossier`` holds cleaned sections: ``{slug: {"fields", "tables"}}``."""

    dossier: Mapping[str, Any]
    policy: Policy
    today: date
    banned_until: date | None = None

    def fields(self, section: str) -> Mapping[str, Any]:
        return self.dossier.get(section, {}).get("fields", {})

    def rows(self, section: str, table: str) -> list[Mapping[str, Any]]:
        return self.dossier.get(section, {}).get("tables", {}).get(table, [])


@dataclass(frozen=True)
class Finding:
    """What a rule found: the applicant's own value in words, and whether it passes."""

    passed: bool
    value: str


@dataclass(frozen=True)
class Rule:
    """One eligibility rule. ``group`` is ``gate``, ``condition`` or ``negative``; ``track`` says whether a
    condition belongs to the Shanghai items (``sh_item``) or the national ones (``national_group``);
    ``section`` is where the applicant answers what it asks."""

    code: str
    title: str
    source: str
    group: str
    check: Callable[[Facts], Finding]
    track: str = ""
    remedy: str = ""
    section: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the service guide (办理环节): unit in words, limit kind, and whether the clock runs."""

    node: str
    title: str
    unit: str
    limit: str
    off_clock: str = ""


@dataclass(frozen=True)
class CertificateSpec:
    """How a programme's certificate reads. ``body`` is a format string over holder, code and date, ``validity``
    (of an open-ended certificate) one over the date; without it the days themselves are printed."""

    template: str
    series: str
    title: str
    title_en: str
    document_no: str
    body: str
    body_en: str
    issuers: tuple[str, ...]
    years: int | None = None
    validity_label: str = "有效期限"
    validity: str = ""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A certification programme: everything the flow, the screens and the letters need to know of it."""

    slug: str
    code: str
    title: str
    title_en: str
    summary: str
    tasks: tuple[int, ...]
    basis: tuple[Basis, ...]
    flow: "type[ApprovalFlow]"
    policy: Policy
    rules_version: str
    sections: tuple[Section, ...]
    evidence: tuple[EvidenceKind, ...]
    rules: tuple[Rule, ...]
    steps: tuple[Step, ...]
    certificate: CertificateSpec
    intake_unit: str
    lead_unit: str
    departments: tuple[str, ...]
    deliberation_unit: str
    decision_unit: str
    faq: tuple[tuple[str, str], ...] = ()
    contact: str = ""
    fee: str = "不收费"
    claims: tuple[str, str] = ("claims", "conditions")  # section and field that name the claimed conditions
    special: Mapping[str, Any] = field(default_factory=dict)

    def section(self, slug: str) -> Section:
        """The section named ``slug``; raises ``KeyError``."""
        return {s.slug: s for s in self.sections}[slug]

    def evidence_kind(self, slug: str) -> EvidenceKind:
        """The evidence kind named ``slug``; raises ``KeyError``."""
        return {e.slug: e for e in self.evidence}[slug]


_programmes: dict[str, Programme] = {}


def register(programme: Programme) -> Programme:
    """Add a programme; a slug or code twice raises ``ValueError``."""
    if any(p.slug == programme.slug or p.code == programme.code for p in _programmes.values()):
        raise ValueError(f"programme {programme.slug} / {programme.code} is registered already")
    programme.policy.sound()
    _programmes[programme.slug] = programme
    return programme


def get(slug: str) -> Programme:
    """The programme named ``slug``; raises ``KeyError``."""
    return _programmes[slug]


def all_programmes() -> list[Programme]:
    """Every registered programme, in the order of their codes."""
    return sorted(_programmes.values(), key=lambda p: p.code)
