import numpy as np
import pytest

from ltcore.theory.shared.legal import as_floats, is_count, where_legal


@pytest.mark.parametrize("legal", [True, False])
def test_a_single_setting(legal):
    value = where_legal(np.array(legal), np.log, np.array(1.0))
    assert value.shape == ()
    assert np.isnan(value) == (not legal)


def test_the_formula_sees_only_legal_places():
    seen = []
    x, y = as_floats([[-1, 2, 3]], [[10], [20]])

    def product(a, b):
        seen.append(a)
        return a * b

    values = where_legal(x > 0, product, x, y)
    assert values.tolist()[1][1:] == [40, 60]
    assert np.isnan(values[:, 0]).all()
    assert (seen[0] > 0).all()


def test_no_settings_at_all():
    assert where_legal(np.zeros(0, bool), np.log, np.zeros(0)).shape == (0,)
    assert is_count(np.array([2.0, -1.0, np.nan, np.inf])).tolist() == [True, False, False, False]
