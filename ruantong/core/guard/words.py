"""What words do in an official's text: the vocabulary of the guard, class by class.

Only words decide, never a list of whole sentences. The longest word that fits is taken, so that a
harmless word (填报期, 年报, 一致) hides a telling one inside it.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("words.toml")


class Word(StrEnum):
    """What a token of a text is."""

    # figures
    MONEY = "money"  # 1200万元, 五百万, 八位数
    HEADS = "heads"  # 80人
    SHARE = "share"  # 6%, 三成, 一半, 5个百分点
    TIMES = "times"  # 两倍, 一番
    BARE = "bare"  # 1200
    ZERO = "zero"  # 0
    CODE = "code"  # 2010, which is an indicator of the regime, or a year
    WHOLE = "whole"  # 100%, a bound by logic
    PLACE = "place"  # dates, rows, counts, numbers of documents and telephones: never a value
    # words
    SET = "set"  # 改为, 核定为: what follows is the value
    FILL = "fill"  # 填, 报: what follows is the value when it is asked for
    CHANGE = "change"  # 改, 修改
    CLEAR = "clear"  # 清零
    REACH = "reach"  # 增至, 降到: an order or an observation
    BASIS = "basis"  # 按, 以, 参照
    WITH = "with"  # 与, 跟
    COPY = "copy"  # 照抄, 沿用
    AS = "as"  # 为准, 一致: what the basis is taken for
    FITS = "fits"  # 合适, 即可: said of a figure
    MUST = "must"  # 应, 必须
    IS = "is"  # 为, 是, 等于
    BOUND = "bound"  # 不低于, 至多
    BESIDE = "beside"  # 低于, 以上: a description or a bound
    THREAT = "threat"  # 不予通过, 一律退回
    ORDER = "order"  # 请, 再, 把
    RAISE = "raise"  # 调增, 多报: only ever ordered
    SUM = "sum"  # 加, 乘: with a figure only
    GROW = "grow"  # 增加, 下降: mostly observed
    STATE = "state"  # 正增长, 持平
    NEGATIVE = "negative"  # 为负
    DOUBLE = "double"  # 翻番, 减半: a figure in itself
    KEEP = "keep"  # 保持, 不要, 避免
    ADVERB = "adverb"  # 适当, 略微
    BIT = "bit"  # 一点, 一些
    STEER = "steer"  # 往高, 宁高勿低: a direction by themselves
    OTHERS = "others"  # 去年, 税务, 合同: where another figure stands
    NEAR = "near"  # 年报, 上年同期, 行业: the same, but also what a form or a column is called
    WRONG = "wrong"  # 不对, 错了
    SAID = "said"  # 正确值, 经测算: a figure is being told
    QUOTED = "quoted"  # 所填, 上期为: a figure that stands already
    SINCE = "since"  # 从, 较, 同比
    ASK = "ask"  # 核实, 为何, 说明
    SHAPE = "shape"  # 口径, 单位, 小数: how a figure is written
    CELL = "cell"  # A列, 此处
    NOT = "not"  # 不要, 请勿
    COUNTED = "counted"  # 人数: cannot be negative by nature
    NAMED = "named"  # 注册地, 邮编: what has a number and no value
    NOTHING = "nothing"  # 无发生额, 没有业务
    SHIFT = "shift"  # 挪到下月, 基数
    ARROW = "arrow"
    EQUALS = "equals"
    COMMA = "comma"
    END = "end"
    OTHER = "other"


FIGURES = frozenset(
    {Word.MONEY, Word.HEADS, Word.SHARE, Word.TIMES, Word.BARE, Word.ZERO, Word.CODE, Word.PLACE}
)


@cache
def vocabulary() -> dict[str, frozenset[Word]]:
    """Each word with all that it may do; a harmless word does nothing else."""
    found: dict[str, frozenset[Word]] = {}
    for name, listed in tomllib.loads(_FILE.read_text(encoding="utf-8")).items():
        for each in listed.split():
            found[each] = found.get(each, frozenset()) | {Word(name)}
    return found


@cache
def longest() -> int:
    """The length of the longest word."""
    return max(map(len, vocabulary()))
