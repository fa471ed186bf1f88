"""A tale of industry faculty: the school nominates, person and employer consent by link, the offices decide."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from certification.domain import decisions, follow_ups, intake, lifecycle, nominations
from certification.models import Application, Certificate, FollowUp, FollowUpStatus, Outcome
from certification.registry import EvidenceKind
from certification.stories import papers
from certification.stories.companies import COMPANIES
from certification.stories.nominees import NOMINEES, SCHOOLS, Nominee
from certification.stories.tale import Tale
from files import storage
from files.fields import Kept
from teachers import consents, library, nominating, notices, quotas, teaching
from teachers.models import Consent, ConsentKind, NoticeKind, Post, TeachingKind
from teachers.papers import SLOTS
from workflows import calendar, timers

PAPERS_OF = COMPANIES["chip"]
ENOUGH = 12
"""Nominations of a rank and year for a school of the stories; what schools have without asking is fewer."""
DUTY, HEARING = "duty", "statement"


class TeacherTale(Tale):
    """Tell of one nominee; ``company`` is a key of ``NOMINEES``."""

    programme = "industry-professor"

    def enter(self, company: str) -> None:
        """The school's post and its nomination of the person."""
        self.nominee = NOMINEES[company]
        self.organisation, self.clerk = self._school(self.nominee.school)
        self.post = self._post(self.nominee)
        self.nomination = nominating.nominate(self.post, told(self.nominee), by=self.clerk)
        if self.nominee.talent_plan:
            library.describe(
                self.nomination,
                introduction="长期从事一线工艺研发，指导青年工程师（虚构）。",
                talent_plan=self.nominee.talent_plan,
                by=self.clerk,
            )

    def _school(self, key: str) -> tuple[Organisation, User]:
        school = SCHOOLS[key]
        organisation, _made = Organisation.objects.get_or_create(
            code=school.code,
            defaults={
                "kind": OrganisationKind.SCHOOL,
                "name": school.name,
                "district": "310120",
                "zone": "LG",
            },
        )
        desks = {
            f"{key}-faculty": (school.clerk, [Role.CLERK, Role.ORG_ADMIN]),
            f"{key}-signer": (school.signer, [Role.DECIDER]),
        }
        for username, (name, roles) in desks.items():
            self.cast._people[username] = self.cast._person(
                username, name, [(role, organisation.code) for role in roles]
            )
        return organisation, self.cast[f"{key}-faculty"]

    def _post(self, nominee: Nominee) -> Post:
        day = self.moment.date()
        found = Post.objects.filter(school=self.organisation, rank=nominee.rank, year=day.year)
        free = [
            post
            for post in found.filter(discipline=nominee.discipline, deadline__gte=day)
            if post.nominations.open().count() < post.places
        ]
        if free:
            return free[0]
        officer = self.cast.at(Role.OFFICER, "SH-JW")
        quotas.set_number(self.organisation, nominee.rank, day.year, ENOUGH, by=officer)
        return nominating.publish(
            self.organisation,
            {
                "rank": nominee.rank,
                "year": day.year,
                "title": f"{nominee.discipline}岗位",
                "discipline": nominee.discipline,
                "duties": "讲授专业课程，开设专题讲座，联合指导学生。",
                "places": 5,
                "deadline": day + timedelta(days=60),
            },
            by=self.clerk,
        )

    # before the case

    def ask(self, kind: str) -> Consent:
        """征求同意."""
        with self._now():
            return consents.ask(self.nomination, kind, by=self.clerk)

    def consent(self) -> None:
        """Both sides agree by their links."""
        for kind, signer in (
            (ConsentKind.NOMINEE, self.nominee.name),
            (ConsentKind.EMPLOYER, "人事负责人（虚构）"),
        ):
            asked = self.ask(kind)
            public = self.nominee.public if kind == ConsentKind.NOMINEE else ()
            with self._now():
                consents.agree(consents.token(asked), signer=signer, public=public)
                self._perform()

    def notice(self, kind: str) -> None:
        """A notice of five working days that ended this morning, written down with its proof."""
        today = self.moment.date()
        first = today
        while calendar.working_days_between(first, today) < notices.LEAST_DAYS:
            first -= timedelta(days=1)
        facts = {
            "place": "单位公告栏" if kind == NoticeKind.EMPLOYER else "学校官网公示栏",
            "starts_on": first,
            "ends_on": today,
            "result": "clear",
        }
        with self._now():
            notices.record(
                self.nomination,
                kind,
                facts,
                self._kept(f"{kind}_notice", f"{NoticeKind(kind).label}证明"),
                by=self.clerk,
            )

    def collect(self) -> None:
        """Every required paper."""
        with self._now():
            for slot in SLOTS.values():
                if slot.required:
                    kept = self._kept(slot.key, str(slot.label))
                    nominating.attach(self.nomination, slot.key, kept, by=self.clerk)

    def prepare(self) -> None:
        """Consents, then the employer's and the school's notice, then the papers: all that precedes the case."""
        self.wait(1)
        self.consent()
        self.wait(5)
        self.notice(NoticeKind.EMPLOYER)
        self.wait(5)
        self.notice(NoticeKind.SCHOOL)
        self.collect()
        self.wait(1)

    # the case

    def draft(self, **changes: Any) -> Application:
        """The first case begins from the nomination, a later one from the certificate."""
        if self.about:
            return super().draft(**changes)
        with self._now():
            self.application = nominations.begin(self.nomination, self.round, by=self.clerk)
            for slug, typed in self.typed(**changes).items():
                version = self.case.dossier.get(slug, {}).get("version", 0)
                intake.save_section(self.case, slug, typed, by=self.clerk, version=version)
        return self.case

    def typed(self, **changes: Any) -> dict[str, Any]:
        """What is written in every section the programme asks."""
        wanted = {section.slug for section in self.round.programme.sections}
        notices_ = {row.kind: row for row in self.nomination.notices.all()}
        written = sections(self.nominee, self.moment.date(), notices_)
        return {slug: part for slug, part in written.items() if slug in wanted} | changes

    def paper(self, kind: EvidenceKind, *, again: bool = False) -> Any:
        """A supporting document."""
        return papers.upload(kind, PAPERS_OF, self.round.reference_date.year, again=again)

    def decide(self, outcome: str = Outcome.GRANT, reason: str = "公示无异议，符合条件，同意。") -> None:
        """The city signs, or the school's own signer where the school decides."""
        if self.item("decision").unit == self.organisation.code:
            who = f"{self.nominee.school}-signer"
            self._on("decision", who, decisions.decide, outcome=outcome, reason=reason)
            return
        super().decide(outcome, reason)

    # after it

    @property
    def certificate(self) -> Certificate:
        """The letter of appointment in force, the one begun last."""
        rows = Certificate.objects.in_force(self.moment.date()).filter(nomination=self.nomination)
        return rows.select_related("application", "organisation").latest("valid_from", "pk")

    def wait_until(self, day: date) -> None:
        """To the first working morning on or after ``day``."""
        days = calendar.working_days_between(self.moment.date(), day)
        if not calendar.is_working(day):
            days += 1
        if days > 0:
            self.wait(days)

    def teach(self, hours: str) -> None:
        """The year's hours go into the log."""
        facts = {
            "year": self.moment.year,
            "kind": TeachingKind.COURSE,
            "title": f"《{self.nominee.field}工艺》",
            "hours": hours,
            "students": 42,
            "note": "",
        }
        with self._now():
            teaching.record(self.nomination, facts, by=self.clerk)

    def duties(self) -> list[FollowUp]:
        """Duties open by now."""
        with self._now():
            follow_ups.open_all()
        return list(follow_ups.of_holder(self.clerk).filter(status=FollowUpStatus.DUE))

    def report(self, row: FollowUp, result: str, comment: str = "") -> None:
        """One duty: filed by the school, looked at by the city's officer."""
        fields = _duty(row, result, self.moment.date())
        officer = self.cast.at(Role.OFFICER, row.application.programme.lead_unit)
        with self._now():
            at = self.moment
            follow_ups.save(row, {"fields": fields, "tables": {}}, by=self.clerk)
            follow_ups.file(row, by=self.clerk)
        clerk = self.clerk.get_full_name()
        self._keep(DUTY, clerk, self.organisation.code, "", at, note=f"提交{row.title}")
        with self._now():
            at = self.moment
            follow_ups.review(row, by=officer, result=result, comment=comment)
            self._perform()
        unit = row.application.programme.lead_unit
        said = dict(row.spec.results)[result]
        self._keep(DUTY, officer.get_full_name(), unit, "", at, note=f"{row.title}：{said}")

    def later(self, suffix: str) -> None:
        """Turn to a procedure about the appointment held."""
        held = self.certificate
        self.begin(
            f"{held.programme_slug}-{suffix}",
            about=held,
            nomination=self.nomination,
            subject=held.subject,
            holder_name=held.holder_name,
        )

    def speak(self, text: str) -> None:
        """The person is heard through the link of the mail, without an account."""
        with self._now():
            at = self.moment
            case = nominations.hearing(nominations.hearing_token(self.case))
            lifecycle.state(case, text=text, speaker=self.nominee.name)
        self._keep(HEARING, self.nominee.name, self.organisation.code, "", at, note=text)

    def pass_statement(self) -> None:
        """Wait until the time to speak is over."""
        ends = lifecycle.statement_ends(self.case).date()
        while self.moment.date() <= ends:
            self.wait(1)
        with self._now():
            timers.fire_due()

    def _kept(self, slug: str, title: str) -> Kept:
        data = papers.printed(EvidenceKind(slug, title), PAPERS_OF, self.moment.year)
        return Kept(storage.store_bytes(data, "application/pdf", "pdf"), f"{title}.pdf")


