"""A file input that does not forget: when another field is wrong, the file need not be chosen again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from files.kinds import DOCUMENTS, accept, labels
from files.models import StoredFile
from files.names import display_name
from files.storage import store

_SALT = "files.kept"
_KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Kept:
    """A stored upload with the name its owner gave it, cleaned."""

    stored: StoredFile
    name: str

    def token(self) -> str:
        return signing.dumps([self.stored.pk, self.name], salt=_SALT)

    @classmethod
    def from_token(cls, token: str) -> "Kept | None":
        try:
            pk, name = signing.loads(token, salt=_SALT, max_age=_KEPT_FOR)
        except signing.BadSignature:
            return None
        stored = StoredFile.objects.filter(pk=pk).first()
        return cls(stored, name) if stored else None


class KeptFileInput(forms.FileInput):
    """The file input, with a hidden signed reference to what was stored already."""

    template_name = "files/kept_file.html"
    needs_multipart_form = True
    kept: Kept | None = None

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile], name: str
    ) -> UploadedFile | str | None:
        return files.get(name) or data.get(f"{name}-kept") or None

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: MultiValueDict[str, UploadedFile], name: str
    ) -> bool:
        return name not in files and f"{name}-kept" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        kept = self.kept or (Kept.from_token(value) if isinstance(value, str) else None)
        if kept:
            context["kept"] = {"name": kept.name, "token": kept.token()}
            context["widget"]["attrs"].pop("required", None)
        return context


class KeptFileField(forms.Field):
    """Cleans to ``Kept``: the upload is checked and stored before any other error is shown.
    ``kinds`` are the extensions taken."""

    widget = KeptFileInput

    def __init__(self, *, kinds: frozenset[str] = DOCUMENTS, **kwargs: Any) -> None:
        self.kinds = kinds
        kwargs.setdefault("error_messages", {"required": _("请选择文件。")})
        super().__init__(**kwargs)
        self.help_text = self.help_text or _("可上传 %(kinds)s，不超过 %(limit)s MB。") % {
            "kinds": labels(kinds),
            "limit": f"{settings.FILE_MAX_BYTES / 2**20:g}",
        }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"accept": accept(self.kinds)}

    def clean(self, value: UploadedFile | str | None) -> Kept | None:
        kept: Kept | None = None
        if isinstance(value, UploadedFile):
            kept = Kept(store(value, kinds=self.kinds), display_name(value.name or ""))
        elif value:
            kept = Kept.from_token(value)
            if kept is None:
                raise ValidationError(_("暂存的文件已过期，请重新选择。"), code="expired")
        if kept is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if isinstance(self.widget, KeptFileInput):
            self.widget.kept = kept
        return kept
