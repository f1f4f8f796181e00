"""Every planted error is noticed by the rule it is named for, and by nothing before it is planted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ruantong.core.periods import Frequency, Period
from ruantong.demo.lives import REASONS
from ruantong.demo.plants import PLANTS, Plant, before_correction, plants_for
from ruantong.demo.profile import KINDS, make_profile
from ruantong.returns.reasons import reason_fault
from tests.demo.test_figures import dossier, judged, unit

PERIOD = {Frequency.MONTHLY: Period.parse("2024-05"), Frequency.ANNUAL: Period.parse("2023")}


def maker(plant: Plant):
    """The first enterprise that can make this error."""
    for number in range(1, 200):
        for kind in KINDS:
            profile = unit(number, kind)
            if plant.suits(profile):
                return profile
    raise AssertionError(plant.name)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_the_rule_notices(plant: Plant) -> None:
    content = dossier(maker(plant), PERIOD[plant.frequency])
    assert not judged(content).errors
    report = judged(replace(content, forms=plant.apply(content.forms)))
    failing = {finding.rule for finding in (*report.errors, *report.queries)}
    assert failing & plant.rules


def test_names_are_unique_and_every_kind_of_enterprise_errs() -> None:
    assert len({plant.name for plant in PLANTS}) == len(PLANTS)
    for kind in KINDS:
        profile = make_profile(
            3, seed=1, district="500112", division="500112", base_year=2024, kind=kind
        )
        for frequency in PERIOD:
            assert plants_for(profile, frequency, first_period=True)


@pytest.mark.parametrize("frequency", PERIOD)
def test_what_a_reviewer_doubts_could_be_submitted_and_is_no_order(frequency: Frequency) -> None:
    content = dossier(unit(5, "software"), PERIOD[frequency])
    for target, reason in REASONS[frequency].texts:
        doubtful = replace(content, forms=before_correction(content.forms, target))
        assert doubtful.forms != content.forms
        assert not judged(doubtful).errors
        assert not judged(doubtful).queries
        assert reason_fault(reason) is None
