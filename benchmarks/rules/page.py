"""The measurements as a table for people, a page of the documents, and a chart of our own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import log10
from typing import Any

Row = tuple[str, str, str, str]
_HEAD: Row = ("测量", "结果", "目标", "达到")


def rows(found: dict[str, Any]) -> list[Row]:
    """What was measured, the result, the target of the mission and whether it is reached."""
    period, ten = found["returns"], found["ten_years_returns"]
    subset = found["subset_instances"]
    report = "完整报告（含中文说明）"
    return [
        _row("一份月报，只判规则", found["monthly_rules_us"], "µs", 50),
        _row(f"一份月报，{report}", found["monthly_report_us"], "µs", 1000),
        _row("一份年报，只判规则", found["annual_rules_us"], "µs", 50),
        _row(f"一份年报，{report}", found["annual_report_us"], "µs", 1000),
        _row("最小修改，中位数", found["repair_ms_median"], "ms", 20),
        _row("最小修改，最长", found["repair_ms_max"], "ms", 1000),
        _row(f"{period:,}份月报×{subset}条实例，按列", found["subset_ms"], "ms", None),
        _row("　同样规则手写Polars", found["polars_ms"], "ms", None),
        _row("　按列 ÷ 手写Polars", found["columnar_vs_polars"], "倍", 2),
        _row("　按列并列出全部不符", found["subset_listed_ms"], "ms", None),
        _row(f"{period:,}份月报×{found['monthly_instances']}条实例", found["monthly_ms"], "ms", None),
        _row(f"{period:,}份年报×{found['annual_instances']}条实例", found["annual_ms"], "ms", None),
        _row(f"十年{ten:,}份月报×{found['monthly_instances']}条", found["ten_years_ms"], "ms", None),
        _row("读存储的JSON成列，每份", found["from_stored_us"], "µs", None),
        *(
            (f"{name} ÷ 按列", f"{found[f'vs_{key}']:,} 倍", target, _reached(found[f"vs_{key}"], target))
            for name, key, target in (
                ("DuckDB", "duckdb", ""),
                ("pandas + pandera", "pandera", "≥ 1,000 倍"),
                ("vtlengine", "vtlengine", "≥ 1,000 倍"),
            )
        ),
    ]  # fmt: skip


def _row(name: str, value: float, unit: str, target: float | None) -> Row:
    told = f"{value:,} {unit}"
    if target is None:
        return name, told, "", ""
    return name, told, f"≤ {target:,} {unit}", "是" if value <= target else "否"


def _reached(value: float, target: str) -> str:
    return "" if not target else "是" if value >= 1000 else "否"


def table(found: Sequence[Row]) -> str:
    """Aligned for a terminal, where a Chinese character is two wide."""
    lines = [_HEAD, *found]
    widths = [max(_width(line[column]) for line in lines) for column in range(4)]
    return "\n".join(
        "  ".join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True))
        for line in lines
    )  # fmt: skip


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2000 else 1 for character in text)


def markdown(found: dict[str, Any], told: Sequence[Row]) -> str:
    """The page docs/benchmarks-rules.md."""
    versions = "、".join(f"{name} {number}" for name, number in found["versions"].items())
    lines = "\n".join(f"| {' | '.join(line)} |" for line in (_HEAD, ("---",) * 4, *told))
    return f"""# 审核性能对比

由 `./run bench rules` 写成，请勿手改。同一台机器、同一次运行；共用的两核机器上各次相差可达20%以上，比值比绝对值可靠。

{lines}

![同样的规则、同样的{found["engines_returns"]:,}份报表](images/benchmarks-rules.svg)

## 怎样测的

