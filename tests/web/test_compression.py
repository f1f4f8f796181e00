"""Pages are packed on the way, each time to another length; what is packed already is left alone."""

from __future__ import annotations

import gzip

from django.http import HttpResponse
from django.test import RequestFactory

from ruantong.web.compression import CompressedPages

TEXT = "<p>指标名称</p>" * 500


def answered(kind: str) -> HttpResponse:
    packing = CompressedPages(lambda _: HttpResponse(TEXT, content_type=kind))
    answer = packing(RequestFactory().get("/", headers={"Accept-Encoding": "gzip"}))
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_page_is_packed_and_its_length_tells_nothing_of_its_content() -> None:
    pages = [answered("text/html; charset=utf-8") for _ in range(8)]
    assert {gzip.decompress(page.content).decode() for page in pages} == {TEXT}
    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    assert len({len(page.content) for page in pages}) > 1
    assert all(len(page.content) < len(TEXT.encode()) / 5 for page in pages)


def test_a_workbook_is_sent_as_it_is() -> None:
    answer = answered("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert "Content-Encoding" not in answer
    assert answer.content.decode() == TEXT
