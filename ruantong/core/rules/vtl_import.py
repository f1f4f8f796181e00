"""VTL datapoint rules → draft rules of ours, for the subset of docs/vtl.md; the rest is refused by place.

Draft rules are for people to read and complete: certainty is 拟定, title and id are provisional.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ruantong.core.rules.tree import (
    AutoValue,
    Cell,
    HeadCell,
    PeriodNumber,
    RowCell,
    RowCount,
    RowSum,
)
from ruantong.core.rules.vtl_data import BOOLEAN, STRING, Measure, Present
from ruantong.core.rules.vtl_linear import Judgement, Sum, Text, compare
from ruantong.core.rules.vtl_words import OutsideError, VtlFault, Word, words_of

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_MOST_DEPTH = 60
_MOST_DIGITS = 20
_LEAVES = (Cell, HeadCell, RowCell, RowSum, RowCount, PeriodNumber)
Value = Sum | Text | Judgement


@dataclass(frozen=True)
class VtlStatement:
    """One rule of the text as understood: our condition and check, level, and where it stood."""

    ruleid: str
    condition: Judgement | None
    check: Judgement
    errorcode: str
    errorlevel: int | None
    word: Word


def read_vtl(
    text: str, measures: Mapping[str, Measure]
) -> tuple[list[VtlStatement], list[VtlFault]]:
    """The rules of a VTL text that lie within the subset, and a fault for everything else."""
    reader = _Reader(list(words_of(text)), measures)
    reader.read()
    return reader.found, sorted(set(reader.faults))


class _Reader:
    def __init__(self, words: Sequence[Word], measures: Mapping[str, Measure]) -> None:
        self._words = words
        self._measures = measures
        self._alias: dict[str, str] = {}
        self._at = 0
        self._depth = 0
        self.found: list[VtlStatement] = []
        self.faults: list[VtlFault] = []

    # words ---------------------------------------------------------------------------------

    @property
    def _now(self) -> Word:
        return self._words[self._at]

    def _next(self) -> Word:
        word = self._now
        if word.kind != "end":
            self._at += 1
        return word

    def _is(self, *texts: str) -> bool:
        return self._now.kind in {"name", "sign"} and self._now.text in texts

    def _take(self, text: str) -> bool:
        found = self._is(text)
        if found:
            self._at += 1
        return found

    def _need(self, *texts: str) -> None:
        for text in texts:
            if not self._take(text):
                raise OutsideError(self._now, f"此处应为“{text}”，而不是{self._now}")

    def _name(self, what: str) -> Word:
        if self._now.kind != "name":
            raise OutsideError(self._now, f"此处应为{what}，而不是{self._now}")
        return self._next()

    def _skip(self, *ends: str) -> None:
        while self._now.kind != "end" and not self._is(*ends):
            self._at += 1

    # statements ----------------------------------------------------------------------------

    def read(self) -> None:
        while self._now.kind != "end":
            try:
                self._statement()
            except OutsideError as error:
                self.faults.append(error.fault)
                self._skip(";")
                self._take(";")

    def _statement(self) -> None:
        word = self._now
        if self._take("define"):
            self._need("datapoint", "ruleset")
            self._ruleset()
            return
        if word.kind == "name" and self._words[min(self._at + 1, len(self._words) - 1)].text in {
            "<-",
            ":=",
        }:
            self._at += 2
            if self._is("check_datapoint"):
                self._skip(";")
                self._take(";")
                return
        raise OutsideError(
            word, "只接受 define datapoint ruleset 和 check_datapoint，其他语句不在导入范围"
        )

    def _ruleset(self) -> None:
        self._name("规则集名称")
        self._need("(")
        if self._is("valuedomain"):
            raise OutsideError(self._now, "只接受以 variable 列数据项的规则集")
        self._need("variable")
        self._alias = {}
        while True:
            name = self._name("数据项名称")
            alias = self._name("数据项别名") if self._take("as") else name
            self._alias[alias.text] = name.text
            if not self._take(","):
                break
        self._need(")", "is")
        while not self._is("end") and self._now.kind != "end":
            try:
                self._depth = 0
                self.found.append(self._rule())
            except OutsideError as error:
                self.faults.append(error.fault)
                self._skip(";", "end")
            if not self._take(";"):
                break
        self._need("end", "datapoint", "ruleset", ";")

    def _rule(self) -> VtlStatement:
        word = self._now
        ruleid = ""
        if word.kind == "name" and self._words[self._at + 1].text == ":":
            ruleid = self._next().text
            self._need(":")
        condition = None
        if self._take("when"):
            start = self._now
            condition = self._judgement(self._either(), start)
            self._need("then")
        start = self._now
        check = self._judgement(self._either(), start)
        code, level = "", None
        if self._take("errorcode"):
            code = self._next().text
        if self._take("errorlevel"):
            found = self._next()
            if found.text not in {"1", "2", "3"}:
                raise OutsideError(found, f"errorlevel 应为 1、2 或 3，而不是{found}")
            level = int(found.text)
        if not self._is(";", "end"):
            raise OutsideError(self._now, f"不在导入范围：{self._now}")
        return VtlStatement(ruleid, condition, check, code, level, word)

    # expressions ---------------------------------------------------------------------------

    def _either(self) -> Value:
        return self._joined("or", "或", self._both)

    def _both(self) -> Value:
        return self._joined("and", "且", self._comparison)

    def _joined(self, word: str, ours: str, inner: Callable[[], Value]) -> Value:
        start = self._now
        first = inner()
        if self._is("xor"):
            raise OutsideError(self._now, "xor 不在导入范围")
        if not self._is(word):
            return first
        parts = [self._judgement(first, start)]
        while self._take(word):
            start = self._now
            parts.append(self._judgement(inner(), start))
        text = f" {ours} ".join(part.text for part in parts)
        every = word == "and"
        blanks = [part.blanks for part in parts]
        return Judgement(
            f"({text})",
            frozenset().union(*(part.filled for part in parts)),
            frozenset().union(*(part.bare for part in parts)),
            frozenset().union(*(part.asked for part in parts)),
            sum(part.comparisons for part in parts),
            frozenset().union(*blanks) if every and all(blanks) else frozenset(),
            parts=tuple(parts) if every else (),
        )

    def _comparison(self) -> Value:
        left = self._sum()
        sign = self._now
        if self._take("in"):
            return self._one_of(left, sign)
        if not (sign.kind == "sign" and sign.text in COMPARISONS):
            return left
        self._at += 1
        right = self._sum()
        if isinstance(left, Sum) and isinstance(right, Sum):
            return compare(sign.text, left, right)
        if isinstance(left, Text) and isinstance(right, Text) and sign.text in {"=", "<>"}:
            return _compare_texts(sign, left, right)
        raise OutsideError(sign, f"{sign}两边应同为数，或以 =、<> 比较的文本")

    def _one_of(self, left: Value, word: Word) -> Judgement:
        if not isinstance(left, Text) or left.measure is None:
            raise OutsideError(word, "in 的左边应为文本数据项")
        self._need("{")
        values = [self._constant()]
        while self._take(","):
            values.append(self._constant())
        self._need("}")
        names = frozenset({left.measure})
        text = f"属于({left.text}, {', '.join(values)})"
        bare = names if left.nullable else frozenset()
        return Judgement(text, names - bare, bare, comparisons=1)

    def _constant(self) -> str:
        word = self._next()
        if word.kind != "text":
            raise OutsideError(word, f"此处应为引号里的代码，而不是{word}")
        return _quoted(word)

    def _sum(self) -> Value:
        value = self._product()
        while self._is("+", "-"):
            word = self._next()
            left, right = self._number(value, word), self._number(self._product(), word)
            value = left.plus(right, -1 if word.text == "-" else 1)
        return value

    def _product(self) -> Value:
        value = self._single()
        while self._is("*", "/"):
            word = self._next()
            if word.text == "/":
                raise OutsideError(word, "除法不在导入范围，请改写成乘法")
            left, right = self._number(value, word), self._number(self._single(), word)
            if left.terms and right.terms:
                raise OutsideError(word, "两个数据项相乘不在导入范围")
            factor, other = (right, left) if left.terms else (left, right)
            value = other.times(factor.constant)
        return value

    def _single(self) -> Value:
        # Whatever nests passes here.
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise OutsideError(self._now, f"嵌套超过{_MOST_DEPTH}层")
        value = self._atom()
        self._depth -= 1
        return value

    def _atom(self) -> Value:
        word = self._next()
        if word.kind == "number":
            if len(word.text) > _MOST_DIGITS:
                raise OutsideError(word, f"数字过长，应不超过{_MOST_DIGITS}位")
            return Sum(constant=Fraction(word.text))
        if word.kind == "text":
            return Text(_quoted(word))
        if word.text in {"-", "+"} and word.kind == "sign":
            return self._number(self._single(), word).times(Fraction(-1 if word.text == "-" else 1))
        if word.text == "(" and word.kind == "sign":
            value = self._either()
            self._need(")")
            return value
        if word.kind != "name":
            raise OutsideError(word, f"不在导入范围：{word}")
        if word.text in {"if", "case"}:
            raise OutsideError(word, f"条件表达式{word}不在导入范围，请改用 when … then …")
        if word.text == "not":
            return self._negated()
        if self._is("("):
            return self._call(word)
        return _bare(self._measure(word))

    def _negated(self) -> Judgement:
        word = self._now
        inner = self._judgement(self._single(), word)
        told = inner.text if inner.text.startswith("(") else f"({inner.text})"
        blank = inner.text.startswith("为空(") and len(inner.blanks) == 1
        return Judgement(
            inner.text.replace("为空", "已填", 1) if blank else f"非 {told}", inner.filled, inner.bare, inner.asked, inner.comparisons,
            parts=(inner,) if inner.blanks else (),
        )  # fmt: skip

    def _call(self, word: Word) -> Value:
        self._need("(")
        if word.text == "abs":
            value = self._number(self._sum(), word).absolute()
            self._need(")")
            return value
        if word.text not in {"nvl", "isnull"}:
            raise OutsideError(word, f"函数{word}不在导入范围，可用：nvl、isnull、abs")
        measure = self._measure(self._name("数据项名称"))
        if word.text == "isnull":
            self._need(")")
            names = frozenset({measure})
            return Judgement(f"为空({measure.reference})", asked=names, blanks=names)
        self._need(",")
        other = self._next()
        wanted = ("text", "") if measure.type == STRING else ("number", "0")
        if (other.kind, other.text) != wanted:
            raise OutsideError(other, f"nvl 的第二项应为{'空文本' if wanted[0] == 'text' else '0'}")
        self._need(")")
        return _filled(measure)

    def _measure(self, word: Word) -> Measure:
        name = self._alias.get(word.text)
        if name is None:
            raise OutsideError(word, f"数据项{word}没有列在规则集开头的 variable 里")
        measure = self._measures.get(name)
        if measure is None:
            raise OutsideError(word, f"没有数据项{word}，名称应与导出的数据项目录一致")
        if not isinstance(measure.meaning, (*_LEAVES, Present)):
            what = "平台自动计算" if isinstance(measure.meaning, AutoValue) else "平台事先判断"
            raise OutsideError(word, f"数据项{word}是{what}的结果，不在导入范围")
        return measure

    @staticmethod
    def _number(value: Value, word: Word) -> Sum:
        if not isinstance(value, Sum):
            raise OutsideError(word, f"{word}只能用于数")
        return value

    @staticmethod
    def _judgement(value: Value, word: Word) -> Judgement:
        if not isinstance(value, Judgement):
            raise OutsideError(word, "此处应为判断，而不是数或文本")
        return value


def _bare(measure: Measure) -> Value:
    if measure.type == BOOLEAN:
        return Judgement("", present=measure)
    if measure.type == STRING:
        return Text(measure.reference, measure, nullable=True)
    # Counts and the period's numbers are never null.
    if isinstance(measure.meaning, RowCount | PeriodNumber):
        return Sum({measure.reference: Fraction(1)}, filled=frozenset({measure}))
    return Sum({measure.reference: Fraction(10**measure.decimals)}, bare=frozenset({measure}))


def _filled(measure: Measure) -> Value:
    if measure.type == STRING:
        return Text(measure.reference, measure)
    return Sum({measure.reference: Fraction(10**measure.decimals)}, filled=frozenset({measure}))


def _compare_texts(sign: Word, left: Text, right: Text) -> Judgement:
    if left.measure is None and right.measure is None:
        raise OutsideError(sign, "两个常数相比不在导入范围")
    sides = (left, right)
    filled = frozenset(s.measure for s in sides if s.measure is not None and not s.nullable)
    bare = frozenset(s.measure for s in sides if s.measure is not None and s.nullable)
    return Judgement(f"{left.text} {sign.text} {right.text}", filled, bare, comparisons=1)


def _quoted(word: Word) -> str:
    if '"' in word.text or "\n" in word.text:
        raise OutsideError(word, "文本里不能有引号或换行")
    return f'"{word.text}"'
