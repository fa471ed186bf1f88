"""Reading a PDF back, for the checks before it leaves the house."""

import pypdfium2


def text(pdf: bytes) -> str:
    """The text of every page, as a reader would extract it."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)
