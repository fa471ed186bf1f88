"""What a scanned paper carries in its QR codes; read in the sandbox, because a scan comes from outside."""

import json

from files import sandbox
from files.models import StoredFile


def qr_texts(scan: StoredFile) -> list[str]:
    """Texts of all QR codes, in page order; none when the file cannot be read."""
    try:
        return list(json.loads(sandbox.run("read_codes", scan.read(), seconds=120)))
    except sandbox.Failed:
        return []
