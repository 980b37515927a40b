import pytest

from ltcore.data import DataError
from ltcore.data.tables.held import AT_MOST, MIB, refuse_too_much, refuse_too_wide


@pytest.mark.parametrize(
    ("held", "file"),
    [(256 * MIB, 1), (100 * 3 * MIB, 3 * MIB), (AT_MOST, AT_MOST), (0, 0)],
)
def test_what_a_file_justifies_is_held(held, file):
    refuse_too_much(held, file, "array 'x'")


@pytest.mark.parametrize(
    ("held", "file", "claimed", "cap"),
    [
        (2**30, 58 * 1024, "1,024 MiB", "256 MiB"),
        (100 * 3 * MIB + 1, 3 * MIB, "301 MiB", "300 MiB"),
        (AT_MOST + 1, 2**40, "4,097 MiB", "4,096 MiB"),
    ],
)
def test_more_is_refused_with_claim_cap_and_way_out(held, file, claimed, cap):
    with pytest.raises(DataError, match=f"^array 'x' takes {claimed} .* {cap}: store it"):
        refuse_too_much(held, file, "array 'x'")


def test_a_million_columns_are_the_most():
    refuse_too_wide(1_000_000, "a.arff")
    with pytest.raises(DataError, match=r"a\.arff has 1,000,001 columns; at most 1,000,000"):
        refuse_too_wide(1_000_001, "a.arff")
