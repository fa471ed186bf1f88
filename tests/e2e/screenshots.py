"""``python -m tests.e2e.screenshots [--only WORD] [--axe]``: a picture of every screen, by role and width.

Taken from the demonstration's data (made first where it is missing) into ``VAR_DIR/screenshots/<width>/``. The
pages are served by this process as in production, error pages included; nothing else needs to run. ``--axe`` lets
axe judge each of them as well.
"""

import argparse
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DEMO_MODE", "1")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright keeps a loop in this thread; nothing here uses it
)

import django  # noqa: E402

django.setup()

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from accounts.models import OrganisationClaim, User  # noqa: E402
from certification.models import Application, Certificate, Notice, Round, Status  # noqa: E402
from certification.stories.companies import COMPANIES, code_of  # noqa: E402
from config import prepare  # noqa: E402
from tests.conftest import CHROMIUM  # noqa: E402
from tests.e2e.family_shots import Shot, families  # noqa: E402
from workflows import clock, outbox  # noqa: E402
from workflows.models import WorkItem  # noqa: E402

WIDTHS = (1280, 390)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


def case_of(company: str) -> Application:
    return Application.objects.get(organisation__code=code_of(COMPANIES[company]))


def desk(who: str, node: str, company: str) -> str:
    """The address of an open task of a company's case, as ``who`` opens it."""
    items = WorkItem.objects.filter(process=case_of(company).process, node=node, closed_at=None)
    user = User.objects.get(username=who)
    units = [unit for _role, unit in user.desks]
    item = items.filter(owner=user).first() or items.filter(unit__in=units).first()
    assert item is not None, f"{who} has nothing at {node} of {company}"
    return f"/desk/{item.process_id}/{node}/{item.task_id}/"


def public() -> Iterator[Shot]:
    certificate = Certificate.objects.filter(status="issued").order_by("pk")[0]
    notice = Notice.objects.filter(ends_on__gte=clock.today()).latest("pk")
    for name, path in {
        "home": "/",
        "guides": "/guide/",
        "guide": "/guide/enterprise-cultivation/",
        "notices": "/notices/",
        "notices-past": "/notices/?state=past",
        "notice": f"/notices/{notice.pk}/",
        "verify": "/verify/",
        "certificate": f"/verify/{certificate.number}/{certificate.code}/",
        "source": "/source/",
        "login": "/accounts/login/",
        "signup": "/accounts/signup/",
        "password-reset": "/accounts/password/reset/",
    }.items():
        yield Shot(f"public-{name}", "", path)
    yield Shot("public-not-found", "", "/nowhere/", status=404)


def applicant() -> Iterator[Shot]:
    draft, amending, granted = case_of("print"), case_of("nursing"), case_of("robot")
    new, refused, withdrawn = case_of("tool"), case_of("care"), case_of("sensor")
    back = case_of("optics")
    for slug in [section.slug for section in draft.programme.sections]:
        yield Shot(f"clerk-fill-{slug}", "print-clerk", f"/cases/{draft.pk}/fill/{slug}/")
    yield Shot("clerk-fill-errors", "print-clerk", f"/cases/{draft.pk}/fill/cooperation/", "保存并继续")
    for name, who, path in [
        ("index-draft", "print-clerk", "/cases/"),
        ("index-correction", "nursing-clerk", "/cases/"),
        ("index-granted", "robot-clerk", "/cases/"),
        ("draft", "print-clerk", f"/cases/{draft.pk}/"),
        ("evidence", "print-clerk", f"/cases/{draft.pk}/evidence/"),
        ("check", "print-clerk", f"/cases/{draft.pk}/check/"),
        ("done", "tool-clerk", f"/cases/{new.pk}/done/"),
        ("case-submitted", "tool-clerk", f"/cases/{new.pk}/"),
        ("withdraw", "tool-clerk", f"/cases/{new.pk}/withdraw/"),
        ("reopen", "tool-clerk", f"/cases/{new.pk}/reopen/"),
        ("case-correction", "nursing-clerk", f"/cases/{amending.pk}/"),
        ("correction", "nursing-clerk", f"/cases/{amending.pk}/correction/"),
        ("correction-evidence", "nursing-clerk", f"/cases/{amending.pk}/evidence/"),
        ("case-taken-back", "optics-clerk", f"/cases/{back.pk}/"),
        ("case-granted", "robot-clerk", f"/cases/{granted.pk}/"),
        ("case-refused", "care-clerk", f"/cases/{refused.pk}/"),
        ("case-withdrawn", "sensor-clerk", f"/cases/{withdrawn.pk}/"),
        ("revision", "robot-clerk", f"/cases/{granted.pk}/revision/1/"),
        ("organisations", "robot-clerk", "/org/"),
        ("organisation", "robot-clerk", f"/org/{granted.organisation_id}/"),
        ("profile", "robot-clerk", f"/enterprise/{granted.organisation_id}/"),
        ("hand-over", "robot-clerk", f"/org/{granted.organisation_id}/hand-over/"),
        ("claim", "robot-clerk", "/org/claim/"),
        ("me", "robot-clerk", "/org/me/"),
        ("password", "robot-clerk", "/accounts/password/change/"),
        ("logout", "robot-clerk", "/accounts/logout/"),
    ]:
        yield Shot(f"clerk-{name}", who, path)


