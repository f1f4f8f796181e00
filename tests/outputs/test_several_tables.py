"""Several output tables of one frequency: each has its address, its districts, its runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.lifecycle import State
from ruantong.core.tables import Tables
from ruantong.outputs import actions, collect
from ruantong.outputs.models import AggregateRun
from ruantong.registry import packs
from ruantong.returns.judging import rule_releases
from tests import people
from tests.desks.pages import get, text_of
from tests.returns.story import MAY, accepted, fresh, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The monthly forms of the packs with a second table over payroll."""
    known = {}
    for key, regime in packs.regimes().items():
        extra = []
        for table in regime.tables.tables:
            rows = tuple(r for r in table.rows if r.key in {"units", "payroll"})
            payroll = next(r for r in rows if r.key == "payroll")
            extra.append(replace(table, key="wages", title="工资", rows=rows, headline=payroll))
        tables = Tables((*regime.tables.tables, *extra), regime.tables.scope_tests,
                        regime.tables.main_revenue)  # fmt: skip
        known[key] = replace(regime, tables=tables)
    real = rule_releases.regime_in_force
    for module in (collect, actions):
        monkeypatch.setattr(module, "regime_in_force", lambda period: known[real(period).key])
    monkeypatch.setattr("ruantong.outputs.pages.regime_in_force", lambda p: known[real(p).key])
    monkeypatch.setattr("ruantong.outputs.views_main.regime_in_force", lambda p: known[real(p).key])
    for name in ("ruantong.outputs.models", "ruantong.outputs.actions"):
        monkeypatch.setattr(f"{name}.regimes", lambda: known)


def test_each_table_is_listed_and_has_its_own_pages() -> None:
    accepted(opened())
    listed = text_of(get(people.chen(), "/tables/"))
    main, wages = "/tables/main/2024-05/", "/tables/wages/2024-05/"
    assert f'href="{main}"' in listed
    assert f'href="{wages}"' in listed
    assert f'href="{wages}' in text_of(get(people.chen(), main))
    page = text_of(get(people.chen(), wages + "?unit=exact"))
    assert "工资" in page
    assert "利润总额" not in page
    assert "从业人员工资总额" in text_of(get(people.chen(), wages + "districts/"))
    assert get(people.chen(), wages + "trace/payroll/").status_code == 200
    assert get(people.chen(), wages + "trace/profit/").status_code == 404
    assert get(people.alice(), wages).status_code == 403


def test_a_run_names_its_table_and_reporting_keeps_every_table_and_locks_once() -> None:
    ret = accepted(opened())
    people.signed_in(people.chen()).post("/tables/wages/2024-05/aggregate/", {})
    assert AggregateRun.objects.get().table == "wages"
    assert "工资" in text_of(get(people.chen(), "/tables/runs/"))
    actions.report(MAY, actor=people.chen())
    made = AggregateRun.objects.filter(final=True).order_by("id")
    assert [run.table for run in made] == ["main", "wages"]
    assert [line["key"] for line in made[1].lines[""]] == ["units", "payroll"]
    assert fresh(ret).state == State.LOCKED
