"""The park knows whether its units have filed, and nothing else."""

from __future__ import annotations

import pytest

from tests import people
from tests.desks.pages import get, may_return, text_of, words
from tests.returns.story import fill, forwarded

pytestmark = pytest.mark.django_db


def test_only_units_of_the_park_with_their_state() -> None:
    forwarded(may_return(1, park=people.PARK))
    fill(may_return(2, park=people.PARK))
    may_return(3, park="别的园区")
    page = words(get(people.pei(), "/park/"))
    assert "测试软件1号" in page
    assert "区县已上报" in page
    assert "测试软件3号" not in page
    assert "还有1家填报中；企业截止6月12日（还有2天）。" in page


def test_no_figure_on_the_page_or_in_the_file() -> None:
    forwarded(may_return(1, park=people.PARK))
    for query in ({}, {"export": "csv"}, {"export": "xlsx"}, {"sort": "impact"}):
        text = text_of(get(people.pei(), "/park/", **query))
        assert "400.5" not in text
        assert "300.5" not in text
    header = text_of(get(people.pei(), "/park/", export="csv")).splitlines()[0].replace('"', "")
    assert header == "单位名称,统一社会信用代码,报告期,状态,时限,补正,企业截止日,无须报送的原因"
