"""A draft and the rules in force, on many stored submissions at once (ADR 0035)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ruantong.returns.regimes import ruleset_version
from ruantong.rulelab.columns_trial import ColumnarTrial, Stored, columnar_trial_of
from ruantong.rulelab.drafts import ruleset_of_run
from ruantong.rulelab.history import Reading, Submission, readable
from ruantong.rulelab.models import DryRun


@dataclass(frozen=True)
class Judges:
    """Judges of the draft, and of every rule set in force for returns of the run."""

    regime: str
    after: ColumnarTrial
    before: Mapping[str, ColumnarTrial]
    reading: Reading

    def outcomes(self, found: Sequence[Submission]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """By rule, what is said of each submission in force and by the draft."""
        stored = [
            Stored(
                each.period, each.unit, each.forms,
                each.compared.previous, each.compared.year_ago, each.compared.december,
            )
            for each in found
        ]  # fmt: skip
        after = self.after.outcomes(stored)
        before = {rule: [""] * len(found) for rule in after}
        for version, trial in self.before.items():
            places = [at for at, each in enumerate(found) if each.rule_version == version]
            for rule, outcomes in trial.outcomes([stored[at] for at in places]).items():
                for at, outcome in zip(places, outcomes, strict=True):
                    before[rule][at] = outcome
        for rule in after:
            yield rule, list(zip(before[rule], after[rule], strict=True))


def judges_of(run: DryRun) -> Judges:
    """The judges of a run, which every step of it uses."""
    ruleset = ruleset_of_run(run)
    regime, frequency = run.text.draft.regime, ruleset.frequency
    found = readable(run.periods, regime).order_by().values_list("owner__rule_version", flat=True)
    after = columnar_trial_of(ruleset, run.rules)
    before = {
        version: columnar_trial_of(ruleset_version(regime, version, frequency), run.rules)
        for version in found.distinct()
    }
    judges = [each.judge for each in (after, *before.values()) if each.judge is not None]
    return Judges(regime, after, before, Reading.of(*judges))
