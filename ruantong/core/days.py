"""Days as official Chinese writes them."""

from __future__ import annotations

from datetime import date


def chinese_day(day: date) -> str:
    """2024年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_iso(iso: str) -> str:
    """The same of "2024-06-30"."""
    return chinese_day(date.fromisoformat(iso))
