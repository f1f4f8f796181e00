"""A correction is followed through: later returns that used the corrected figures are judged again.

Mission §3. When a return is submitted, the returns of its unit that look at it as 上期, 上年同期 or
12月 and were filed before are judged with what they were filed against and with what stands now;
what differs is kept as a :class:`FollowUp` and listed for enterprise, district and city. See
docs/adr/0045.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import F

from ruantong.accounts.models import User
from ruantong.core.cellref import CellRef, parse_ref
from ruantong.core.content import FormsJson, get
from ruantong.core.findings import Finding
from ruantong.core.lifecycle import EDITABLE, Role, State
from ruantong.core.periods import Frequency, Period
from ruantong.core.regime import ColumnRole, Severity
from ruantong.core.rules.language.tree import Cell, RowCell, walk
from ruantong.core.validation import validate
from ruantong.gateways import clock
from ruantong.returns.errors import NotFound, Refused
from ruantong.returns.filing.register_facts import facts_of
from ruantong.returns.judging.dossiers import comparisons_of, filed_before, unit_facts
from ruantong.returns.judging.typed import TypedReturn, read
from ruantong.returns.models import FollowUp, Return, Revision
from ruantong.returns.moving.moves import subject_of, text_hash
from ruantong.returns.reading.access import number_of, return_for, submissions_of_unit
from ruantong.returns.reading.changes import Change, changes_between
from ruantong.returns.reading.follow_up_access import open_follow_ups
from ruantong.returns.reasons import cleaned, reason_fault
from ruantong.returns.regimes import regime_of, ruleset_version
from ruantong.trail.record import record

# Returns in the enterprise's hands are judged anyway before they are filed again.
_NOT_FILED = [state.value for state in (*EDITABLE, State.RETIRED)]
# How a later return looks at an earlier one: names of :class:`Comparisons`, and of the rule language.
_AS_PREVIOUS, _AS_YEAR_AGO, _AS_DECEMBER = "previous", "year_ago", "december"
_CARRIED_AS = {_AS_PREVIOUS: ColumnRole.PREVIOUS, _AS_YEAR_AGO: ColumnRole.YEAR_AGO}


def users_of(period: Period) -> dict[str, tuple[str, ...]]:
    """Periods whose returns look at this one's, and as what."""
    if period.frequency is Frequency.ANNUAL:
        return {str(replace(period, year=period.year + 1)): (_AS_PREVIOUS, _AS_YEAR_AGO)}
    number = min(period.number, period.frequency.last_of(period.year + 1))
    found: dict[str, tuple[str, ...]] = {
        str(replace(period, year=period.year + 1, number=number)): (_AS_YEAR_AGO,)
    }
    if period.number < period.frequency.last_of(period.year):
        found[str(replace(period, number=period.number + 1))] = (_AS_PREVIOUS,)
    elif period.frequency is Frequency.MONTHLY:
        found[str(Period(Frequency.ANNUAL, period.year, 0))] = (_AS_DECEMBER,)
    return found


def lock_users(ret: Return) -> list[Return]:
    """The filed returns that look at this one, held until the submission of this one is through.

    Always from an earlier period to later ones, before the trail, so that two submissions of one
    unit neither miss each other nor wait for each other.
    """
    later = Return.objects.select_for_update(of=("self",)).select_related("unit")
    wanted = later.filter(unit_id=ret.unit_id, period__in=users_of(ret.parsed_period))
    # One that is being submitted is not filed yet: it is waited for, and then looked at.
    held = list(wanted.order_by("pk"))
    return [user for user in held if user.revision and user.state not in _NOT_FILED]


def follow_through(source: Revision, users: list[Return], actor: User, at: datetime) -> None:
    """Judge the users of a new submission again and keep what it changed for them."""
    waiting = FollowUp.objects.filter(resolved_at=None)
    for found, resolution in (
        (waiting.filter(owner=source.owner), FollowUp.RESUBMITTED),
        (waiting.filter(source=source.owner), FollowUp.SUPERSEDED),
    ):
        found.update(resolved_at=at, resolved_by=actor, resolution=resolution)
    roles = users_of(source.owner.parsed_period)
    for ret in users:
        filed = submissions_of_unit(ret.unit_id, [ret.period]).get(number=ret.revision)
        _judge_again(ret, filed, source, roles[ret.period], actor, at)


def look_again(ret: Return, filed: Revision, actor: User, at: datetime) -> None:
    """A submission stands again that had been taken back: what was corrected meanwhile, while its
    return was in the enterprise's hands and left out, is followed through now.
    """
    period = ret.parsed_period
    looked_at = (regime_of(ret).before(period), period.year_ago(), period.december())
    wanted = {str(each) for each in looked_at if each}
    newer = submissions_of_unit(ret.unit_id, wanted).filter(number=F("owner__revision"))
    later = newer.filter(trail_number__gt=filed.trail_number).select_related("owner__unit")
    for source in later.order_by("trail_number"):
        roles = users_of(source.owner.parsed_period).get(ret.period)
        known = FollowUp.objects.filter(owner=ret, revision=filed.number, source=source.owner)
        if not roles or known.filter(source_revision=source.number).exists():
            continue
        known.filter(resolved_at=None).update(
            resolved_at=at, resolved_by=actor, resolution=FollowUp.SUPERSEDED
        )
        _judge_again(ret, filed, source, roles, actor, at)


