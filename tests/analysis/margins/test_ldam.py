import numpy as np
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.margins.ldam import ldam_margins_frame


def test_the_margins_of_the_known_counts():
    frame = ldam_margins_frame(class_axis([50, 5000, 500], ["c", "a", "b"]), 0.5)
    np.testing.assert_allclose(frame["ldam_margin"], [0.158113883008, 0.281170662595, 0.5])
    assert frame["name"].tolist() == ["a", "b", "c"]
    np.testing.assert_allclose(frame["equal_margin"], frame["ldam_margin"].mean())


def test_a_class_without_examples_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        ldam_margins_frame(class_axis([5, 0], ["a", "b"]))
