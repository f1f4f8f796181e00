"""What respondents would read of a draft they fail: made for the rows that someone looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ruantong.returns.reading.access import forwarded_submissions
from ruantong.rulelab.drafts import ruleset_of_run
from ruantong.rulelab.history import Reading, dossiers_of, submissions_of
from ruantong.rulelab.models import DryRun, DryRunRow
from ruantong.rulelab.trial import FAILS, NOT_EVALUATED, narrowed, trial_of

#: Rows whose sentences are made together when a list is exported.
_TOLD_AT_ONCE = 500
_CORRECTED = "与本表比较的往期报表在试运行后有更正，现在判断的结果不同，请重新试运行。"


def sentences(run: DryRun, rows: Iterable[DryRunRow]) -> dict[int, str]:
    """What the respondent would read, by row; only for rows that fail with the draft or cannot
    be judged.

    Made when it is looked at, return by return: that is slow, and most rows are never looked at.
    """
    told = [row for row in rows if row.after in {FAILS, NOT_EVALUATED}]
    if not told:
        return {}
    ruleset = ruleset_of_run(run)
    trial = trial_of(ruleset, run.rules)
    reading = Reading.of(narrowed(ruleset, run.rules))
    wanted = {(row.owner_id, row.revision) for row in told}
    known = forwarded_submissions().filter(owner_id__in={owner for owner, _ in wanted})
    numbers = [
        pk
        for pk, owner, number in known.values_list("pk", "owner_id", "number")
        if (owner, number) in wanted
    ]
    submissions = submissions_of(forwarded_submissions().filter(pk__in=numbers), reading)
    dossiers = {
        (each.owner_id, each.number): dossier
        for each, dossier in dossiers_of(submissions, ruleset, reading)
    }
    found = {}
    for row in told:
        said = trial.told(row.rule, dossiers[row.owner_id, row.revision], row.after)
        found[row.pk] = said or _CORRECTED
    return found


def with_sentences(run: DryRun, rows: Iterable[DryRunRow]) -> Iterator[tuple[DryRunRow, str]]:
    """A long list with its sentences, a part at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, _TOLD_AT_ONCE)):
        said = sentences(run, some)
        yield from ((row, said.get(row.pk, "")) for row in some)
