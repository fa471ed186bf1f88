"""The programmes and what each is made of. A programme is one module that ends in ``register(...)``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise

from certification.policy import Policy

if TYPE_CHECKING:  # a flow is reached through its programme; importing it here would be a circle
    from workflows.flow import ApprovalFlow

BASIC = "basic"
"""Slug of the section that says where the applicant is registered, where a dossier has one."""


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
    """What eligibility rules look at. ``dossier`` holds cleaned sections: ``{slug: {"fields", "tables"}}``;
    ``standing`` the days since when each programme's certificate in force is held, by slug; ``filed`` how many
    duties of each kind were accepted, by kind; ``party`` what the family knows beside (see ``Party.facts``)."""

    dossier: Mapping[str, Any]
    policy: Policy
    today: date
    banned_until: date | None = None
    standing: Mapping[str, date] = field(default_factory=dict)
    filed: Mapping[str, int] = field(default_factory=dict)
    party: Mapping[str, Any] = field(default_factory=dict)

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
    """How a programme's certificate reads. ``body`` is a format string over holder, code, date, from, to and
    what the party prints (``Party.printed``); ``validity`` (of an open-ended certificate) one over the date;
    without it the days themselves are printed. ``plaque``: a plaque (牌匾) is handed over as well. ``standing``
    is the slug whose standing it gives, where that is not the programme's own (or its parent's)."""

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
    plaque: bool = False
    standing: str = ""


@dataclass(frozen=True)
class Ending:
    """One way a case of the programme may end (结论).

    outcome      code kept with the decision and the case (``models.Outcome``)
    title        its word on the desk, e.g. 纳入; ``status`` the closed case's, e.g. 予以纳入
    move         the transition of the case: ``grant``, ``refuse`` or ``defer``
    letter       title of its letter; ``text`` the deciding sentence after 现决定, over holder, programme, date
    proposed     what the public notice says, e.g. 拟纳入…范围; may use what the party prints
    certificate  what is issued; none for a letter alone
    gives        called with the case: whether it is issued in this case (a change of what it prints); always when
                 not set. Answers the same whenever it is asked after the submission
    notice       whether a public notice must have run before it
    obstacle     called with the case: why this conclusion may not be chosen now (a quota is full), or ""
    replaces     standings (slugs) of the holder that its certificate takes the place of once it is issued
    valid        called with the case: first and last day of the certificate where they do not follow from today
    effect       called with the case, its decision and who decides, in the same transaction, before the
                 certificate is reserved
    adverse      takes something away or refuses: the letter names the remedy
    """

    outcome: str
    title: str | Promise
    move: str
    letter: str
    text: str
    status: str | Promise = ""
    proposed: str = ""
    certificate: CertificateSpec | None = None
    notice: bool = True
    obstacle: Callable[[Any], str] | None = None
    replaces: tuple[str, ...] = ()
    valid: Callable[[Any], tuple[date, date | None]] | None = None
    effect: Callable[..., None] | None = None
    adverse: bool = False
    gives: Callable[[Any], bool] | None = None

    def paper(self, case: Any) -> CertificateSpec | None:
        """The certificate this conclusion gives in a case, if any."""
        return self.certificate if self.gives is None or self.gives(case) else None


@dataclass(frozen=True)
class FollowUpKind:
    """A duty after the decision (后续管理事项). ``schedule`` answers, for the case and a day, which periods are
    open by then: ``[(period, title, due date)]``; nothing for what the office asks ad hoc (限期整改). ``holder``
    says who files: the applicant's clerk, or else the lead office's officer; ``reviewer`` is the unit code
    that reviews, the lead office's when empty. ``results`` are the reviewer's words, first the best; ``failing``
    those that count as not passed. ``prefill`` knows values of the form, ``ready`` says what is missing yet,
    ``effect`` is called with the duty and who reviewed it."""

    kind: str
    title: str
    form: type[forms.Form]
    schedule: Callable[[Any, date], Sequence[tuple[str, str, date]]]
    holder: bool = True
    reviewer: str = ""
    results: tuple[tuple[str, str], ...] = (("pass", "通过"), ("fail", "不通过"))
    failing: tuple[str, ...] = ("fail",)
    hint: str = ""
    prefill: Callable[[Any], Mapping[str, Any]] | None = None
    ready: Callable[[Any], str] | None = None
    effect: Callable[..., None] | None = None


@dataclass(frozen=True, kw_only=True)
class Party:
    """Whom a family of programmes certifies (认定对象), and what a case takes from its profile.

    kind         ``OrganisationKind`` of who applies
    noun         what the holder is called on papers, e.g. 企业
    profile      URL name of the applicant's own page, with the organisation's id; ``profile_title`` its name
    has_profile  whether the organisation has filled it in
    suggestions  what is known of the case's fields, by field name
    place        (case, cleaned dossier) -> (holder's name, district, zone), read at submission
    printed      words the certificate may use beside holder and code
    facts        what rules may ask beside the dossier
    begins       URL name of the page that makes what the case is about (a nomination, a base), with the ids of
                 round and organisation; empty: the organisation itself is what it is about
    interested   organisations whose people stand outside the case (回避)
    code_label   what the code on the certificate is called; empty: none is printed
    addressed    whom letters are written to
    """

    family: str
    kind: str
    noun: str
    profile: str
    profile_title: str | Promise
    has_profile: Callable[[Any], bool]
    suggestions: Callable[[Any], Mapping[str, Any]]
    place: Callable[[Any, Mapping[str, Any]], tuple[str, str, str]]
    printed: Callable[[Any], Mapping[str, str]] = lambda case: {}
    facts: Callable[[Any], Mapping[str, Any]] = lambda case: {}
    interested: Callable[[Any], Sequence[Any]] = lambda case: [case.organisation]
    begins: str = ""
    code_label: str = "统一社会信用代码"
    addressed: Callable[[Any], str] = lambda case: str(case.holder_name)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A certification programme: everything the flow, the screens and the letters need to know of it.

    A procedure later in the holder's life (验收、复核、变更、退出) is a programme too: ``parent`` is the slug of
    the first one and ``stage`` says which it is. ``opener`` says who starts it: the applicant, or the
    office (退出). ``all_year`` procedures have no window. ``stages`` name the units of a parallel review,
    lead first, where it is not district and departments.
    """

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
    party: Party
    sections: tuple[Section, ...]
    evidence: tuple[EvidenceKind, ...]
    rules: tuple[Rule, ...]
    steps: tuple[Step, ...]
    endings: tuple[Ending, ...]
    intake_unit: str
    lead_unit: str
    departments: tuple[str, ...]
    deliberation_unit: str
    decision_unit: str
    stages: Mapping[str, Callable[[Any], Sequence[str]]] = field(default_factory=dict)
    follow_ups: tuple[FollowUpKind, ...] = ()
    faq: tuple[tuple[str, str], ...] = ()
    contact: str = ""
    fee: str = "不收费"
    claims: tuple[str, str] = ("claims", "conditions")  # section and field that name the claimed conditions
    special: Mapping[str, Any] = field(default_factory=dict)
    parent: str = ""
    stage: str = "first"
    opener: str = "applicant"
    all_year: bool = False

    def section(self, slug: str) -> Section:
        """The section named ``slug``; raises ``KeyError``."""
        return {s.slug: s for s in self.sections}[slug]

    def evidence_kind(self, slug: str) -> EvidenceKind:
        """The evidence kind named ``slug``; raises ``KeyError``."""
        return {e.slug: e for e in self.evidence}[slug]

    def follow_up(self, kind: str) -> FollowUpKind:
        """The duty of this kind; raises ``KeyError``."""
        return {f.kind: f for f in self.follow_ups}[kind]

    @cached_property
    def endings_by_outcome(self) -> Mapping[str, Ending]:
        """Endings by their outcome codes."""
        return {e.outcome: e for e in self.endings}

    def ending(self, outcome: str) -> Ending:
        """The ending with this outcome; raises ``KeyError``."""
        return self.endings_by_outcome[outcome]

    @property
    def certificate(self) -> CertificateSpec | None:
        """The certificate of the plain grant, or of the first ending that gives one."""
        return next((e.certificate for e in self.endings if e.certificate), None)

    def decider(self, applicant: str) -> str:
        """Code of the unit that decides on a case of ``applicant``: the applicant itself where the school appoints
        (``special["school_decides"]``), and so changes and ends what it appointed."""
        return applicant if self.special.get("school_decides") else self.decision_unit

    @property
    def is_first(self) -> bool:
        """Whether this is where a holder's life begins."""
        return not self.parent


_programmes: dict[str, Programme] = {}


def register(programme: Programme) -> Programme:
    """Add a programme; a slug or code twice raises ``ValueError``."""
    if any(p.slug == programme.slug or p.code == programme.code for p in _programmes.values()):
        raise ValueError(f"programme {programme.slug} / {programme.code} is registered already")
    if programme.parent and programme.parent not in _programmes:
        raise ValueError(f"programme {programme.slug} follows {programme.parent}, which is not registered")
    programme.policy.sound()
    _programmes[programme.slug] = programme
    return programme


def get(slug: str) -> Programme:
    """The programme named ``slug``; raises ``KeyError``."""
    return _programmes[slug]


def all_programmes() -> list[Programme]:
    """Every registered programme, in the order of their codes."""
    return sorted(_programmes.values(), key=lambda p: p.code)


def first_programmes() -> list[Programme]:
    """Those a holder's life begins with: what guides and lists of programmes show."""
    return [p for p in all_programmes() if p.is_first]


def later(slug: str) -> list[Programme]:
    """The procedures that may follow ``slug``: renewal, change, exit, acceptance."""
    return [p for p in all_programmes() if p.parent == slug]
