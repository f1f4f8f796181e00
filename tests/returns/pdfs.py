"""Reading PDFs back: what a reader can copy out of them, and what they carry with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def pdf(answer: Any) -> PdfReader:
    """The PDF that an address answered with."""
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(BytesIO(answer.content))


def text_of(reader: PdfReader) -> str:
    """All of its text without blanks: where lines were broken does not matter."""
    return squeezed("".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def fonts_of(reader: PdfReader) -> Iterator[tuple[str, bool]]:
    """Every font with whether its glyphs are in the file."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            own = font.get_object()
            inner = own["/DescendantFonts"][0].get_object() if "/DescendantFonts" in own else own
            described = inner["/FontDescriptor"].get_object()
            embedded = {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)
            yield str(own["/BaseFont"]), bool(embedded)
