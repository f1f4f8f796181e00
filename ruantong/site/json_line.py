"""Log records as lines of JSON, without personal data and figures (docs/adr/0110).

Of an exception: its kind, its place, and its words without the values it speaks of.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

ACCESS = "ruantong.access"
# what stands in quotes or in figures may be somebody's
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|\([^)]*\)|\d[\d,.\-]+|[^\s@]+@\S+")
_FRAMES = 40


class JsonLine(logging.Formatter):
    """A record as one line, times in UTC."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "log": record.name,
            **getattr(record, "said", {}),
        }
        if record.name != ACCESS:
            line["message"] = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            line |= _reason(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _reason(error: BaseException) -> dict[str, Any]:
    """Kind, words without values, and place; the same of what it came from."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    said: dict[str, Any] = {
        "error": f"{type(error).__module__}.{type(error).__qualname__}",
        "reason": without_values(str(error)),
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if state := getattr(error, "sqlstate", None):
        said["sqlstate"] = state
        said["constraint"] = getattr(getattr(error, "diag", None), "constraint_name", None)
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said | ({"cause": _reason(cause)} if cause else {})


def without_values(text: str) -> str:
    """The first line of a message, with “…” for whatever somebody may have typed."""
    return _VALUES.sub("…", text.partition("\n")[0])[:200]
