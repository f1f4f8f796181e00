"""``./run bench paper``: a form and an annual archive as PDF, beside a bare typst compile of as many texts.

Every document is another return's: typst remembers what it has set before. Processor time, median of
some, and of the first one, for which the process knows nothing yet. Ends with one JSON line.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

_MOST = 12  # returns of each kind


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ruantong-bench.") as folder:
        database = f"sqlite:///{Path(folder) / 'city.sqlite3'}"
        make = ["-m", "ruantong.cli", "demo", "--small", "--fill-database", "--database", database]
        subprocess.run([sys.executable, *make], check=True, stdout=subprocess.DEVNULL)
        os.environ["RUANTONG_CLOCK"] = "2024-06-10"
        from ruantong.commands.environment import start_django

        start_django(demo=True, database=database)
        return _measure()


def _measure() -> int:
    from ruantong.accounts.models import User
    from ruantong.core.lifecycle import Role
    from ruantong.returns.paper.archive import archive_pdf
    from ruantong.returns.paper.documents import form_pdf
    from ruantong.returns.paper.filed import archive_for
    from ruantong.returns.reading.access import readable_now, returns_visible_to

    city = User.objects.filter(role=Role.CITY.value)[0]
    seen = returns_visible_to(city).filter(readable_now(city)).order_by("pk")
    monthly, annual = (
        [archive_for(city, pk) for pk in seen.filter(frequency=kind).values_list("pk", flat=True)[:_MOST]]
        for kind in ("monthly", "annual")
    )  # fmt: skip
    found = {
        "form": _times(lambda each: form_pdf(each.filed, each.sheets[0]), monthly),
        "form_read_and_set": _times(
            lambda each: form_pdf((one := archive_for(city, each.filed.ret.pk)).filed, one.sheets[0]),
            monthly,
        ),
        "form_bare": _times(_bare(), [_texts(each.filed.part(each.sheets[0], "")) for each in monthly]),
        "archive": _times(archive_pdf, annual),
        "archive_read_and_set": _times(
            lambda each: archive_pdf(archive_for(city, each.filed.ret.pk)), annual
        ),
        "archive_bare": _times(
            _bare(), [_texts([e.filed.part(sheet, "") for sheet in e.sheets]) for e in annual]
        ),
    }  # fmt: skip
    for name, times in found.items():
        print(f"{name:<24} 第一份 {times[0]:>7.1f} ms　其余中位数 {median(times[1:]):>7.1f} ms")
    ratios = {
        "form_vs_bare": _ratio(found["form"], found["form_bare"]),
        "archive_vs_bare": _ratio(found["archive"], found["archive_bare"]),
    }
    figures = {name: round(median(times[1:]), 1) for name, times in found.items()}
    print(json.dumps({"milliseconds": figures, **ratios}))
    return 0


def _times(work: Callable[[Any], object], given: list[Any]) -> list[float]:
    """Milliseconds of processor time of each."""
    found = []
    for each in given:
        began = process_time()
        work(each)
        found.append((process_time() - began) * 1000)
    return found


def _bare() -> Callable[[list[str]], None]:
    """A compiler of its own, kept with its fonts like ours."""
    import typst

    from ruantong.returns.paper.typesetting import family

    compiler, font = typst.Compiler(root=Path(__file__).parent), family()

    def compiled(texts: list[str]) -> None:
        data = json.dumps({"font": font, "texts": texts}, ensure_ascii=False)
        layout = Path(__file__).parent / "bare.typ"
        compiler.compile(input=layout, format="pdf", sys_inputs={"data": data})

    return compiled


def _texts(value: object) -> list[str]:
    return list(_walked(value))


def _walked(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _walked(each)
    elif isinstance(value, list):
        for each in value:
            yield from _walked(each)


def _ratio(ours: list[float], bare: list[float]) -> float:
    return round(median(ours[1:]) / median(bare[1:]), 2)


if __name__ == "__main__":
    raise SystemExit(main())
