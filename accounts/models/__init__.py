from .membership import Membership
from .organisation import Organisation, OrganisationKind
from .user import User

__all__ = ["Membership", "Organisation", "OrganisationKind", "User"]
