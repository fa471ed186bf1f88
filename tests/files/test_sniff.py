"""What may be uploaded, and what a person reads when it may not."""

import contextlib
import io
import random
import struct
import tracemalloc
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from files import packages, sniff
from files.kinds import DOCUMENTS, SCANS, accept
from tests.factories import files as make


def refusal(name: str, data: bytes, allowed: frozenset[str] = DOCUMENTS) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        sniff.check(make.upload(name, data), allowed)
    return caught.value.code, caught.value.message


def pdf_with(change) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(make.pdf_bytes())) as document:
        change(document)
        document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "extension", "mime"),
    [
        ("年报.PDF", make.pdf_bytes(), "pdf", "application/pdf"),
        ("照片.jpeg", make.image_bytes("JPEG"), "jpg", "image/jpeg"),
        ("章.png", make.image_bytes("PNG"), "png", "image/png"),
        ("名册.xlsx", make.xlsx_bytes(), "xlsx", sniff.KINDS["xlsx"].mime),
        ("协议.docx", make.docx_bytes(), "docx", sniff.KINDS["docx"].mime),
        ("发票.ofd", make.ofd_bytes(), "ofd", "application/ofd"),
    ],
)
def test_true_files_pass(name, data, extension, mime):
    kind = sniff.check(make.upload(name, data), DOCUMENTS)
    assert (kind.extension, kind.mime) == (extension, mime)


def test_only_what_the_field_allows():
    code, message = refusal("名册.xlsx", make.xlsx_bytes(), SCANS)
    assert (code, message) == ("kind", "不支持这种文件。请上传 PDF、JPG、PNG 格式的文件。")
    assert accept(SCANS) == ".jpeg,.jpg,.pdf,.png"


@pytest.mark.parametrize("name", ["a.exe", "a.svg", "a.html", "a", "pdf", "a.pdf.", "a.docm"])
def test_names_off_the_list(name):
    assert refusal(name, make.pdf_bytes())[0] == "kind"


def test_empty_and_oversize(settings):
    assert refusal("a.pdf", b"") == ("empty", "文件是空的。请重新选择文件。")
    settings.FILE_MAX_BYTES = 1 * 2**20
    assert refusal("a.pdf", b"%PDF-1.7" + b"0" * (2**20 + 2**19)) == (
        "too_large",
        "文件大小为 1.5 MB，超过 1 MB 的上限。请压缩或拆分后重新上传。",
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.jpg", make.image_bytes("PNG")),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("a.xlsx", make.docx_bytes()),
        ("a.docx", make.ofd_bytes()),
        ("a.ofd", make.zip_bytes({"other.xml": b"<x/>"})),
        ("a.xlsx", b"PK\x03\x04 and then nothing of a zip"),
    ],
)
def test_bytes_that_are_not_their_name(name, data):
    code, message = refusal(name, data)
    assert code == "mismatch"
    assert "只改扩展名不能转换格式" in message


def test_old_or_encrypted_office():
    code, message = refusal("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert (code, message) == (
        "old_office",
        "这是旧版或加密的 Office 文件。请取消密码，并另存为 DOCX 后重新上传。",
    )


