"""Invariants with a negative control each, the verification of a file, and the opening of a site."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from certification import effects
from certification.domain import invariants, site, verification
from certification.models import Application, Certificate, CertificateStatus, Status
from certification.stories.cast import Cast
from files import sandbox
from files.sandboxed import read_text
from tests.factories.certification import TODAY, Swift, case_at, stage
from tests.factories.files import image_bytes, pdf_bytes
from workflows import audit, clock
from workflows.errors import Refused
from workflows.models import Deadline, DeadlinePause, OutboxMessage, WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.travel(TODAY):
        yield


@pytest.fixture
def people() -> Cast:
    return stage()


def codes() -> set[str]:
    return {problem.code for problem in invariants.broken()}


class TestInvariants:
    """Each breaks one thing behind the domain's back; only its own guard may notice."""

    @pytest.fixture
    def tale(self, people: Cast) -> Swift:
        tale = case_at("joint_opinion", people)
        assert codes() == set(), "control: the case is sound"
        return tale

    def status(self, tale: Swift, status: str) -> None:
        Application.objects.filter(pk=tale.case.pk).update(status=status)

    def test_a_final_status_with_an_open_task(self, tale: Swift) -> None:
        self.status(tale, Status.WITHDRAWN)
        assert codes() == {"ended_with_task", "unrecorded"}
        problem = next(invariants.broken())
        assert problem.case == tale.case.pk
        assert "CJ2026-00001" in problem.message

    def test_an_open_status_without_a_process(self, tale: Swift) -> None:
        Process.objects.update(status=PROCESS.CANCELED)
        assert "open_without_process" in codes()

    def test_a_process_without_a_task(self, tale: Swift) -> None:
        Task.objects.filter(status=STATUS.NEW).update(status=STATUS.CANCELED)
        assert {"process_without_task", "item_and_task"} <= codes()

    def test_two_joins_waiting(self, tale: Swift) -> None:
        tale.opine("fgw", "joint")
        assert codes() == set()
        join = Task.objects.get(flow_task_type="JOIN", status__in=[STATUS.NEW, STATUS.STARTED])
        join.pk = None
        join.save()
        assert codes() == {"two_joins"}

    @pytest.mark.parametrize("change", [{"owner_id": None}, {"process": None}])
    def test_item_and_task_disagree(self, tale: Swift, people: Cast, change: dict[str, Any]) -> None:
        item = tale.item("joint_opinion", unit="SH-CZJ")
        if "process" in change:
            other = case_at("intake", people, "aero")
            change = {"process": other.case.process}
        else:
            change = {"owner_id": people["czj"].pk}
        WorkItem.objects.filter(pk=item.pk).update(**change)
        assert codes() == {"item_and_task"}

    def test_a_human_task_without_its_item(self, tale: Swift) -> None:
        WorkItem.objects.filter(unit="SH-CZJ").delete()
        assert codes() == {"task_without_item"}

    def test_a_granted_case_without_certificate_and_a_refused_one_with(self, people: Cast) -> None:
        case_at("issue", people)
        assert codes() == set(), "a granted case may wait for its paper"
        Certificate.objects.get().delete()
        assert "certificates" in codes()

    def test_an_issued_certificate_without_its_paper(self, people: Cast) -> None:
        case_at("issue", people)
        effects.issue_certificate(OutboxMessage.objects.get(effect="certificates.issue"))
        assert codes() == set()
        Certificate.objects.update(pdf_sha256="0" * 64)
        assert codes() == {"unprinted"}

    def test_a_status_nobody_recorded(self, tale: Swift) -> None:
        self.status(tale, Status.PUBLICISED)
        assert codes() == {"unrecorded"}

    def test_a_leap_in_the_record(self, tale: Swift) -> None:
        chain = tale.case.audit_chain
        audit.record(chain, "transition:accept", by=None, source="draft", target="accepted")
        assert codes() == {"unrecorded"}

    def test_a_certificate_nobody_recorded(self, people: Cast) -> None:
        tale = case_at("issue", people)
        Certificate.objects.update(status=CertificateStatus.VOID)
        assert codes() == {"unrecorded", "certificates", "ended_with_task"}
        assert {problem.case for problem in invariants.broken()} == {tale.case.pk}

    def test_a_clock_that_stays_paused_or_runs_on(self, people: Cast) -> None:
        tale = case_at("intake", people)
        deadline = Deadline.objects.get()
        tale.withdraw("企业重组")
        assert codes() == set()
        DeadlinePause.objects.create(deadline=deadline, reason="等待补正", from_at=tale.moment)
        assert codes() == {"paused_for_ever"}
        Deadline.objects.update(closed_at=None)
        assert codes() == {"clock_runs_on"}


