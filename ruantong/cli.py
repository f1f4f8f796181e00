"""The ``ruantong`` command: finds the sub-command's module and hands over.

Exit codes: 0 fine, 1 the checked thing is not fine, 2 the input or the call is wrong (one
Chinese line on standard error). Sub-commands that need no database import no Django.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "init": "建立数据库并载入名录字典，可创建首个系统管理员",
    "account": "在服务器上为遗失口令的管理人员发放一次性口令",
    "serve": "启动平台",
    "tick": "定时任务：开启到期的报告期，清除过期登录",
    "remind": "催报：按规则提醒未上报的单位，发送待发的提醒",
    "demo": "生成演示城市（全部为虚构数据）",
    "check": "按审核关系核对一份报表文件",
    "deadline": "查询各角色的报送截止时间及其理由",
    "aggregate": "输出某报告期的全市汇总表",
    "contributions": "核对或重新生成汇总所用的取数",
    "pack": "检查、查看、比较制度包",
    "rules": "检查、打印、试运行、比较审核关系，与VTL互换",
}


class _Parser(argparse.ArgumentParser):
    """Wrong calls end in one Chinese line and exit code 2."""

    def error(self, message: str) -> None:  # type: ignore[override]
        print(f"命令用法有误：{message}（用 --help 查看用法）", file=sys.stderr)
        raise SystemExit(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _Parser(prog="ruantong", description="统计调查网上直报平台")
    subparsers = parser.add_subparsers(dest="command", metavar="命令", parser_class=_Parser)
    chosen = next((a for a in arguments if not a.startswith("-")), None)
    module = None
    for name, help_text in COMMANDS.items():
        sub = subparsers.add_parser(name, help=help_text, description=help_text)
        if name == chosen:
            module = importlib.import_module(f"ruantong.commands.{name}")
            module.add_arguments(sub)
    options = parser.parse_args(arguments)
    if module is None:
        parser.print_help()
        return 0 if chosen is None else 2
    try:
        code = int(module.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    raise SystemExit(main())
