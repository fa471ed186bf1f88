from .application import OPEN_STATUSES, UNDECIDED, Application, Status
from .certificate import ENDED, Certificate, CertificateStatus
from .correction import CorrectionItem, CorrectionNotice, ReasonCode
from .decision import Decision, DecisionKind, Outcome
from .evaluation import Evaluation
from .evidence import Evidence
from .follow_up import FollowUp, FollowUpStatus, Statement
from .letter import Letter, LetterKind
from .notice import Notice, NoticeEntry
from .panel import PanelSeat, ScoreLine, ScoreSheet
from .review import Opinion, Verdict
from .revision import Revision, ScanState
from .round import Round
from .series import NumberSeries

__all__ = [
    "ENDED",
    "OPEN_STATUSES",
    "UNDECIDED",
    "Application",
    "Certificate",
    "CertificateStatus",
    "CorrectionItem",
    "CorrectionNotice",
    "Decision",
    "DecisionKind",
    "Evaluation",
    "Evidence",
    "FollowUp",
    "FollowUpStatus",
    "Letter",
    "LetterKind",
    "Notice",
    "NoticeEntry",
    "NumberSeries",
    "Opinion",
    "Outcome",
    "PanelSeat",
    "ReasonCode",
    "Revision",
    "Round",
    "ScanState",
    "ScoreLine",
    "ScoreSheet",
    "Statement",
    "Status",
    "Verdict",
]
