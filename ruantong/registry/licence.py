"""The scan of a business licence: judged by its content, never by its name."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 5 * 1024 * 1024
# first bytes → ending and content type
_KINDS = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
)


def kind_of(first_bytes: bytes) -> tuple[str, str] | None:
    """(ending, content type) of a PDF, PNG or JPEG; None for anything else."""
    for magic, ending, content_type in _KINDS:
        if first_bytes.startswith(magic):
            return ending, content_type
    return None


def problem(file: UploadedFile[bytes]) -> str | None:
    """Too large, empty or of another kind, in a Chinese sentence; None when acceptable."""
    size = file.size or 0
    if size > MAX_BYTES:
        return f"文件“{file.name}”有{size / 1024 / 1024:.1f}MB，应不超过5MB。"
    file.seek(0)
    first = file.read(16)
    file.seek(0)
    if kind_of(first) is None:
        return f"文件“{file.name}”的内容不是PDF、PNG或JPEG，请上传营业执照的扫描件或照片。"
    return None
