"""What a rule demands, in one Chinese sentence without figures: made from the checked tree.

Lists, sheets and comparisons of rules show it beside the rule's own text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ruantong.core.regime import Regime
from ruantong.core.rules.instances import Instance
from ruantong.core.rules.words.judgements import WAYS
from ruantong.core.rules.words.pieces import Piece, joined
from ruantong.core.rules.words.printing import plain
from ruantong.core.rules.words.speaking import WORDS, Speaker

_SHOWN = 8


def sentence_of(regime: Regime, instances: Sequence[Instance]) -> str:
    """What a rule (all its instances) demands of a return; ends with 。"""
    speaker = Speaker(regime, instances[0], WAYS)
    repeated = _repeated(speaker, list(dict.fromkeys(map(_indicator, instances))))
    return plain(speaker.words("demand", text=_demand(speaker), repeated=repeated))


def _demand(speaker: Speaker) -> str:
    instance, rule = speaker.instance, speaker.instance.rule
    demand = speaker.say("demand", instance.check)
    if instance.condition is not None:
        condition = speaker.say("is", instance.condition)
        demand = speaker.words("if", condition=condition, demand=demand)
    # the columns a rule is repeated over are named once, at the end
    text, code = plain(demand, said=len(rule.columns) > 1), _indicator(instance)
    item = speaker.regime.form[rule.form].by_code.get(code) if rule.indicators else None
    return text.replace(f"{item.name}({code})", WORDS["this_item"]) if item else text


def _repeated(speaker: Speaker, codes: Sequence[str]) -> Piece:
    """Over which columns, indicators or lines the rule is repeated."""
    rule = speaker.instance.rule
    form = speaker.regime.form[rule.form]
    told: list[Piece] = []
    if rule.row_group:
        told.append(speaker.words("every_line", group=form.row_group[rule.row_group].name))
    if rule.indicators:
        many = "every_indicator_of_many" if len(codes) > _SHOWN else "every_indicator"
        told.append(speaker.words(many, codes=_list(codes[:_SHOWN]), count=str(len(codes))))
    if len(rule.columns) > 1:
        columns = _list(form.column[key].name for key in rule.columns)
        told.append(speaker.words("every_column", columns=columns))
    return speaker.words("repeated", over=joined(told, WORDS["comma"])) if told else ""


def _list(names: Iterable[str]) -> str:
    return WORDS["list"].join(names)


def _indicator(instance: Instance) -> str:
    parts = instance.label.split(".")
    if instance.rule.part:
        parts = parts[1:]
    return parts[0] if parts else ""
