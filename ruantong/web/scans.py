"""Scans that are sent in (licences, stamped copies): judged by their content, never by their name."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from ruantong.web.uploads import size_fault

# An A4 page at 600 dots per inch has 35 million pixels; what decodes to far more is no scan.
MAX_PIXELS = 40_000_000
# first bytes → ending and content type
_KINDS = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
)
_PDF_HEAD = re.compile(rb"%PDF-[12]\.[0-9]")
_PDF_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
_PDF_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")  # a table, or a stream that holds one
_TAIL = 1024


def kind_of(first_bytes: bytes) -> tuple[str, str] | None:
    """(ending, content type) of a PDF, PNG or JPEG; None for anything else."""
    for magic, ending, content_type in _KINDS:
        if first_bytes.startswith(magic):
            return ending, content_type
    return None


def problem(file: UploadedFile[bytes], what: str) -> str | None:
    """Too large, of another kind or damaged, in a Chinese sentence; None when acceptable. ``what``: of
    which document it should be the scan.
    """
    if fault := size_fault(file):
        return fault
    file.seek(0)
    kind = kind_of(file.read(16))
    file.seek(0)
    if kind is None:
        return f"文件“{file.name}”的内容不是PDF、PNG或JPEG，请上传{what}的扫描件或照片。"
    ending = kind[0]
    fault = _pdf_fault(file) if ending == "pdf" else _image_fault(file, ending)
    file.seek(0)
    return f"文件“{file.name}”{fault}" if fault else None


def _pdf_fault(file: IO[bytes]) -> str | None:
    content = file.read()
    found = _PDF_END.search(content, max(0, len(content) - _TAIL))
    if not (_PDF_HEAD.match(content) and found and _PDF_TABLE.match(content, int(found[1]))):
        return "不是完整的PDF，打不开，请重新扫描或另存后上传。"
    return None


def _image_fault(file: IO[bytes], ending: str) -> str | None:
    """Every pixel is decoded: a head alone, or half a picture, is none."""
    from PIL import Image  # only where a picture is sent in: loading it takes time and memory

    name = "PNG" if ending == "png" else "JPEG"
    broken = f"不是完整的{name}图片，打不开，请重新扫描或拍照后上传。"
    try:
        with Image.open(file, formats=[name]) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                return (
                    f"的图片有{width}×{height}像素，应不超过{MAX_PIXELS // 10_000}万像素，"
                    "请缩小后上传。"
                )
            picture.load()
    except Image.DecompressionBombError:
        return f"的图片像素过多，应不超过{MAX_PIXELS // 10_000}万像素，请缩小后上传。"
    except (OSError, ValueError, SyntaxError, EOFError):
        return broken
    return None


def keep(field: FieldFile, file: UploadedFile[bytes]) -> None:
    """Store a file that was found acceptable, on disk when this returns.

    Its name is ours: nothing of the sender's file name reaches the disk.
    """
    file.seek(0)
    kind = kind_of(file.read(16))
    file.seek(0)
    field.save(f"{uuid4().hex}.{kind[0] if kind else 'bin'}", file, save=False)
    for place in (Path(field.path), Path(field.path).parent):
        held = os.open(place, os.O_RDONLY)
        try:
            os.fsync(held)
        finally:
            os.close(held)


def scan_response(field: FieldFile, name: str) -> FileResponse:
    """A stored scan, typed by its content and locked in; ``Http404`` when there is none."""
    if not field:
        raise Http404
    try:
        file = field.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    kind = kind_of(file.read(16))
    file.seek(0)
    ending, content_type = kind or ("bin", "application/octet-stream")
    response = FileResponse(
        file,
        content_type=content_type,
        as_attachment=ending not in {"png", "jpg"},
        filename=f"{name}.{ending}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
