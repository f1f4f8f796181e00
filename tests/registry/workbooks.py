"""Workbooks with rosters, as a city would send them in."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

HEADS = (
    "统一社会信用代码", "单位详细名称", "报送区县", "注册地行政区划", "地址", "行业代码", "园区",
    "联系电话", "年报名录起报期",
)  # fmt: skip


def row(uscc: str, **changes: Any) -> list[Any]:
    facts = {
        "uscc": uscc, "name": "示例新增公司", "district": "江北区", "division": "500105",
        "address": "江北区示例路1号", "industry": "6511", "park": "", "phone": "", "annual": "2023",
    }  # fmt: skip
    return list((facts | changes).values())


def book(*rows: list[Any], heads: Any = HEADS) -> bytes:
    made = Workbook()
    page = made.worksheets[0]
    page.title = "名录"
    page.append(list(heads))
    for each in rows:
        page.append(each)
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()
