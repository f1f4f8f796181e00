"""From a document as data to a PDF. The layout is ours; everything that is filled in reaches it as JSON
strings, so that nothing a respondent writes is ever read as mark-up (docs/adr/0115).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from ruantong.returns.errors import Refused

_LAYOUT = Path(__file__).parent / "layout"
# Song typefaces, as the ministry prints its forms, then others; the first one there is used.
FAMILIES = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "STSong",
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
)  # fmt: skip
NO_FONT = "服务器上没有中文字体，不能生成PDF；请系统管理员安装中文字体（Debian为fonts-noto-cjk）后重启平台。可先用“打印”页由浏览器打印。"
# A compiler works for one thread at a time.
_one_at_a_time = Lock()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_embedded_fonts=False)


@cache
def family() -> str:
    """The Chinese typeface of this server; "" when it has none."""
    installed = set(_fonts().families())
    return next((name for name in FAMILIES if name in installed), "")


@cache
def _compiler() -> typst.Compiler:
    """Reads nothing but its own folder and the fonts; the layout asks for no package of others."""
    return typst.Compiler(root=_LAYOUT, font_paths=_fonts(), ignore_system_fonts=True)


def typeset(document: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of a document (:mod:`ruantong.returns.paper.documents`); ``Refused`` without a font."""
    if not (font := family()):
        raise Refused(NO_FONT)
    data = json.dumps({**document, "font": font}, ensure_ascii=False)
    with _one_at_a_time:
        pdf = _compiler().compile(
            input=_LAYOUT / "document.typ",
            format="pdf",
            sys_inputs={"data": data},
            timestamp=int(made_at.timestamp()),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one file")
    return pdf