def told(nominee: Nominee) -> dict[str, Any]:
    """What the school states of the person."""
    return {
        "name": nominee.name, "document_kind": "resident", "document_number": nominee.number,
        "birth_on": nominee.born, "sex": nominee.sex, "phone": "13800000000",
        "email": f"{nominee.key}@demo.invalid", "employer_name": nominee.employer,
        "employer_code": nominee.employer_code, "employer_email": f"hr-{nominee.key}@demo.invalid",
        "position": nominee.position, "level": nominee.level, "level_number": "虚构-0001",
        "years": nominee.years, "field": nominee.field,
    }  # fmt: skip


def sections(nominee: Nominee, day: date, put_up: dict[str, Any]) -> dict[str, Any]:
    """Every section a case of the family may ask."""
    known = told(nominee)
    review: dict[str, str] = {}
    for side, row in put_up.items():
        review |= {f"{side}_from": row.starts_on.isoformat(), f"{side}_to": row.ends_on.isoformat()}
    courses = [
        {"title": f"《{nominee.field}工艺》", "hours": "46", "students": "42"},
        {"title": f"{nominee.field}前沿讲座", "hours": "2", "students": "120"},
    ]
    achievements = [
        {
            "year": str(day.year - 1), "kind": "project", "title": "先进工艺示例项目（虚构）",
            "role": "负责人", "result": "省部级",
        },
        {
            "year": str(day.year - 2), "kind": "patent", "title": "一种示例检测方法（虚构）",
            "role": "第一发明人", "result": "ZL 虚构",
        },
    ]  # fmt: skip
    fields: dict[str, dict[str, Any]] = {
        "post": {
            "rank": nominee.rank, "post": f"{nominee.discipline}岗位", "discipline": nominee.discipline,
            "duties": "讲授专业课程，开设专题讲座，联合指导学生。", "partner": "钟教师（虚构）",
            "pay_source": "学校绩效专项经费", "contact_name": "教务处（虚构）", "contact_phone": "021-00000000",
        },
        "person": {
            "name": nominee.name, "sex": nominee.sex, "birth_on": nominee.born.isoformat(), "politics": "none",
            "degree": "master", "graduated": "示例大学（虚构）材料工程", "employer": nominee.employer,
            "employer_code": nominee.employer_code, "employer_kind": "key", "position": nominee.position,
            "in_post": "on",
        },
        "experience": {
            "level": nominee.level, "level_number": known["level_number"], "years": str(nominee.years),
            "field": nominee.field, "resume": "历任工程师、主管、总监，主持多项产线工艺攻关（虚构）。",
        },
        "plan": {
            "lectures": "2", "supervised": "3", "projects": "1", "project": "先进工艺联合项目（虚构）",
            "base": "示例实训基地（虚构）", "goals": "把产线真实项目引入课程，联合指导毕业设计。",
            "support": "学校提供实验场地和助教，工作单位每周安排半天教学时间。",
        },
        "review": {
            "met_on": day.isoformat(), "minutes": f"示例校纪〔{day.year}〕3 号", "present": "9", "in_favour": "9",
            "opinion": "资历突出，与岗位匹配，同意推荐。", **review,
        },
        "claims": {
            "no_misconduct": "on", "no_crime": "on", "no_academic_fraud": "on", "no_discipline": "on",
            "other_schools": "0", "promise": "on",
        },
        "term": {
            "hours": "144", "students": "9", "lectures": "6", "results": "课程评价优良，联合指导学生获竞赛奖（虚构）。",
            "in_post": "on", "opinion": "历年考核合格以上，同意续聘。",
        },
        "change": {
            "kind": "position", "new_position": "副总工程师", "effective_on": day.isoformat(),
            "details": "工作单位任命为副总工程师，任职文件附后。",
        },
        "grounds": {"ground": "left", "facts": "本人已从原工作单位离职。", "found_on": day.isoformat()},
    }  # fmt: skip
    tables = {"experience": {"achievements": achievements}, "plan": {"courses": courses}}
    return {slug: {"fields": told_, "tables": tables.get(slug, {})} for slug, told_ in fields.items()}


def _duty(row: FollowUp, result: str, day: date) -> dict[str, Any]:
    if row.kind == nominations.APPRAISAL:
        return {
            "year": str(day.year - 1), "grade": result, "hours": "48" if result != "fail" else "6", "students": "3",
            "summary": "完成岗位任务。" if result != "fail" else "多次缺课，未完成教学任务。",
            "told_on": day.isoformat(),
        }  # fmt: skip
    return {
        "number": f"示例校聘〔{day.year}〕8 号", "appointed_on": day.isoformat(), "agreement_on": day.isoformat(),
    }  # fmt: skip
