"""Files that every page may fetch: named by their content, compressed, kept by browsers for good.

``serve`` makes them from the sources before it listens, so that no step is left to forget; the names in
pages, style sheets and modules are those of the made files. Development and tests read the sources.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import FileSystemFinder, get_finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from whitenoise.storage import CompressedManifestStaticFilesStorage

# of the folders of other people's libraries only what the pages load; a wheel holds the same
LIBRARIES = frozenset({"htmx.min.js", "echarts.min.js"})
# what a module asks for as it is loaded; types named in comments are no part of it
_IMPORT = r"""(?m)^(?P<matched>(?P<words>(?:import|export)\b[^'"`;]*?)["'](?P<url>\.[^"']+)["'];)"""
_IMPORTED = re.compile(_IMPORT)


class Fingerprinted(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # untyped
    """Modules name each other by fingerprint too: a changed one is fetched with all that load it."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((_IMPORT, """%(words)s"%(url)s";"""),)),
    )
    max_post_process_passes = 30  # as deep as modules may load each other


class Libraries(FileSystemFinder):
    """Files of libraries, without the builds and maps beside them."""

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        return (each for each in super().list(ignore_patterns) if each[0] in LIBRARIES)


def make() -> None:
    """Make the files anew where a source has changed; files of before stay for pages still open."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with root.with_name(f"{root.name}.made").open("a+", encoding="ascii") as made:
        fcntl.flock(made, fcntl.LOCK_EX)  # another server may be starting from the same folder
        wanted = _digest()
        made.seek(0)
        if made.read() == wanted:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        made.truncate(0)
        made.write(wanted)


def _digest() -> str:
    """Of every source, and of how files are made from them."""
    found = hashlib.sha256(Path(__file__).read_bytes())
    for path, storage in sorted(_sources(), key=lambda each: each[0]):
        content = Path(storage.path(path)).read_bytes()
        found.update(f"{path} {len(content)}\n".encode() + content)
    return found.hexdigest()


def _sources() -> Iterator[tuple[str, FileSystemStorage]]:
    for finder in get_finders():
        yield from finder.list([])


@lru_cache(maxsize=64)
def loaded_by(*names: str) -> tuple[str, ...]:
    """The modules that these load, and those again, each once."""
    found: dict[str, None] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        path = finders.find(name)
        if path is None:
            raise LookupError(name)
        for match in _IMPORTED.finditer(Path(path).read_text(encoding="utf-8")):
            other = normpath(join(dirname(name), match["url"]))
            if other not in found and other not in names:
                found[other] = None
                waiting.append(other)
    return tuple(found)
