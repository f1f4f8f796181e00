"""The scan of a licence is what it says it is, and what is too large is not stored first."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import Client
from PIL import Image

from ruantong.registry.models import Registration
from ruantong.web import scans
from ruantong.web.uploads import LARGEST, CappedUpload
from tests.registry.forms import PDF, answers


def picture(kind: str) -> bytes:
    into = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("RGB").save(into, kind)
    return into.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A head that announces a picture, and next to nothing after it."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize("content", [PDF, PDF + b"\n", picture("PNG"), picture("JPEG")])
def test_a_whole_scan_is_accepted_whatever_its_name(content: bytes) -> None:
    file = SimpleUploadedFile("scan.exe", content)
    assert scans.problem(file, "营业执照") is None
    assert file.read() == content  # from its beginning, to be kept


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n", "不是完整的PNG图片"),
        (picture("PNG")[:-2000], "不是完整的PNG图片"),
        (b"\xff\xd8\xff", "不是完整的JPEG图片"),
        (picture("JPEG")[:-2000], "不是完整的JPEG图片"),
        (b"\xff\xd8\xff<script>alert(1)</script>", "不是完整的JPEG图片"),
        (b"%PDF-1.4\n", "不是完整的PDF"),
        (PDF.replace(b"%%EOF", b""), "不是完整的PDF"),
        (PDF.replace(b"startxref\n", b"startxref\n9"), "不是完整的PDF"),
        (PDF.replace(b"1.4", b"x.4"), "不是完整的PDF"),
        (png_of_size(8000, 8000), "8000×8000像素，应不超过4000万像素"),
        (png_of_size(100_000, 100_000), "应不超过4000万像素"),
        (b"GIF89a" + b"\0" * 40, "内容不是PDF、PNG或JPEG"),
        (b"PK\x03\x04", "内容不是PDF、PNG或JPEG"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_and_named(content: bytes, expected: str) -> None:
    said = scans.problem(SimpleUploadedFile("licence.png", content), "营业执照")
    assert said is not None
    assert "“licence.png”" in said
    assert expected in said


class Sent(io.RawIOBase):
    """Files of a form, made up while they are read; ``most`` is what ``folder`` held meanwhile."""

    def __init__(self, folder: Path, *sizes: int) -> None:
        self.folder, self.most = folder, 0
        self.left = b""
        self.parts = self._parts(sizes)

    @staticmethod
    def _parts(sizes: tuple[int, ...]) -> Any:
        for number, size in enumerate(sizes):
            yield (
                f'--x\r\nContent-Disposition: form-data; name="f{number}"; filename="f{number}.pdf"\r\n'
                "Content-Type: application/pdf\r\n\r\n"
            ).encode()
            for _ in range(size // 65536):
                yield b"%" * 65536
            yield b"\r\n"
        yield b"--x--\r\n"

    def read(self, size: int | None = -1, /) -> bytes:
        size = size or 0
        self.most = max(self.most, sum(each.stat().st_size for each in self.folder.iterdir()))
        while len(self.left) < size and (more := next(self.parts, b"")):
            self.left += more
        given, self.left = self.left[:size], self.left[size:]
        return given


@pytest.fixture
def sent(tmp_path: Path, settings: Any) -> Any:
    """What becomes of files of these sizes, and how much of them was ever stored."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    parsed: list[Any] = []

    def send(*sizes: int) -> tuple[Any, int]:
        source = Sent(tmp_path, *sizes)
        meta = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "1000000000"}
        parsed.append(MultiPartParser(meta, source, [CappedUpload()]).parse()[1])
        return parsed[-1], source.most

    yield send
    for files in parsed:
        for file in files.values():
            file.close()


def test_a_file_of_300_mb_is_not_stored_before_it_is_refused(sent: Any) -> None:
    files, kept = sent(300 * 1024 * 1024)
    assert 0 < kept <= LARGEST
    assert scans.problem(files["f0"], "营业执照") == "文件“f0.pdf”有300.0MB，应不超过5MB。"


def test_many_files_of_one_request_share_what_may_be_sent(sent: Any) -> None:
    four = 4 * 1024 * 1024
    files, kept = sent(four, four, four)
    assert 0 < kept <= LARGEST
    assert files["f0"].size == four
    assert "合计应不超过5MB" in (scans.problem(files["f2"], "营业执照") or "")


@pytest.mark.django_db
def test_the_form_says_how_large_the_file_is_and_keeps_the_rest(client: Client) -> None:
    scan = SimpleUploadedFile("照片.png", picture("PNG") + b"\0" * (6 * 1024 * 1024))
    answer = client.post("/register/", answers(licence=scan))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "文件“照片.png”有6.2MB，应不超过5MB" in page
    assert "江北区测试路8号" in page
    assert not Registration.objects.exists()