class TestVerification:
    @pytest.fixture
    def issued(self, people: Cast) -> Certificate:
        case_at("issue", people)
        effects.issue_certificate(OutboxMessage.objects.get(effect="certificates.issue"))
        return Certificate.objects.get()

    def paper(self, certificate: Certificate) -> bytes:
        assert certificate.file is not None
        return certificate.file.read()

    def test_the_paper_that_was_issued(self, issued: Certificate) -> None:
        found = verification.examine(self.paper(issued))
        assert (found.valid, found.code, found.certificate) == (True, "valid", issued)
        told = found.to_json()
        assert (told["number"], told["status"], told["valid_from"]) == (
            "SHCJ-A1-2026-00001-A",
            "issued",
            issued.valid_from.isoformat(),
        )
        assert told["sha256"] == issued.pdf_sha256

    @pytest.mark.parametrize("how", ["appended", "resaved", "flipped"])
    def test_a_changed_copy_is_recognised_by_its_number(self, issued: Certificate, how: str) -> None:
        data = self.paper(issued)
        if how == "appended":
            data += b"\n"
        elif how == "resaved":
            target = io.BytesIO()
            with pikepdf.open(io.BytesIO(data)) as pdf:
                pdf.save(target)
            data = target.getvalue()
        else:
            middle = data.rindex(b"%%EOF")
            data = data[:middle] + b"%%EOG" + data[middle + 5 :]
        found = verification.examine(data)
        assert (found.valid, found.code, found.certificate) == (False, "altered", issued)
        assert "已被改动或另存" in found.message

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "not_pdf"),
            (image_bytes(), "not_pdf"),
            (b"%PDF-1.7\nnonsense", "unreadable"),
            (pdf_bytes(), "unknown"),
        ],
    )
    def test_what_is_no_certificate_of_ours(self, data: bytes, code: str) -> None:
        found = verification.examine(data)
        assert (found.valid, found.code, found.to_json()["number"]) == (False, code, None)

    def test_a_file_with_a_script_is_not_read(self) -> None:
        target = io.BytesIO()
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            pdf.save(target)
        found = verification.examine(target.getvalue())
        assert (found.code, found.message) == ("unreadable", "文件含有脚本，平台发出的证书不含脚本。")

    def test_a_child_that_dies_is_an_answer_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def dies(*_args: object, **_more: object) -> bytes:
            raise sandbox.Failed("killed")

        monkeypatch.setattr(sandbox, "run", dies)
        assert verification.examine(pdf_bytes()).code == "unreadable"

    def test_too_large(self, settings: Any) -> None:
        settings.FILE_MAX_BYTES = 10
        assert verification.examine(pdf_bytes()).code == "too_large"

    def test_void_and_expired(self, issued: Certificate) -> None:
        data = self.paper(issued)
        Certificate.objects.update(valid_to=issued.valid_from)
        day = issued.valid_from
        assert verification.examine(data, day).valid, "the last day counts"
        assert verification.examine(data, day + timedelta(days=1)).code == "expired"
        assert verification.examine(data, day - timedelta(days=1)).code == "expired"
        Certificate.objects.update(status=CertificateStatus.VOID)
        found = verification.examine(data, day)
        assert (found.valid, found.code) == (False, "void")

    def test_on_record_under_another_number(self, issued: Certificate) -> None:
        Certificate.objects.update(number="SHCJ-A1-2026-00002-8")
        assert verification.examine(self.paper(issued)).code == "misprinted"

    def test_text_is_read_page_by_page_and_bounded(
        self, monkeypatch: pytest.MonkeyPatch, issued: Certificate
    ) -> None:
        assert issued.number in read_text.read(self.paper(issued)).replace("\n", "")
        monkeypatch.setattr(read_text, "MAX_CHARACTERS", 20)
        assert len(read_text.read(self.paper(issued))) == 20


class TestSite:
    WHO: dict[str, str] = {
        "username": "wu-admin",
        "name": "吴示例（虚构）",
        "email": "wu@example.org",
        "password": "zheng-chang-2026-mima",
    }

    def test_the_citys_offices_once(self) -> None:
        made = site.open_offices()
        assert len(made) == 8 + 32 + 1 + 1
        assert {"SH-FGW", "310151-JYJ", "LG-GWH", "POOL-EXPERT"} <= set(made)
        Organisation.objects.filter(code="SH-FGW").update(name="新名称")
        assert site.open_offices() == []
        assert Organisation.objects.get(code="SH-FGW").name == "新名称"
        assert Organisation.objects.get(code="310115-JYJ").name == "浦东新区教育局"

    def test_the_first_person_keeps_the_site_and_runs_rounds(self) -> None:
        site.open_offices()
        user = site.appoint_first(**self.WHO)
        assert user.check_password(self.WHO["password"])
        assert user.is_superuser
        posts = Membership.objects.filter(user=user).values_list("role", "organisation__code")
        assert set(posts) == {(Role.ADMIN, "SH-JW"), (Role.OFFICER, "SH-JW"), (Role.OFFICER, "SH-FGW")}
        with pytest.raises(Refused, match="已经有系统管理员"):
            site.appoint_first(**{**self.WHO, "username": "another"})

    @pytest.mark.parametrize(
        "wrong", [{"password": "12345"}, {"email": "nowhere"}, {"username": "with blank"}, {"username": ""}]
    )
    def test_what_cannot_be_an_account(self, wrong: dict[str, str]) -> None:
        site.open_offices()
        with pytest.raises(ValidationError):
            site.appoint_first(**{**self.WHO, **wrong})
        assert not User.objects.exists()

    def test_never_among_demo_people(self, people: Cast) -> None:
        with pytest.raises(Refused, match="数据库里有演示账号"):
            site.appoint_first(**self.WHO)
