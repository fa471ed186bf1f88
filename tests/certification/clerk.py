"""A company's clerk at the screens: drafts to begin with, and a page's form as a browser would post it."""

from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from accounts.models import Membership, User
from accounts.roles import Role
from certification.models import Application, Verdict
from certification.stories.cast import Cast
from certification.stories.enterprise import ASK_AUDIT
from tests.certification.docket import ASK_SECTION, QuickTale
from tests.factories.accounts import UserFactory

SPAN = 20


def tale(cast: Cast, company: str = "robot") -> QuickTale:
    """A story of ``company`` that has not begun."""
    return QuickTale("clerk", cast, company=company, span=SPAN)


def empty_draft(cast: Cast, company: str = "robot") -> tuple[Application, User]:
    """A draft nobody has written in, and its clerk."""
    told = tale(cast, company)
    told.draft()
    application = told.case
    application.evidence.all().delete()
    application.dossier = {}
    application.save(update_fields=["dossier"])
    return application, told.clerk


def full_draft(cast: Cast, company: str = "robot") -> tuple[Application, User]:
    """A draft ready to be submitted, and its clerk."""
    told = tale(cast, company)
    return told.draft(), told.clerk


def submitted(cast: Cast, company: str = "robot") -> QuickTale:
    """A case at the intake desk."""
    told = tale(cast, company)
    told.draft()
    told.submit()
    return told


def corrected(cast: Cast, company: str = "robot") -> QuickTale:
    """A case sent back by intake: one section and one kind of evidence."""
    told = submitted(cast, company)
    told.wait(1)
    told.screen(Verdict.CORRECT, requests=[ASK_AUDIT, ASK_SECTION])
    return told


def colleague_of(user: User, **fields: Any) -> User:
    """Another clerk of the same company."""
    post = user.memberships.filter(role=Role.CLERK).get()
    other = UserFactory.create(**{"name": "同事示例（虚构）", **fields})
    Membership.objects.create(
        user=other, organisation=post.organisation, role=Role.CLERK, starts_on=post.starts_on
    )
    return other


def page(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def form_of(response: Any, action: str | None = None) -> dict[str, Any]:
    """What the main form of the page would post (or the one with ``action``), its buttons aside."""
    forms = page(response).select("main form[method=post]")
    form = next(f for f in forms if action is None or f.get("action") == action)
    data: dict[str, Any] = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        if control.find_parent("template") is None:
            _put(data, control)
    return data


def _put(data: dict[str, Any], control: Tag) -> None:
    name = str(control["name"])
    if control.name == "textarea":
        data[name] = control.text.removeprefix("\n")
    elif control.name == "select":
        chosen = control.select_one("option[selected]") or control.select_one("option")
        data[name] = str(chosen["value"]) if chosen else ""
    elif control.get("type") == "checkbox":
        if control.has_attr("checked"):
            data.setdefault(name, []).append(control.get("value", "on"))
    elif control.get("type") != "file":
        data[name] = control.get("value", "")


def errors(response: Any) -> list[str]:
    """The messages of the error summary."""
    return [item.get_text(strip=True) for item in page(response).select(".error-summary li")]


def beside(response: Any) -> dict[str, str]:
    """The message beside each control that has one, by the control's name."""
    found = {}
    for message in page(response).select("main form .errorlist"):
        place = message.find_parent(["td", "div"])
        control = place.select_one("input:not([type=hidden]), select, textarea") if place else None
        if control is not None:
            found[str(control["name"])] = message.get_text(strip=True)
    return found


def states(response: Any) -> dict[str, str]:
    """The task list: what each row is called and its state."""
    rows = page(response).select(".tasks li")
    return {_text(row, "a"): _text(row, ".tag") for row in rows}


def _text(row: Tag, selector: str) -> str:
    found = row.select_one(selector)
    return found.get_text(strip=True) if found else ""


def changed(data: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """The form with other answers; ``__`` in a name stands for ``-``."""
    return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}