def _judge_again(
    ret: Return,
    filed: Revision,
    source: Revision,
    roles: tuple[str, ...],
    actor: User,
    at: datetime,
) -> None:
    changed = _difference(ret, filed, source, roles)
    if changed is not None:
        changed.at = at
        changed.save()
        record(
            "return.follow_up",
            subject_of(ret),
            actor=actor,
            at=at,
            revision=filed.number,
            source=subject_of(source.owner),
            cells=[change["ref"] for change in changed.changes],
            new=[finding["key"] for finding in changed.new],
            gone=[finding["key"] for finding in changed.gone],
        )


@transaction.atomic
def let_stand(pk: object, follow_up: object, *, actor: User, reason: str) -> FollowUp:
    """维持原数: a reviewer has looked at a return after the correction and says why it stands."""
    ret = return_for(actor, pk, lock=True)
    waiting = open_follow_ups(actor).filter(owner=ret, pk=number_of(follow_up)).first()
    if waiting is None or not actor.is_role(Role.DISTRICT, Role.CITY):
        raise NotFound
    said = cleaned(reason)
    codes = {row.code for form in regime_of(ret).forms for row in form.indicators}
    if fault := reason_fault(said, codes=codes):
        raise Refused(fault)
    waiting.resolved_at, waiting.resolved_by = clock.now(), actor
    waiting.resolution, waiting.reason = FollowUp.STANDS, said
    waiting.save()
    record(
        "return.follow_up_stands",
        subject_of(ret),
        actor=actor,
        revision=waiting.revision,
        text_hash=text_hash(said),
    )
    return waiting


# ---- what a correction changes for a return -----------------------------------------------------


def _difference(
    ret: Return, filed: Revision, source: Revision, roles: tuple[str, ...]
) -> FollowUp | None:
    """The return judged with what it was filed against and with the new submission; None: same."""
    earlier = submissions_of_unit(ret.unit_id, [source.owner.period])
    before = filed_before(earlier, filed).last()
    was = before.forms if before else None
    now = comparisons_of(ret)
    then = replace(now, **dict.fromkeys(roles, was))
    lists = frozenset(facts_of(filed).lists)
    unit = replace(unit_facts(ret, filed.forms), lists=lists)
    judged = read(ret, filed.forms, lambda: now, unit)
    old, new = (_findings(judged.against(compared)) for compared in (then, now))
    came = [finding for key, finding in new.items() if key not in old]
    went = [finding for key, finding in old.items() if key not in new]
    changes = list(_used_changes(ret, filed, (was, source.forms), roles))
    if not came and not went and not (changes and (was is not None or _stale(changes))):
        return None
    return FollowUp(
        owner=ret,
        revision=filed.number,
        source=source.owner,
        source_revision=source.number,
        changes=changes,
        new=[finding.stored() for finding in came],
        gone=[finding.stored() for finding in went],
        errors=sum(finding.severity is Severity.ERROR for finding in came),
    )


def _findings(judged: TypedReturn) -> dict[str, Finding]:
    """What fails, by key."""
    report = validate(judged.ruleset, judged.dossier)
    return {finding.key: finding for finding in (*report.errors, *report.queries)}


def _stale(changes: list[dict[str, str]]) -> bool:
    return any(change["cell"] and change["held"] != change["now"] for change in changes)


def _used_changes(
    ret: Return,
    filed: Revision,
    source: tuple[FormsJson | None, FormsJson],
    roles: tuple[str, ...],
) -> Iterator[dict[str, str]]:
    """Figures of the source that changed and that the return repeats or is judged by."""
    regime, period = regime_of(ret), ret.parsed_period
    was, now = source
    cells, groups = _looked_at(regime.key, ret.rule_version, period.frequency, roles)
    repeated = _repeated(ret, roles)
    for change in changes_between(regime, was or {}, now):
        cell = repeated.get(change.ref, "")
        place = parse_ref(cell) if cell else None
        held = get(filed.forms, place) if place else ""
        if cell and held == change.now and change.ref not in cells:
            continue  # the respondent had typed what the source says now
        if cell or change.ref in cells or _group_of(change) in groups:
            yield {
                "ref": change.ref, "name": change.name, "was": change.was, "now": change.now,
                "cell": cell, "held": held,
            }  # fmt: skip


@cache
def _looked_at(
    regime_key: str, version: str, frequency: Frequency, roles: tuple[str, ...]
) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Cells and groups of lines of an earlier return that rules look at."""
    ruleset = ruleset_version(regime_key, version, frequency)
    trees = [tree for i in ruleset.instances for tree in (i.check, i.condition) if tree is not None]
    cells, groups = set[str](), set[tuple[str, str]]()
    for node in (node for tree in trees for node in walk(tree)):
        if isinstance(node, Cell) and node.when in roles:
            cells.add(node.ref)
        elif isinstance(node, RowCell) and node.when in roles:
            groups.add((node.form, node.group))
    return frozenset(cells), frozenset(groups)


def _repeated(ret: Return, roles: tuple[str, ...]) -> Mapping[str, str]:
    """Cells of an earlier return by reference, with the cell of this one that repeats them."""
    found: dict[str, str] = {}
    regime = regime_of(ret)
    for form in regime.forms_for(ret.parsed_period.frequency):
        own = next((c.key for c in form.columns if c.role is ColumnRole.CURRENT), None)
        for column in form.columns:
            if own and column.role in {_CARRIED_AS.get(role) for role in roles}:
                for row in form.indicators:
                    if column.key in row.columns and own in row.columns and not row.title:
                        repeats = CellRef(form.code, row.code, own)
                        found[str(repeats)] = str(replace(repeats, column=column.key))
    return found


def _group_of(change: Change) -> tuple[str, str] | None:
    ref = parse_ref(change.ref) if change.ref else None
    return (ref.form, ref.group) if ref and ref.group else None
