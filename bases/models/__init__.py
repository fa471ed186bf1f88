from .base import Base
from .money import BudgetLine, Recovery, Repayment, Source, Spending
from .partner import Partner, PartnerRole, PartnerStatus
from .project import Extension, Milestone, Project, ProjectStatus, Suspension
from .report import ReportConfirmation, ReportStatus, YearReport

__all__ = [
    "Base",
    "BudgetLine",
    "Extension",
    "Milestone",
    "Partner",
    "PartnerRole",
    "PartnerStatus",
    "Project",
    "ProjectStatus",
    "Recovery",
    "Repayment",
    "ReportConfirmation",
    "ReportStatus",
    "Source",
    "Spending",
    "Suspension",
    "YearReport",
]
