"""Size classes of the software industry: both bounds must hold, one failing drops a class."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ruantong.core.sizes import SizeRule, software_size

MANUFACTURING = SizeRule((1000, 300, 20), (Decimal(40000), Decimal(2000), Decimal(300)))


@pytest.mark.parametrize(
    ("employees", "revenue", "code"),
    [
        (300, "10000", "1"),
        (299, "10000", "2"),
        (300, "9999.99", "2"),
        (100, "1000", "2"),
        (99, "100000", "3"),
        (5000, "999.99", "3"),
        (10, "50", "3"),
        (9, "100000", "4"),
        (5000, "49.99", "4"),
        (0, "0", "4"),
        (9, None, "4"),
        (None, "-3", "4"),
        (300, None, None),
        (None, "10000", None),
        (None, None, None),
    ],
)
def test_the_table_of_the_standard(employees, revenue, code):
    assert software_size(employees, None if revenue is None else Decimal(revenue)) == code


def test_another_industry_brings_its_own_thresholds():
    assert software_size(300, Decimal(10000), MANUFACTURING) == "2"


@given(st.integers(0, 2000), st.integers(0, 50000), st.integers(0, 500), st.integers(0, 9000))
def test_growing_never_makes_an_enterprise_smaller(employees, revenue, hired, earned):
    before = software_size(employees, Decimal(revenue))
    after = software_size(employees + hired, Decimal(revenue + earned))
    assert before is not None
    assert after is not None
    assert after <= before
