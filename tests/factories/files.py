"""Small true files of every kind, and stored ones."""

import io
import zipfile
from typing import Any

import factory
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from PIL import Image

from files.models import StoredFile
from files.storage import store_bytes


def pdf_bytes(pages: int = 1, *, title: str = "") -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page(page_size=(595, 842))
        if title:
            document.docinfo["/Title"] = title
        document.save(target, deterministic_id=True)
    return target.getvalue()


def image_bytes(fmt: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "#2f6f4f") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, fmt)
    return target.getvalue()


def xlsx_bytes(value: str = "虚构") -> bytes:
    target = io.BytesIO()
    book = Workbook()
    book.active["A1"] = value
    book.save(target)
    return target.getvalue()


def zip_bytes(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


def docx_bytes() -> bytes:
    return zip_bytes(
        {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>", "_rels/.rels": b"<r/>"}
    )


def ofd_bytes() -> bytes:
    return zip_bytes({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<Document/>"})


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A stored one-page PDF, each with bytes of its own."""

    class Meta:
        model = StoredFile

    title = factory.Sequence(lambda n: f"file {n}")

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: Any, **kwargs: Any) -> StoredFile:
        return store_bytes(pdf_bytes(title=kwargs["title"]), "application/pdf", "pdf")
