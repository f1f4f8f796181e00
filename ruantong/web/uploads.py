"""Files that are sent in: nothing beyond the largest one anybody may send is kept, while it arrives."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

LARGEST = 5 * 1024 * 1024


class Oversized(UploadedFile):  # type: ignore[type-arg]
    """In the place of what was too large: its name and how much was sent, without its content."""


class CappedUpload(TemporaryFileUploadHandler):
    """Stores a file until the files of its request are larger than a request may send.

    The rest is read and dropped, so that the form can say which file is how much too large; how much
    may be sent at all is for the server in front (docs/install.md).
    """

    file: Any
    _sent = 0  # by all files of the request together
    _full = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._sent += len(raw_data)
        if self._sent > LARGEST:
            self._full = True
            self.file.close()
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        if not self._full:
            return super().file_complete(file_size)
        self.file.close()
        return Oversized(BytesIO(), self.file_name, self.content_type, file_size, self.charset)


def size_fault(file: UploadedFile[bytes]) -> str | None:
    """Too large, in a Chinese sentence that names file, size and limit."""
    size = file.size or 0
    if size <= LARGEST and not isinstance(file, Oversized):
        return None
    limit = LARGEST // 1024 // 1024
    if size <= LARGEST:
        return f"文件“{file.name}”没有收下：一次提交的文件合计应不超过{limit}MB。"
    tenths = -(-size * 10 // (1024 * 1024))
    return f"文件“{file.name}”有{tenths // 10}.{tenths % 10}MB，应不超过{limit}MB。"
