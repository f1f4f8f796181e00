"""Writing drafts: every save is kept, checked at once, and told what is wrong with it and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.db import transaction

from ruantong.accounts.access import Refused
from ruantong.accounts.models import User
from ruantong.core.lifecycle import Role
from ruantong.core.pack_describe import Difference
from ruantong.core.periods import Frequency
from ruantong.core.regime import Form, Regime
from ruantong.core.rules.language.faults import RuleFault, RuleTextError
from ruantong.core.rules.linting.lint import LintReport, lint
from ruantong.core.rules.overlay import changed, parameter_value, read_draft
from ruantong.core.rules.ruleset import RuleSet, changed_rules, check_rules, compile_rules
from ruantong.core.text import one_line, text_fault, without_marks
from ruantong.core.values import ValueFault, shown
from ruantong.gateways import clock
from ruantong.registry.survey.packs import regimes
from ruantong.rulelab.drafted import check_draft
from ruantong.rulelab.models import DraftText, DryRun, RuleDraft
from ruantong.rulelab.sets import RuleSetChoice, latest_set
from ruantong.rulelab.written import compare_rules
from ruantong.trail.record import record

LONGEST_TEXT = 200_000
SHORTEST_TITLE = 2
LONGEST_TITLE = 100
_PARAMETER = re.compile(r"\s*([a-z][a-z0-9_]*)\s*[=＝]\s*(\S.*?)\s*")


@dataclass(frozen=True)
class Checked:
    """What checking a draft found. ``ruleset`` is there when it can be tried and published."""

    faults: tuple[RuleFault, ...] = ()
    others: tuple[str, ...] = ()
    ruleset: RuleSet | None = None
    before: RuleSet | None = None
    report: LintReport | None = None
    differences: tuple[Difference, ...] = field(default=())

    @property
    def number(self) -> int:
        """How many things are wrong."""
        return len(self.faults) + len(self.others)

    @property
    def usable(self) -> bool:
        return self.ruleset is not None


def require_city(actor: User) -> None:
    if not actor.is_role(Role.CITY):
        raise Refused("只有市级管理员可以编写和发布审核关系。")


def form_of(regime_key: str, code: str) -> tuple[Regime, Form]:
    """The edition and form a draft is for; ``Refused`` when there are none."""
    regime = regimes().get(regime_key)
    if regime is None or code not in regime.form:
        raise Refused(f"制度版本“{shown(regime_key)}”没有“{shown(code)}表”。")
    return regime, regime.form[code]


@transaction.atomic
def create_draft(
    *, actor: User, title: str, regime_key: str, form: str, text: str = ""
) -> RuleDraft:
    """A new draft, empty or begun from rules in force."""
    require_city(actor)
    form_of(regime_key, form)
    title = one_line(title)
    if len(title) < SHORTEST_TITLE:
        raise Refused("请写明草案名称（不少于2个字）。")
    if fault := text_fault(title, LONGEST_TITLE):
        raise Refused(f"草案名称的{fault}。")
    now = clock.now()
    draft = RuleDraft.objects.create(
        title=title,
        regime=regime_key,
        form=form,
        created_at=now,
        updated_at=now,
        created_by=actor,
    )
    DraftText.objects.create(draft=draft, number=1, text=text, at=now, by=actor)
    record("rules.draft", f"draft:{draft.pk}", actor=actor, title=draft.title)
    return draft


@transaction.atomic
def save_draft(
    pk: int,
    *,
    actor: User,
    number: int,
    text: str,
    removed: str = "",
    parameters: str = "",
) -> DraftText:
    """Keep the text as written, faulty or not. ``number`` is the text it was written on: another
    one saved since is not overwritten, the act is refused.
    """
    require_city(actor)
    draft = RuleDraft.objects.select_for_update().get(pk=pk)
    if draft.release_id is not None:
        raise Refused("草案已发布，不能再改；请新建草案。")
    if draft.open_proposal is not None:
        raise Refused("草案已提请发布，待另一名市级管理员发布；要改，请先撤回提请。")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"草案过长，应不超过{LONGEST_TEXT}个字符，现为{len(text)}个。")
    last = draft.latest
    if number != last.number:
        raise Refused(f"草案已另存为第{last.number}稿，本页内容没有保存；请比较后再存。")
    values = dict(_parameters(parameters))
    ids = removed.replace("、", " ").replace("，", " ").replace(",", " ").split()
    clean = without_marks(text).replace("\r\n", "\n")
    if (clean, ids, values) == (last.text, last.removed, last.parameters):
        return last
    now = clock.now()
    saved = DraftText.objects.create(
        draft=draft, number=last.number + 1, text=clean, removed=ids, parameters=values,
        at=now, by=actor,
    )  # fmt: skip
    RuleDraft.objects.filter(pk=draft.pk).update(updated_at=now)
    record("rules.draft_save", f"draft:{draft.pk}", actor=actor, version=saved.number)
    return saved


def _parameters(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _PARAMETER.fullmatch(line)
        if match is None:
            raise Refused(
                f"参数“{shown(line.strip())}”应写作“参数名 = 数”，如 usd = 6.8，没有保存。"
            )
        yield match[1], match[2]


def check_text(draft: RuleDraft, text: DraftText) -> Checked:
    """Everything that can be said of one text: faults with their place, else what the linter finds."""
    return _checked(*_asked(draft, text, None))


def compiled_text(draft: RuleDraft, text: DraftText, base: str | None = None) -> Checked:
    """The same without the linter, which takes longer than all the rest. ``base`` is the version of
    the rules it is laid over, None: the latest.
    """
    return _compiled(*_asked(draft, text, base))


def ruleset_of_run(run: DryRun) -> RuleSet:
    """The rules of a draft as a dry run began with them, whatever was released since."""
    found = compiled_text(run.text.draft, run.text, run.base).ruleset
    if found is None:
        raise Refused("这一稿现在无法载入，不能继续试运行；请修改草案后重新试运行。")
    return found


_Asked = tuple[RuleSetChoice, str, str, tuple[str, ...], tuple[tuple[str, str], ...]]


def _asked(draft: RuleDraft, text: DraftText, base: str | None) -> _Asked:
    regime, form = form_of(draft.regime, draft.form)
    choice = latest_set(regime.key, form.frequency)
    if base is not None:
        choice = replace(choice, version=base)
    removed, parameters = tuple(text.removed), tuple(text.parameters.items())
    return choice, draft.form, text.text, removed, parameters


@lru_cache(maxsize=32)
def _checked(*asked: *_Asked) -> Checked:
    """Remembered by content: the pages of a draft ask again and again."""
    found = _compiled(*asked)
    if found.ruleset is None or found.before is None:
        return found
    # A changed parameter concerns every rule that uses it.
    concerned = changed_rules(found.before, found.ruleset)
    return replace(found, report=lint(found.ruleset, concerned))


@lru_cache(maxsize=32)
def _compiled(
    base: RuleSetChoice,
    form: str,
    written: str,
    removed: tuple[str, ...],
    parameters: tuple[tuple[str, str], ...],
) -> Checked:
    """Remembered by content, as the steps of a dry run ask again and again."""
    frequency = base.frequency
    text = DraftText(text=written, removed=list(removed), parameters=dict(parameters))
    others = tuple(_other_faults(base.regime, frequency, text))
    try:
        trial = _laid_over(base.regime, form, text, others)
    except RuleTextError as error:
        return Checked(faults=tuple(error.faults), others=others)
    if others:
        return Checked(others=others)
    return Checked(
        ruleset=compile_rules(trial, frequency),
        before=base.ruleset,
        differences=tuple(compare_rules(base.regime, trial, frequency)),
    )


def _laid_over(regime: Regime, form: str, text: DraftText, others: tuple[str, ...]) -> Regime:
    if text.text.strip():
        check_draft(regime, text.text, form)
    if others:
        return regime
    parsed = read_draft(text.text, form)
    found = changed(
        regime,
        parsed.rules,
        parsed.computations,
        removed=text.removed,
        parameters=_canonical(regime, text.parameters),
    )
    if faults := check_rules(found):
        raise RuleTextError(faults)
    return found


def _canonical(regime: Regime, parameters: Mapping[str, str]) -> dict[str, str]:
    return {name: parameter_value(regime, name, value) for name, value in parameters.items()}


def _other_faults(regime: Regime, frequency: Frequency, text: DraftText) -> Iterator[str]:
    known = {rule.id for rule in regime.rules if regime.form[rule.form].frequency is frequency}
    for rule_id in text.removed:
        if rule_id not in known:
            yield f"没有审核关系“{shown(rule_id)}”，无从停用。"
    for name, value in text.parameters.items():
        try:
            parameter_value(regime, name, value)
        except ValueFault as fault:
            yield f"{fault.message}。"
    if not (text.text.strip() or text.removed or text.parameters):
        yield "草案还是空的：写一条审核关系，或填写要停用的规则、要改的参数。"
