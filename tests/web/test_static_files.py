"""Files of the pages as they are served: named by their content, compressed, and never stale."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import FileResponse, HttpResponse
from django.http.response import ResponseHeaders
from django.test import RequestFactory, override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

from ruantong.web import static_files
from ruantong.web.templatetags.addresses import modules
from tests.house.tree import ROOT, sources

NAMED = re.compile(r"\{% (?:static|modules) ((?:'[^']+' ?)+)%\}")
ASKED = re.compile(r"""^(?:import|export)\b[^'"`;]*?["'](\.[^"']+)["'];""", re.MULTILINE)
YEAR = 365 * 24 * 3600
SERVED: dict[str, Any] = {
    "STORAGES": {"staticfiles": {"BACKEND": "ruantong.web.static_files.Fingerprinted"}},
    "WHITENOISE_USE_FINDERS": False,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that a server makes before it listens."""
    root = tmp_path_factory.mktemp("build") / "static"
    with override_settings(STATIC_ROOT=root, **SERVED):
        static_files.make()
        yield root


def answered(path: str) -> tuple[ResponseHeaders, bytes]:
    """Headers and content as a browser gets them."""
    serving = WhiteNoiseMiddleware(lambda _: HttpResponse(status=404))
    answer = serving(RequestFactory().get(path, headers={"Accept-Encoding": "gzip"}))
    assert isinstance(answer, FileResponse), path
    content = b"".join(answer)
    assert answer.file_to_stream
    answer.file_to_stream.close()
    return answer.headers, content


def test_every_name_in_a_page_is_there_compressed_and_for_good(made: Path) -> None:
    pages = [path.read_text(encoding="utf-8") for path in sources(".html")]
    names = {
        each
        for page in pages
        for found in NAMED.findall(page)
        for each in re.findall("'(.+?)'", found)
    }
    assert {"js/sheet.js", "css/grid.css", "vendor/htmx.min.js"} <= names
    for name in names:
        address = staticfiles_storage.url(name)
        headers, content = answered(address)
        kept = re.search(r"max-age=(\d+)", headers["Cache-Control"])
        assert kept, address
        assert int(kept[1]) >= YEAR, address
        assert "immutable" in headers["Cache-Control"], address
        if len(content) > 2000 and not name.endswith(".svg"):
            assert headers["Content-Encoding"] == "gzip", address
            assert b"\0" not in gzip.decompress(content), address


def test_modules_name_each_other_as_they_are_served(made: Path) -> None:
    modules = {
        path.relative_to(made).as_posix(): path.read_text() for path in made.glob("js/**/*.js")
    }
    asked = {
        normpath(join(dirname(name), other))
        for name, text in modules.items()
        for other in ASKED.findall(text)
    }
    assert len(asked) > 30
    assert asked <= set(modules)


def test_of_libraries_only_what_pages_load_is_there(made: Path) -> None:
    names = {re.sub(r"\.[0-9a-f]{12}", "", path.name) for path in (made / "vendor").iterdir()}
    assert {name.removesuffix(".gz") for name in names} == static_files.LIBRARIES


def test_a_changed_module_changes_the_name_of_all_that_load_it(tmp_path: Path) -> None:
    source, root = tmp_path / "source", tmp_path / "static"
    source.mkdir()
    (source / "low.js").write_text("export const a = 1;\n")
    (source / "high.js").write_text(
        '/** @typedef {import("./none.js").T} T */\nimport { a } from "./low.js";\n'
    )
    (source / "other.js").write_text('import "./alone.js";\n')
    (source / "alone.js").write_text("\n")
    finder = "django.contrib.staticfiles.finders.FileSystemFinder"

    def names() -> dict[str, str]:
        with override_settings(STATIC_ROOT=root, **SERVED):
            static_files.make()
            return {
                name: staticfiles_storage.url(name) for name in ("low.js", "high.js", "other.js")
            }

    with override_settings(STATICFILES_DIRS=[source], STATICFILES_FINDERS=[finder]):
        before = names()
        marks = {path: path.stat().st_mtime_ns for path in root.iterdir()}
        assert names() == before
        assert {
            path: path.stat().st_mtime_ns for path in root.iterdir()
        } == marks  # nothing was made
        (source / "low.js").write_text("export const a = 2;\n")
        after = names()
    assert before["low.js"] != after["low.js"]
    assert before["high.js"] != after["high.js"]
    assert before["other.js"] == after["other.js"]
    # a page opened before goes on with what it asks for
    assert all((root / name.removeprefix("/static/")).is_file() for name in before.values())


def test_all_modules_of_a_page_are_asked_for_at_once() -> None:
    folder = ROOT / "ruantong/site/static"

    def below(*names: str) -> set[str]:
        texts = {name: (folder / name).read_text(encoding="utf-8") for name in names}
        found = {
            normpath(join(dirname(n), o)) for n, text in texts.items() for o in ASKED.findall(text)
        }
        return found | below(*found) if found else found

    loaded = static_files.loaded_by("js/sheet.js", "js/live.js")
    assert len(loaded) == len(set(loaded))
    assert set(loaded) == below("js/sheet.js", "js/live.js")


def test_no_module_is_asked_for_before_the_style_sheets() -> None:
    asked = re.findall(r'<link rel="modulepreload"[^>]*>', modules("js/sheet.js", "js/live.js"))
    assert asked
    assert all('fetchpriority="low"' in each for each in asked)