class TestPackages:
    def test_macros(self):
        data = make.zip_bytes({"word/document.xml": b"<d/>", "word/vbaProject.bin": b"x"})
        assert refusal("a.docx", data)[0] == "macro"

    def test_macro_type_without_the_part(self):
        types = (
            b"<Types><Override ContentType='application/vnd.ms-word.document.macroEnabled.main+xml'/></Types>"
        )
        data = make.zip_bytes({"[Content_Types].xml": types, "word/document.xml": b"<d/>"})
        assert refusal("a.docx", data)[0] == "macro"

    @pytest.mark.parametrize("part", ["word/embeddings/oleObject1.bin", "word/run.exe", "word/inner.zip"])
    def test_programs_and_objects_inside(self, part):
        assert refusal("a.docx", make.zip_bytes({"word/document.xml": b"<d/>", part: b"x"}))[0] == "nested"

    @pytest.mark.parametrize("part", ["../../etc/cron.d/x", "/etc/passwd", "C:/x.xml", "a\\b.xml"])
    def test_paths_out_of_the_package(self, part):
        assert refusal("a.ofd", make.zip_bytes({"OFD.xml": b"<o/>", part: b"x"}))[0] == "structure"

    def test_entity_declarations(self):
        evil = b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"
        assert refusal("a.xlsx", make.zip_bytes({"xl/workbook.xml": evil}))[0] == "structure"

    @pytest.mark.parametrize(
        "markup",
        [
            b"<?xml version='1.0'?><!--" + b"x" * 2000 + b"--><!DOCTYPE a><a/>",
            b"<!-- <a> --><!DOCTYPE a><a/>",
            b"<!--" + b"x" * 9000 + b"--><!DOCTYPE a><a/>",
            "<!DOCTYPE a><a/>".encode("utf-16"),
            b"\xef\xbb\xbf<!DOCTYPE a><a/>",
            b" " * 9000 + b"<!DOCTYPE a><a/>",
        ],
        ids=[
            "after a comment",
            "after an element in a comment",
            "far away",
            "UTF-16",
            "byte order mark",
            "blanks",
        ],
    )
    def test_a_declaration_is_found_wherever_it_hides(self, markup):
        assert refusal("a.ofd", make.zip_bytes({"OFD.xml": markup}))[0] == "structure"

    @pytest.mark.parametrize(
        "markup",
        [
            b"<?xml version='1.0'?>\r\n<!-- made by hand --><o:OFD>doctype</o:OFD>",
            "<?xml version='1.0' encoding='UTF-16'?><办件/>".encode("utf-16"),
            "\ufeff<发票/>".encode(),
            b"",
        ],
        ids=["comment", "UTF-16", "Chinese names", "empty part"],
    )
    def test_negative_control_plain_markup_passes(self, markup):
        data = make.zip_bytes({"OFD.xml": b"<o/>", "a.xml": markup, "res/seal.png": make.image_bytes()})
        assert sniff.check(make.upload("a.ofd", data), DOCUMENTS).extension == "ofd"

    def test_a_torn_part_is_told_like_any_damage(self):
        data = bytearray(make.zip_bytes({"OFD.xml": b"<o>" + bytes(range(256)) + b"</o>"}))
        start = 30 + len("OFD.xml")
        data[start : start + 20] = b"\xff" * 20
        assert refusal("a.ofd", bytes(data))[0] == "mismatch"

    def test_any_damage_is_a_refusal_and_never_a_crash(self):
        whole, dice = make.docx_bytes(), random.Random(20260914)
        for _case in range(400):
            data = bytearray(whole)
            for _flip in range(dice.randint(1, 6)):
                data[dice.randrange(4, len(data))] = dice.randrange(256)
            with contextlib.suppress(ValidationError):
                sniff.check(make.upload("a.docx", bytes(data)), DOCUMENTS)

    @pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
    def test_packing_the_formats_do_not_know(self, method):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", method) as archive:
            archive.writestr("OFD.xml", "<o/>")
        assert refusal("a.ofd", target.getvalue())[0] == "structure"

    def test_bomb_by_directory_is_refused_before_it_is_read(self):
        """Entries without parts: each would become an object of the reader before they can be counted."""
        entry = b"PK\x01\x02" + b"\0" * 24 + struct.pack("<H", 1) + b"\0" * 16 + b"a"
        entries = entry * 60_000
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(entries), 4, 0)
        data = b"PK\x03\x04" + entries + end
        tracemalloc.start()
        try:
            assert refusal("a.docx", data)[0] == "bomb"
            assert tracemalloc.get_traced_memory()[1] < 3 * len(data)
        finally:
            tracemalloc.stop()

    def test_bomb_by_ratio(self):
        data = make.zip_bytes({"xl/workbook.xml": b"<w/>", "xl/media/a.dat": b"\0" * (30 * 2**20)})
        assert refusal("a.xlsx", data)[0] == "bomb"

    def test_bomb_by_parts(self, monkeypatch):
        monkeypatch.setattr(packages, "MAX_PARTS", 3)
        data = make.zip_bytes({"OFD.xml": b"<o/>"} | {f"{n}.xml": b"" for n in range(3)})
        assert refusal("a.ofd", data)[0] == "bomb"

    def test_encrypted_member(self):
        data = bytearray(make.zip_bytes({"OFD.xml": b"<o/>"}))
        data[6] |= 1  # local header
        data[data.rindex(b"PK\x01\x02") + 8] |= 1  # central directory
        assert refusal("a.ofd", bytes(data)) == ("encrypted", "文件已加密。请取消密码后重新上传。")

    def test_a_member_that_lies_about_its_size_is_no_package(self):
        data = bytearray(make.zip_bytes({"OFD.xml": b"<o>" + b"x" * 500 + b"</o>"}))
        entry = data.rindex(b"PK\x01\x02")
        data[entry + 16 : entry + 20] = struct.pack("<I", 12345)  # wrong checksum
        data[entry + 24 : entry + 28] = struct.pack("<I", 7)  # declared smaller than it is
        assert refusal("a.ofd", bytes(data))[0] == "mismatch"


