"""Posts, nominations and what hangs on them, for tests: fictional people, identity region 310199."""

from datetime import date
from typing import Any

import factory
from stdnum.cn import ric

from accounts.models import OrganisationKind
from teachers.models import (
    Consent,
    ConsentKind,
    DocumentKind,
    Nomination,
    NominationFile,
    NominationNotice,
    NoticeKind,
    NoticeResult,
    Post,
    TeachingKind,
    TeachingLog,
)
from teachers.ranks import Level, Rank, Sex
from tests.factories.accounts import OrganisationFactory, UserFactory, uscc
from tests.factories.files import StoredFileFactory


def resident_number(serial: int, birth: date = date(1978, 6, 15), sex: str = Sex.MALE) -> str:
    """A well-formed identity number that belongs to nobody; the parity of the serial says the sex."""
    odd = sex == Sex.MALE
    body = f"310199{birth:%Y%m%d}{(serial * 2 + odd) % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")  # it leaves the last place out


class PostFactory(factory.django.DjangoModelFactory[Post]):
    class Meta:
        model = Post

    school = factory.SubFactory(
        OrganisationFactory,
        kind=OrganisationKind.SCHOOL,
        code=factory.Sequence(lambda n: uscc(300_000 + n, kind="12")),
        name=factory.Sequence(lambda n: f"示例理工大学{n}（虚构）"),
    )
    rank = Rank.PROFESSOR
    year = 2026
    title = "集成电路工艺产业教授"
    discipline = "集成电路科学与工程"
    duties = "讲授课程，联合指导研究生。"
    places = 3
    deadline = date(2026, 12, 31)


class NominationFactory(factory.django.DjangoModelFactory[Nomination]):
    class Meta:
        model = Nomination

    post = factory.SubFactory(PostFactory)
    school = factory.SelfAttribute("post.school")
    rank = factory.SelfAttribute("post.rank")
    order = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"林示例{n}（虚构）")
    document_kind = DocumentKind.RESIDENT
    document_number = factory.Sequence(resident_number)
    birth_on = date(1978, 6, 15)
    sex = Sex.MALE
    phone = "13800000000"
    email = factory.Sequence(lambda n: f"nominee{n}@example.com")
    employer_name = "申芯示例半导体（上海）有限公司（虚构）"
    employer_code = "91310115000000019M"
    employer_email = "hr@example.com"
    position = "工艺总监"
    level = Level.SENIOR
    level_number = "虚构-2015-001"
    years = 16
    field = "集成电路制造"
    created_by = factory.SubFactory(UserFactory)


class ConsentFactory(factory.django.DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    nomination = factory.SubFactory(NominationFactory)
    kind = ConsentKind.NOMINEE
    email = "nominee@example.com"
    snapshot: dict[str, Any] = {}
    sha256 = "0" * 64
    asked_by = factory.SubFactory(UserFactory)


class NominationNoticeFactory(factory.django.DjangoModelFactory[NominationNotice]):
    class Meta:
        model = NominationNotice

    nomination = factory.SubFactory(NominationFactory)
    kind = NoticeKind.EMPLOYER
    place = "公司公告栏"
    starts_on = date(2026, 3, 2)
    ends_on = date(2026, 3, 9)
    result = NoticeResult.CLEAR
    proof = factory.SubFactory(StoredFileFactory)
    proof_name = "公示证明.pdf"
    recorded_by = factory.SubFactory(UserFactory)


class NominationFileFactory(factory.django.DjangoModelFactory[NominationFile]):
    class Meta:
        model = NominationFile

    nomination = factory.SubFactory(NominationFactory)
    slot = "degree"
    stored = factory.SubFactory(StoredFileFactory)
    name = "学历证书.pdf"
    uploaded_by = factory.SubFactory(UserFactory)


class TeachingLogFactory(factory.django.DjangoModelFactory[TeachingLog]):
    class Meta:
        model = TeachingLog

    nomination = factory.SubFactory(NominationFactory)
    year = 2026
    kind = TeachingKind.COURSE
    title = "集成电路制造工艺"
    hours = 48
    students = 60
    recorded_by = factory.SubFactory(UserFactory)
