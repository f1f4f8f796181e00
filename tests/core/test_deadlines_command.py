"""``ruantong deadline``: dates, reasons and flags for people, JSON for programs, exit codes."""

import argparse
import json
import subprocess
import sys

import pytest

from ruantong.commands import deadline


def call(*words):
    parser = argparse.ArgumentParser()
    deadline.add_arguments(parser)
    return deadline.run(parser.parse_args(words))


def test_json_is_the_published_shape(capsys):
    assert call("monthly", "2022-08", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == ["frequency", "period", "flags", "roles"]
    assert list(shown["roles"]) == ["enterprise", "district", "city"]
    assert list(shown["roles"]["city"]) == ["nominal", "date", "shifted", "reason", "flags"]
    assert shown["roles"]["enterprise"]["date"] == "2022-09-13"


def test_people_read_date_weekday_reason_and_flags(capsys):
    assert call("monthly", "2024-08") == 0
    page = capsys.readouterr().out
    assert "2024年1—8月月报报送截止时间（含当日，至24:00，北京时间）" in page
    assert "企业　2024-09-12　星期四　不顺延" in page
    assert "市级　2024-09-15　星期日　不顺延" in page
    assert "为什么是这一天：规定日期2024年9月15日（星期日）在中秋节放假安排" in page
    assert "no_clause_for_role" in page
    assert "window_collapsed" not in page


def test_a_collapsed_window_is_said_at_the_end(capsys):
    assert call("monthly", "2021-05") == 0
    assert "同日截止" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("monthly", "2024-01"), "没有1月份月报，首期为1—2月"),
        (("monthly", "2024-13"), "月报没有13月，应为1—12月"),
        (("monthly", "2023"), "“2023”是年报的报告期，月报应为年月（如2024-05）"),
        (("annual", "2024-05"), "“2024-05”是月报的报告期，年报应为年份（如2023）"),
        (("daily", "2024"), "“daily”不是报告期别"),
        (("quarterly", "2024-Q1"), "季报没有企业、区县、市级的截止条款"),
        (("annual", "x"), "“x”不是报告期"),
        (("annual", "2023", "--pack", "/nowhere"), "没有制度包文件夹“/nowhere”"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(capsys, words, message):
    assert call(*words) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(message)
    assert printed.err.count("\n") == 1


def test_it_needs_no_django():
    code = "import sys, ruantong.commands.deadline; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