def desks() -> Iterator[Shot]:
    yield Shot("desk-intake", "intake", "/desk/")
    yield Shot("desk-reviewer", "gzw", "/desk/")
    yield Shot("desk-reviewer-done", "gzw", "/desk/?tab=done")
    yield Shot("desk-officer", "officer", "/desk/")
    yield Shot("desk-expert", "expert1", "/desk/")
    yield Shot("desk-secretary", "secretary", "/desk/")
    yield Shot("desk-empty", "minhang-edu", "/desk/?q=没有这样的单位")
    for name, who, node, company, press in [
        ("intake", "intake", "intake", "tool", ""),
        ("intake-correcting", "intake", "intake", "drone", "要求补正"),
        ("intake-nothing-chosen", "intake", "intake", "textile", "提交意见"),
        ("district", "pudong", "district_opinion", "vision", ""),
        ("joint", "gzw", "joint_opinion", "battery", ""),
        ("merge", "fgw", "joint_merge", "cloud", ""),
        ("settle", "officer", "joint_settle", "film", ""),
        ("panel", "officer", "panel", "gear", ""),
        ("score", "expert1", "score", "laser", ""),
        ("deliberation", "secretary", "deliberation", "tea", ""),
        ("publicity", "officer", "publicity", "vaccine", ""),
        ("decision", "decider", "decision", "wind", ""),
        ("decision-refuse", "decider", "decision", "crane", ""),
    ]:
        yield Shot(f"task-{name}", who, desk(who, node, company), press)
    done = WorkItem.objects.filter(closed_by__username="gzw").latest("closed_at")
    yield Shot("task-done", "gzw", f"/desk/{done.process_id}/{done.node}/{done.task_id}/")
    other = WorkItem.objects.filter(closed_by__username="jw", node="joint_opinion").latest("closed_at")
    yield Shot("task-not-mine", "fgw", f"/desk/{other.process_id}/{other.node}/{other.task_id}/", status=403)


def office() -> Iterator[Shot]:
    round_, case = Round.objects.latest("pk"), Application.objects.filter(status=Status.GRANTED)[0]
    today = clock.today()
    for name, who, path in [
        ("rounds", "officer", "/office/"),
        ("round", "officer", f"/office/rounds/{round_.pk}/"),
        ("round-edit", "officer", f"/office/rounds/{round_.pk}/edit/"),
        ("round-new", "officer", "/office/rounds/new/enterprise-cultivation/"),
        ("case", "officer", f"/office/cases/{case.pk}/"),
        ("case-open", "officer", f"/office/cases/{case_of('film').pk}/"),
        ("record", "officer", f"/office/cases/{case.pk}/record/"),
        ("calendar", "officer", "/office/calendar/"),
        ("calendar-day", "officer", f"/office/calendar/{today:%Y-%m-%d}/"),
        ("calendar-confirm", "officer", f"/office/calendar/{today.year + 1}/confirm/"),
        ("outbox", "sysadmin", "/office/outbox/"),
        ("claims", "officer", "/org/claims/"),
        ("claims-decided", "officer", "/org/claims/?state=decided"),
    ]:
        yield Shot(f"office-{name}", who, path)
    claim = OrganisationClaim.objects.order_by("-pk").first()
    if claim is not None:
        yield Shot("office-claim", "officer", f"/org/claims/{claim.pk}/")


def take(browser: Browser, base: str, shots: list[Shot], folder: Path, *, axe: bool = False) -> list[str]:
    """Take them; what went wrong, with what axe finds where it is asked."""
    wrong = []
    for width in WIDTHS:
        (folder / str(width)).mkdir(parents=True, exist_ok=True)
        for who in sorted({shot.who for shot in shots}):
            context = browser.new_context(
                viewport={"width": width, "height": 844},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
            )
            if who:
                context.add_cookies([{"name": "sessionid", "value": _session(who), "url": base}])
            page = context.new_page()
            page.on("dialog", lambda dialog: dialog.accept())
            for shot in [shot for shot in shots if shot.who == who]:
                response = page.goto(base + shot.path)
                if shot.press:
                    button = page.get_by_role("button", name=re.compile(shot.press))
                    (button if button.count() else page.get_by_label(shot.press, exact=True)).first.click()
                    page.wait_for_load_state()
                page.screenshot(path=folder / str(width) / f"{shot.name}.png", full_page=True)
                if axe:
                    wrong += [f"{shot.name} at {width}: {problem}" for problem in _violations(page)]
                if response is None or response.status != shot.status:
                    wrong.append(f"{shot.name}: {response.status if response else 'no answer'} {shot.path}")
            context.close()
    return wrong


def _violations(page: Page) -> list[str]:
    return [
        f"{rule['id']}: {'; '.join(node['html'][:120] for node in rule['nodes'][:2])}"
        for rule in Axe().run(page).response["violations"]
    ]


def _session(username: str) -> str:
    user, store = User.objects.get(username=username), SessionStore()
    store.update(
        {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
            "_auth_user_hash": user.get_session_auth_hash(),
        }
    )
    store.create()
    return str(store.session_key)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="only screens with this word in their name")
    parser.add_argument("--axe", action="store_true", help="let axe judge each page")
    options = parser.parse_args()
    prepare.main(["--demo"])
    outbox.drain(10_000)  # papers and pictures that a worker would have made meanwhile
    shots = [*public(), *applicant(), *desks(), *office(), *families()]
    shots = [shot for shot in shots if options.only in shot.name]
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = settings.VAR_DIR / "screenshots"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        wrong = take(browser, f"http://127.0.0.1:{server.server_port}", shots, folder, axe=options.axe)
    sys.stdout.writelines(
        f"{line}\n" for line in [*wrong, f"{len(shots) * len(WIDTHS)} pictures in {folder}"]
    )


if __name__ == "__main__":
    main()
