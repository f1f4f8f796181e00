"""The chart of ``docs/benchmarks-web.md``: processor time for each request, with the targets."""

from __future__ import annotations

from collections.abc import Mapping

_ROWS = (
    ("save", "保存一格", None),
    ("bare", "裸处理", None),
    ("signed", "裸处理，先认会话和用户", None),
    ("form", "打开6表", 12),
    ("home", "我的报表", 8),
)  # with the target in milliseconds
_BASES = (("sqlite", "SQLite", "#2b5c8a"), ("postgres", "PostgreSQL", "#8ab0cf"))
_LEFT, _STEP, _SCALE, _RED = 200, 52, 16, "#b3261e"


def drawn(milliseconds: Mapping[str, Mapping[str, float]]) -> str:
    """SVG of what was measured, by request and database."""
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 330" width="760" height="330"',
        'font-family="sans-serif" font-size="13"><rect width="760" height="330" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" fill="#333">每次请求的处理器时间（毫秒）：</text>',
        f'<text x="590" y="22" fill="{_RED}">｜目标</text>',
    ]
    for place, (_, name, colour) in enumerate(_BASES):
        x = 400 + 80 * place
        lines.append(f'<rect x="{x}" y="11" width="12" height="12" fill="{colour}"/>')
        lines.append(f'<text x="{x + 17}" y="22">{name}</text>')
    for number, (key, label, target) in enumerate(_ROWS):
        top = 44 + _STEP * number
        lines.append(f'<text x="190" y="{top + 21}" text-anchor="end">{label}</text>')
        for place, (base, _, colour) in enumerate(_BASES):
            if (value := milliseconds[key].get(base)) is not None:
                y, width = top + 20 * place, round(_SCALE * value)
                lines.append(
                    f'<rect x="{_LEFT}" y="{y}" width="{width}" height="16" fill="{colour}"/>'
                    f'<text x="{_LEFT + width + 6}" y="{y + 13}">{value:.1f}</text>'
                )
        if target is not None:
            x = _LEFT + _SCALE * target
            lines.append(
                f'<line x1="{x}" x2="{x}" y1="{top - 4}" y2="{top + 40}" stroke="{_RED}" stroke-width="2"/>'
            )
    return "\n".join([*lines, "</svg>", ""])