- **报表**：演示企业的虚构报表，12%的单元格空着，另有少量改错的数；不同的报表600份，重复到所需份数。
- **一份报表**：各份取多次中最快的一次，再求平均；完整报告用含典型错误的报表（月报平均{found["monthly_findings"]}条说明，年报{found["annual_findings"]}条）。
- **手写Polars**：月报的{found["subset_instances"]}条实例（除R6-07、08、26、27以外的全部，即不与自动值、同比环比比较的）由人直接写成Polars表达式
  （`benchmarks/rules/hand.py`、`hand_periods.py`），空值、条件、四种结果与规则一致；两边轮流运行30次各取最快，结果矩阵逐格相同
  （不符{found["subset_failures"]:,}处）才计时。
- **DuckDB、pandas + pandera、vtlengine**：同样的{found["subset_instances"]}条、同样的{found["engines_returns"]:,}份，
  每条规则的不符份数都与我们相同。DuckDB写出结果表，取最快的一次；pandera用lazy方式列出全部不符；vtlengine运行我们导出的
  VTL文本（`check_datapoint … all`）。与pandera比时我们也列出全部不符（{found["engines_listed_s"] * 1e3:.1f}毫秒），
  与另外两个比时同样只给出全部结果（{found["engines_judged_s"] * 1e3:.1f}毫秒）。读入数据都不计时。{_distance(found)}
- **最小修改**：{found["repair_returns"]}份有强制性错误的报表，见 `benchmarks/rules/repair.py`。
- **十年**：{found["ten_years_returns"]:,}份月报（每月1,000家，11期，10年）一次判完。

版本：{versions}。
"""


def _distance(found: dict[str, Any]) -> str:
    """Why pandera is less than a thousand times slower, where it is."""
    if found["vs_pandera"] >= 1000:
        return ""
    bare = found["engines_seconds"]["pandera"] / found["engines_judged_s"]
    share = 1 - found["engines_judged_s"] / found["engines_listed_s"]
    return (
        "\n  pandera未到1,000倍：这里的检查都已替它写成整列运算、空值只换算一次，它的时间主要用于整理不符清单；"
        f"我们的时间也有{share:.0%}用于列清单，若只比判定，为{bare:,.0f}倍。"
    )


def chart(found: dict[str, Any]) -> str:
    """Seconds of each engine on a logarithmic scale, as SVG."""
    seconds = {
        "按列，只判": found["engines_judged_s"],
        "按列，并列出不符": found["engines_listed_s"],
        "手写 Polars，只判": found["polars_ms"] / 1e3,
        **{_NAMES[engine]: took for engine, took in found["engines_seconds"].items()},
    }
    low, high = 1e-3, 10 ** (int(log10(max(seconds.values()))) + 1)
    left, width, step = 170, 520, 34
    height = step * len(seconds) + 60

    def x(value: float) -> float:
        return left + width * log10(max(value, low) / low) / log10(high / low)

    title = f"{found['engines_returns']:,}份月报 × {found['subset_instances']}条规则实例（秒，对数坐标，越短越好）"
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="{height}" '
            f'viewBox="0 0 800 {height}" font-family="sans-serif" font-size="14">'
        ),
        f'<title>{escape(title)}</title><rect width="800" height="{height}" fill="#fff"/>',
        f'<text x="16" y="24" fill="#222">{escape(title)}</text>',
    ]
    mark = low
    while mark <= high * 1.01:
        at = x(mark)
        label = f"{mark:g}"
        parts.append(f'<path d="M{at:.1f} 38V{height - 22}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{at:.1f}" y="{height - 6}" fill="#666" text-anchor="middle">{label}</text>'
        )
        mark *= 10
    for place, (name, took) in enumerate(seconds.items()):
        y = 44 + step * place
        colour = "#1f5fa8" if place < 2 else "#9aa7b4"
        parts += [
            f'<text x="{left - 10}" y="{y + 17}" fill="#222" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{left}" y="{y}" width="{x(took) - left:.1f}" height="24" fill="{colour}"/>',
            f'<text x="{x(took) + 8:.1f}" y="{y + 17}" fill="#222">{took:,.3g} 秒</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


_NAMES = {"duckdb": "DuckDB", "pandera": "pandas + pandera", "vtlengine": "vtlengine"}
