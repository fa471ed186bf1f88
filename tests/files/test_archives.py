"""ZIP archives of papers: names in two encodings, hostile members, bounds."""

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from files import archives
from files.fields import Kept
from tests.factories.files import pdf_bytes, upload, zip_bytes

pytestmark = pytest.mark.django_db


def refused(data: bytes, name: str = "材料.zip") -> str:
    with pytest.raises(ValidationError) as error:
        archives.keep(upload(name, data))
    assert error.value.code is not None
    return error.value.code


def read(data: bytes) -> list[tuple[str, Any]]:
    kept = archives.keep(upload("材料.zip", data))
    return [
        (name, paper.stored.mime if isinstance(paper, Kept) else paper)
        for name, paper in archives.papers(kept.stored)
    ]


def test_papers_are_stored_and_the_others_say_why() -> None:
    data = zip_bytes(
        {
            "材料/林示例-学历证书.pdf": pdf_bytes(),
            "林示例-说明.txt": b"x",
            "林示例-在职证明.pdf": b"no pdf",
            "__MACOSX/._林示例.pdf": b"x",
            ".DS_Store": b"x",
        }
    )
    assert read(data) == [
        ("林示例-学历证书.pdf", "application/pdf"),
        ("林示例-说明.txt", "不支持这种文件。请上传 PDF、JPG、PNG 格式的文件。"),
        (
            "林示例-在职证明.pdf",
            "文件内容不是 PDF（只改扩展名不能转换格式）。请用原程序另存为 PDF 后重新上传。",
        ),
    ]


def test_names_of_an_older_windows_program() -> None:
    name = "林示例-学历证书.pdf"
    plain = zip_bytes({"A" * len(name.encode("gb18030")): pdf_bytes()})
    old = plain.replace(b"A" * len(name.encode("gb18030")), name.encode("gb18030"))
    assert read(old) == [(name, "application/pdf")]


def test_a_member_that_is_broken_does_not_stop_the_others() -> None:
    data = bytearray(zip_bytes({"a.pdf": pdf_bytes(), "b.pdf": pdf_bytes(title="b")}))
    data[60:80] = b"\xff" * 20
    assert read(bytes(data)) == [("a.pdf", "已损坏，无法读取。"), ("b.pdf", "application/pdf")]


@pytest.mark.parametrize("name", ["/etc/x.pdf", "../x.pdf", "a/../../x.pdf", "C:\\x.pdf", "..\\x.pdf"])
def test_sly_paths(name: str) -> None:
    assert refused(zip_bytes({name: b"x"})) == "path"


def test_what_is_no_archive_or_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"x", "材料.rar") == "kind"
    assert refused(b"no archive") == "broken"
    assert refused(zip_bytes({f"{n}.pdf": b"" for n in range(archives.MAX_FILES + 1)})) == "too_many"
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10)
    assert refused(zip_bytes({"a.pdf": b"x" * 11})) == "bomb"
    monkeypatch.setattr(archives, "MAX_BYTES", 10)
    assert refused(zip_bytes({"a.pdf": b"x"})) == "too_large"


def test_a_locked_archive() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.pdf", b"x")
    data = bytearray(target.getvalue())
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    assert refused(bytes(data)) == "encrypted"


def test_names_in_no_encoding() -> None:
    data = zip_bytes({"AAAA": b"x"}).replace(b"AAAA", b"\xff\xff\xff\xff")
    assert refused(data) == "broken"
