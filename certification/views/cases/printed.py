"""The card of the printed form and its signed scan, on the case page and after submission."""

from certification.models import Application
from files.kinds import SCANS, accept, labels


def card(application: Application) -> dict[str, object]:
    """Context of ``_paper.html``: the newest revision without its bulk, and what a scan may be."""
    row = (
        application.revisions.defer("dossier", "sheet", "eligibility")
        .select_related("form", "scan")
        .order_by("-number")
        .first()
    )
    return {
        "case": application,
        "revision": row,
        "accept": accept(SCANS),
        "kinds": labels(SCANS),
    }
