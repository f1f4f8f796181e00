"""The package of a workbook (.xlsx): what kind of file it is, and its parts within their limits."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser
from django.core.files.uploadedfile import UploadedFile

from ruantong.web.uploads import size_fault

LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_PARTS = 500
_DEEPEST = 24  # elements inside one another; a real part has a dozen
_CHUNK = 64 * 1024
COMPOUND = b"\xd0\xcf\x11\xe0"  # .xls, .et and every workbook under a password


class NotRead(Exception):
    """A file that is not read; ``message`` is Chinese, names the file and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Parts(ContentHandler):
    """Element by element with local names; ``begin`` and ``end`` of a subclass see no prefixes."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 (SAX)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ValueError("elements inside one another without end")
        self.begin(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 (SAX)
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def begin(self, name: str, attrs: Any) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


class Package:
    """An opened workbook; ``name`` is the file's, for complaints."""

    def __init__(self, file: UploadedFile[bytes]) -> None:
        self.name = file.name or ""
        if fault := size_fault(file):
            raise NotRead(fault)
        file.seek(0)
        first = file.read(_CHUNK)
        file.seek(0)
        if first.startswith(COMPOUND):
            raise NotRead(
                f"文件“{self.name}”不是Excel工作簿（.xlsx），是旧格式（.xls）、WPS格式（.et）或"
                "加了密码的工作簿，请用表格软件去掉密码并另存为.xlsx。"
            )
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise NotRead(_no_workbook(self.name, first)) from error
        parts = self._zip.infolist()
        self.parts = {part.filename: part for part in parts}
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise NotRead(f"文件“{self.name}”展开后过大，请只保留要导入的工作表后另存。")
        if "[Content_Types].xml" not in self.parts or "xl/workbook.xml" not in self.parts:
            kind = "是OpenDocument表格（.ods），" if "content.xml" in self.parts else ""
            raise NotRead(
                f"文件“{self.name}”{kind}不是Excel工作簿（.xlsx），请用表格软件另存为.xlsx。"
            )

    def damaged(self) -> NotRead:
        """What is said of a package that promises something else than it holds."""
        return NotRead(f"文件“{self.name}”打不开，请用表格软件另存为Excel工作簿（.xlsx）。")

    def has(self, name: str) -> bool:
        return name in self.parts

    def any_under(self, folder: str) -> bool:
        """Whether there are parts of a kind (macros, links to other files)."""
        return any(name.startswith(folder) for name in self.parts)

    def read(self, name: str, handler: Parts) -> None:
        """One part, element by element."""
        for _ in self.reading(name, handler):
            pass

    def reading(self, name: str, handler: Parts) -> Iterator[None]:
        """The same in steps, so that what was read is used before the next piece is."""
        parser = make_parser()
        parser.forbid_dtd = True
        parser.setContentHandler(handler)
        try:
            with self._open(name) as stream:
                while piece := stream.read(_CHUNK):
                    parser.feed(piece)
                    yield
                parser.close()
                yield
        except NotRead:
            raise
        except _BROKEN as error:
            raise self.damaged() from error

    def _open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)

    def close(self) -> None:
        self._zip.close()


def _broken() -> tuple[type[Exception], ...]:
    """What a damaged or forged package makes its readers stumble over."""
    import zlib
    from xml.sax import SAXException

    return (
        SAXException, DefusedXmlException, zipfile.BadZipFile, zlib.error, KeyError, ValueError,
        OSError, EOFError, NotImplementedError, RuntimeError, IndexError, OverflowError,
    )  # fmt: skip


_BROKEN = _broken()


def _no_workbook(name: str, first: bytes) -> str:
    what = "不是Excel工作簿（.xlsx）"
    if first.startswith(b"PK"):
        return f"文件“{name}”{what}，或已损坏，请用表格软件另存为.xlsx。"
    if b"\0" not in first:
        return (
            f"文件“{name}”{what}，是文本（CSV等）；旧格式（.xls）或CSV请用表格软件打开后"
            "另存为.xlsx。"
        )
    return f"文件“{name}”{what}；旧格式（.xls）或CSV请用表格软件另存为.xlsx。"


def target_in(base: str, target: str) -> str:
    """The name of a part that a relationship of ``base`` names."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
