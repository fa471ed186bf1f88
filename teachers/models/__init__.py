from .attachment import NominationFile
from .batch import BatchState, NominationBatch
from .consent import Consent, ConsentKind, ConsentState
from .library import LibraryProfile
from .nomination import DocumentKind, Nomination
from .notice import NominationNotice, NoticeKind, NoticeResult
from .post import Post, Quota
from .teaching import TeachingKind, TeachingLog

__all__ = [
    "BatchState",
    "Consent",
    "ConsentKind",
    "ConsentState",
    "DocumentKind",
    "LibraryProfile",
    "Nomination",
    "NominationBatch",
    "NominationFile",
    "NominationNotice",
    "NoticeKind",
    "NoticeResult",
    "Post",
    "Quota",
    "TeachingKind",
    "TeachingLog",
]