class TestPdf:
    def test_encrypted(self):
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(make.pdf_bytes())) as document:
            document.save(target, encryption=pikepdf.Encryption(owner="o", user="u"))
        code, message = refusal("a.pdf", target.getvalue())
        assert (code, message) == (
            "encrypted",
            "PDF 已加密或限制了权限，无法审阅。请取消密码，或用“打印为 PDF”另存后重新上传。",
        )

    @pytest.mark.parametrize("action", ["/JavaScript", "/Launch"])
    def test_actions_on_opening(self, action):
        def change(document):
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name(action), F="x", JS="app.alert(1)")

        assert refusal("a.pdf", pdf_with(change))[0] == "script"

    def test_launch_deep_in_an_annotation(self):
        def change(document):
            document.pages[0].Annots = pikepdf.Array(
                [pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F="calc.exe"))]
            )

        assert refusal("a.pdf", pdf_with(change))[0] == "script"

    def test_links_are_no_scripts(self):
        def change(document):
            document.pages[0].Annots = pikepdf.Array(
                [pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI="https://example.com"))]
            )

        assert sniff.check(make.upload("a.pdf", pdf_with(change)), SCANS).extension == "pdf"

    def test_garbage_after_the_header(self):
        assert refusal("a.pdf", b"%PDF-1.7\n" + b"garbage " * 100)[0] == "broken"

    def test_no_pages(self):
        assert refusal("a.pdf", make.pdf_bytes(0))[0] == "empty"

    def test_too_many_pages(self):
        code, message = refusal("a.pdf", make.pdf_bytes(501))
        assert (code, message) == ("pages", "PDF 超过 500 页。请拆分后分别上传。")


class TestImages:
    def test_truncated(self):
        assert refusal("a.png", make.image_bytes("PNG", (300, 300))[:-200])[0] == "broken"

    def test_more_pixels_than_anybody_needs(self):
        target = io.BytesIO()
        Image.new("1", (8000, 5001)).save(target, "PNG")
        assert refusal("a.png", target.getvalue()) == (
            "pixels",
            "图片为 8000×5001 像素，过大。请缩小到 4000 万像素以内后上传。",
        )

    def test_pixel_flood(self):
        """A tiny file that claims 20,000 × 20,000 pixels is refused before it is unfolded."""
        header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
        chunk = b"IHDR" + header
        data = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
        code, message = refusal("a.png", data + make.image_bytes("PNG")[33:])
        assert code == "pixels"
        assert message.endswith("请缩小到 4000 万像素以内后上传。")
