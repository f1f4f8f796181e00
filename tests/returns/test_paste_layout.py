"""The layout a pasted block is compared with is the sheet that stands on the page."""

from __future__ import annotations

import html
import json
import re

import pytest

from ruantong.core.periods import Period
from ruantong.returns.regimes import regime_of
from tests import people
from tests.returns import story

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("period", ["2023", "2024-05"])
def test_rows_and_cells_of_the_layout_are_those_of_the_page(period: str) -> None:
    ret = story.opened(people.make_unit(), Period.parse(period))
    client = people.signed_in(people.alice())
    seen = 0
    for form in regime_of(ret).forms_for(ret.parsed_period.frequency):
        answer = client.get(f"/returns/{ret.pk}/{form.code}/")
        if answer.status_code != 200:
            continue  # not owed by this unit
        page = answer.content.decode()
        for told in re.findall(r'data-layout="([^"]*)"', page):
            layout = json.loads(html.unescape(told))
            if "rows" not in layout:
                names = [f"{layout['group']}[1].{each['key']}" for each in layout["columns"]]
                assert all(f'id="{name}"' in page for name in names)
                continue
            cells = {
                (f"{layout['form']}.{row['key']}.{column}", column in row["fixed"])
                for row in layout["rows"]
                if not row.get("title")
                for column in row["columns"]
            }
            for ref, fixed in cells:
                tag = re.search(rf'<[a-z]+[^>]* id="{re.escape(ref)}"[^>]*>', page)
                assert tag, ref
                assert (" readonly" in tag[0]) == fixed, ref
            titles = sum(bool(row.get("title")) for row in layout["rows"])
            groups = page.count("sheet__nested")
            assert titles == page.count('class="sheet__title"') + groups
            seen += len(cells)
    assert seen > 50
