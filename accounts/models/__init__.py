from .claim import CLAIMABLE_KINDS, ClaimKind, ClaimStatus, OrganisationClaim
from .entrustment import Entrustment, Post
from .invitation import INVITED_ROLES, Invitation
from .mail import OutgoingMail
from .membership import Membership
from .organisation import Organisation, OrganisationKind
from .rescued import RescuedForm
from .user import User

__all__ = [
    "CLAIMABLE_KINDS",
    "INVITED_ROLES",
    "ClaimKind",
    "ClaimStatus",
    "Entrustment",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationClaim",
    "OrganisationKind",
    "OutgoingMail",
    "Post",
    "RescuedForm",
    "User",
]
