"""What the guard stops, it explains: the words, the article of the law, a wording that asks instead."""

from __future__ import annotations

from ruantong.core.guard.rules import Kind

#: For each kind of proposal what is wrong with it, and how to ask instead.
_SAID: dict[Kind, tuple[str, str]] = {
    Kind.VALUE: (
        "写明企业应填报的数值",
        "该项与上期相差较大，请核实计量单位和统计范围，并说明原因",
    ),
    Kind.BOUND: (
        "给企业应填报的数值划定界限",
        "该项明显偏低，请核实是否有漏报，并说明原因",
    ),
    Kind.CHANGE: (
        "要求企业按指定的幅度增减数值",
        "该项较上期变动较大，请核实，并说明增减的原因",
    ),
    Kind.DIRECTION: (
        "要求企业把数值往一个方向调整",
        "该项的变化与其他指标不一致，请核实，并说明原因",
    ),
    Kind.SOURCE: (
        "要求企业以另一个数代替自己的数",
        "该项与其他来源的数不一致，请核对口径，并说明差异的原因",
    ),
}


def explained(kind: Kind, words: str) -> str:
    """The sentence in which the refusal is told."""
    wrong, instead = _SAID[kind]
    return (
        f"请勿{wrong}（“{words}”）。依照《中华人民共和国统计法》第七条，不得自行修改统计资料，"
        "也不得以任何方式（包括明示、暗示）要求企业按指定的数填报；"
        f"请指出疑点，由企业核实后自行填报，如“{instead}”。"
    )
