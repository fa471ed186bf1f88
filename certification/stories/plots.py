"""What the stories of A1 share: who acts, what is asked, and the stretches of the way most of them go."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certification.domain.corrections import Request
from certification.domain.reviews import DISTRICT, JOINT
from certification.models import ReasonCode
from certification.stories.cast import Cast
from certification.stories.days import Line
from certification.stories.tale import Tale

DEPARTMENTS = ("fgw", "jw", "gzw", "czj", "swj")
SHARES = [Decimal(s) for s in ("0.93", "0.88", "0.84", "0.90", "0.81")]
ASK_AUDIT = Request(ReasonCode.MISSING, "请补充上一年度审计报告中投入明细页。", evidence_kind="audit_report")
ASK_INVOICE = Request(ReasonCode.UNCLEAR, "第三张票据金额不清晰，请重新扫描。", evidence_kind="invoices")


@dataclass(frozen=True)
class Story:
    """A named story: what it shows, who applies, how many working days it spans, and how it goes."""

    name: str
    title: str
    company: str
    span: int
    plot: Callable[[Any], None]
    tale: type[Tale] = Tale
    programme: str = ""

    def play(self, cast: Cast, tell: Callable[[Line], None] | None = None) -> Tale:
        """Tell it from its first day; returns the finished tale."""
        tale = self.tale(
            self.name, cast, company=self.company, span=self.span, tell=tell, programme=self.programme
        )
        self.plot(tale)
        return tale


def district(tale: Tale) -> None:
    """The district's offices agree."""
    tale.wait(3)
    offices = ("minhang", "minhang-edu") if tale.company.district == "310112" else ("pudong", "pudong-edu")
    for who in ("lingang",) if tale.company.zone else offices:
        tale.opine(who, DISTRICT)


def to_joint(tale: Tale) -> None:
    """From the draft to the departments' desks."""
    tale.draft()
    tale.submit()
    tale.wait(2)
    tale.screen(comment="材料齐全，符合形式要求。")
    district(tale)
    tale.wait(3)


def joint(tale: Tale) -> None:
    """All five departments agree."""
    for who in DEPARTMENTS:
        tale.opine(who, JOINT)


def panel(tale: Tale) -> None:
    """Five experts are appointed and score."""
    tale.wait(1)
    tale.appoint()
    tale.wait(5)
    for expert, share in enumerate(SHARES, 1):
        tale.score(expert, share)


def to_notice(tale: Tale) -> None:
    """From the departments' agreement to the public notice."""
    panel(tale)
    tale.wait(3)
    tale.deliberate()
    tale.wait(1)
    tale.publish()
