"""Rules nobody wrote: random well-formed judgements over real cells, to hold the executors to.

The packs' rules are a small part of what the language can say. Here sentences of the language are
drawn at random, with names from the forms; those the checker refuses (a type, a bound, a unit)
are left out, the others are compiled together like the rules of a pack.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ruantong.core.periods import Frequency
from ruantong.core.rules.executors.browser_document import rules_json
from ruantong.core.rules.executors.columns import evaluate
from ruantong.core.rules.language.faults import RuleTextError
from ruantong.core.rules.language.text import parse_rules
from ruantong.core.rules.ruleset import RuleSet, compile_rules
from tests.differential.columns import frame, results
from tests.differential.compare import Result, differences, run_node
from tests.differential.outcomes import outcomes_of
from tests.differential.returns import regimes, samples_of

EDITION = "miit_software_2021"
RULES_IN_SET = 24


@dataclass(frozen=True)
class Ground:
    """What rules of a form can name: numbers with the returns they stand in, codes, and the rest."""

    form: str
    frequency: Frequency
    numbers: tuple[str, ...]
    earlier: tuple[str, ...]
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    facts: tuple[str, ...]
    by_line: str = ""


_A6 = tuple(
    f"[{code}.A]"
    for code in ("2010", "2020", "2021", "2024", "2042", "2050", "2051", "2090", "2112")
)
GROUNDS = {
    "monthly": Ground(
        "6",
        Frequency.MONTHLY,
        (*_A6, "[2010.B]", "[2020.C]", "[2112.C]", "[2113.A]", "[7表.3011.A]", "[7表.3021.A]"),
        ("上期[2010.A]", "上期[2112.A]", "上年[2010.A]", "上年[2020.A]", "上期[7表.3021.A]"),
        (("[表头.embedded]", ("1", "2")), ("报送区县", ("500112", "500190"))),
        (
            '在名录("form7")', '在名录("monthly")', '表已填("7")', '全同("A", "C")', '全同("A", "B")',
            "自动值([2024.A]) > 10", "自动值([2020.A]) = [2020.A]",
        ),
    ),
    "annual": Ground(
        "2",
        Frequency.ANNUAL,
        (
            "[B00]", "[B01]", "[B06]", "[3表.A0]", "[3表.A1]", "[1表.202.year]",
            '合计([4表.1], "E1")', '合计([4表.2], "E", "E4")', '行数([4表.code], "E4")', "行数([4表.code])",
        ),
        ("上年[B00]", "上年[3表.A0]", "上期[B01]", "十二月[6表.2010.A]", "十二月[6表.2112.A]"),
        (("[1表.R05]", ("1", "2")), ("子串([1表.109], 3, 8)", ("500112", "500101")), ("[1表.191]", ("1", "2", "9"))),
        ("信用代码唯一", '表已填("5")', '末级代码([1表.103.industry], "industry")', '匹配([1表.101], "组织机构代码")'),
    ),
    "lines": Ground(
        "4",
        Frequency.ANNUAL,
        ("[行.1]", "[行.2]", "[行.4]", "[行.6]", '合计([4表.1], "E1")', "[3表.A0]", "[2表.B01]"),
        ("上年行[1]", "上年行[2]", "上年[3表.A0]", "十二月[6表.2010.A]"),
        (("[行.code]", ("E101010100", "E4", "E")), ("[行.3]", ("USA", "CHN"))),
        ("不重复([4表.code])", '在代码表([行.3], "countries")', "上年行[code] = [行.code]", "已填(上年行[1])"),
        by_line="lines",
    ),
}  # fmt: skip
_CONSTANTS = ("0", "1", "-1", "2.5", "100", "0.01", "30%", "m", "年度", "usd", "0.105")
_COMPARISONS = ("=", "<>", ">", ">=", "<", "<=")


class _Speaker:
    """Draws sentences; ``depth`` is how deep they may still nest."""

    def __init__(self, ground: Ground, draw: random.Random) -> None:
        self._ground, self._draw = ground, draw

    def number(self, depth: int) -> str:
        draw = self._draw
        if depth == 0 or draw.random() < 0.3:
            pool = draw.choice((self._ground.numbers,) * 4 + (self._ground.earlier, _CONSTANTS))
            return draw.choice(pool)
        one, two = self.number(depth - 1), self.number(depth - 1)
        kind = draw.randrange(11)
        if kind < 7:
            return f"({one} {'++--×//'[kind]} {two})"
        return (
            f"绝对值({one})",
            f"{draw.choice(('最大', '最小'))}({one}, {two})",
            f"四舍五入({one}, {draw.randrange(4)})",
            f"选择({self.logic(depth - 1)}, {one}, {two})",
        )[kind - 7]

    def logic(self, depth: int) -> str:
        draw = self._draw
        if depth == 0 or draw.random() < 0.45:
            return self._plain(depth)
        one, two = self.logic(depth - 1), self.logic(depth - 1)
        return (
            f"({one} 且 {two})",
            f"({one} 或 {two})",
            f"(若 {one} 则 {two})",
            f"({one} 当且仅当 {two})",
            f"非 ({one})",
        )[draw.randrange(5)]

    def _plain(self, depth: int) -> str:
        draw = self._draw
        one, two = self.number(depth), self.number(depth)
        kind = draw.randrange(12)
        if kind < 6:
            return f"{one} {draw.choice(_COMPARISONS)} {two}"
        if kind == 6:
            return f"{self.number(0)} <= {one} <= {two}"
        if kind == 7:
            cell = draw.choice([*self._ground.numbers[:6], *self._ground.earlier[:2]])
            return f"{draw.choice(('为空', '已填'))}({cell})"
        if kind == 8:
            return f"整数({one})"
        if kind == 9:
            return f"量级错位({one}, {two})"
        if kind == 10:
            return draw.choice(self._ground.facts)
        return self._word()

    def _word(self) -> str:
        draw = self._draw
        text, values = draw.choice(self._ground.texts)
        value = draw.choice(values)
        return (
            f'{text} {draw.choice(("=", "<>"))} "{value}"',
            f'属于({text}, "{value}", "{values[0]}")',
            f'开头是({text}, "{value[:1]}")',
        )[draw.randrange(3)]


def rules_of(name: str, seed: int, count: int = RULES_IN_SET) -> RuleSet:
    """That many rules on a ground, all accepted by the checker; the same for the same seed."""
    ground, draw = GROUNDS[name], random.Random(f"{name}/{seed}")
    speaker = _Speaker(ground, draw)
    kept: list[str] = []
    while len(kept) < count:
        text = _rule(ground, speaker, draw, len(kept) + 1)
        try:
            _compiled(ground, text)
        except RuleTextError:
            continue
        kept.append(text)
    return _compiled(ground, "\n".join(kept))


def _rule(ground: Ground, speaker: _Speaker, draw: random.Random, number: int) -> str:
    lines = [
        f"[R9-{number:02}] 试验{number}",
        f"级别 {draw.choice(('强制性', '核实性'))}",
        "来源 I",
    ]
    lines += ["范围 表内", f"公式 {speaker.logic(3)}"]
    lines += [f"条件 {speaker.logic(1)}"] if draw.random() < 0.4 else []
    lines += [f"空值 {policy}"] if (policy := draw.choice(("", "按零", "不判"))) else []
    lines += [f"容差 {draw.choice(('0.01', '0.5', '3'))}"] if draw.random() < 0.6 else []
    lines += [f"逐行 {ground.by_line}"] if ground.by_line else []
    return "\n".join(lines) + "\n"


def _compiled(ground: Ground, text: str) -> RuleSet:
    parsed = parse_rules(text, file=f"{ground.form}.rules", form=ground.form)
    return compile_rules(replace(regimes()[EDITION], rules=parsed.rules), ground.frequency)


def compare_made(name: str, seed: int, returns: int) -> Iterator[str]:
    """Where browser or columns disagree with the platform on made rules; see ``differences``."""
    rules = rules_of(name, seed)
    drawn = list(samples_of(EDITION, rules.frequency, returns, seed=f"made {seed}"))
    key = f"{EDITION}-{rules.frequency}"
    browser = run_node({key: rules_json(rules)}, [one.line() for one in drawn])
    columns = results(evaluate(rules, frame(rules, drawn)))
    for one, theirs, ours in zip(drawn, browser, columns, strict=True):
        said = outcomes_of(rules, one.dossier)
        right: Result = {**said.to_dict(), "verdicts": dict(said.verdicts)}
        for where in differences(one, right, {k: v for k, v in theirs.items() if k in right}):
            yield f"browser {name}/{seed} {where}"
        for where in differences(one, right, ours):
            yield f"columns {name}/{seed} {where}"


def compare_set(job: tuple[str, int, int]) -> list[str]:
    """One process's part of a long comparison: ground, seed, number of returns."""
    return list(compare_made(*job))
