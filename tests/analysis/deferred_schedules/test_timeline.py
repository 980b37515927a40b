import numpy as np
import pytest

from ltcore.analysis.base.classes import class_axis
from ltcore.analysis.deferred_schedules.timeline import DEFERRED, HINGES, KINDS, timeline_frame
from ltcore.classwise import effective_number
from ltcore.methods import METHODS
from ltcore.methods.parts import LdamHingeLoss

COUNTS = [5000, 500, 50]
AXIS = class_axis(COUNTS, ["cat", "dog", "lynx"])


def phase(frame, method, name):
    [row] = frame[(frame["method"] == method) & (frame["phase"] == name)].to_dict("records")
    return row


def test_every_method_that_waits_and_no_other_has_its_row():
    waiting = {
        name
        for name, record in METHODS.items()
        if record.compose(record.settings()).switches_at and name != "ib"  # its loss waits, alone
    }
    assert set(DEFERRED) == waiting


def test_the_late_weights_are_those_of_the_effective_number():
    frame = timeline_frame(AXIS, 0.8)
    weights = 1 / effective_number(COUNTS, 0.9999)
    for method in ("drw", "ldam_drw", "m_drw"):
        late = phase(frame, method, "late")
        assert late["weight_tail"] / late["weight_head"] == pytest.approx(weights[2] / weights[0])
        assert np.isnan(phase(frame, method, "early")["weight_tail"])
    assert weights[2] / weights[0] == pytest.approx(78.89, abs=0.01)  # facts, section 4


def test_late_draws_are_equal_per_class_so_unequal_per_example():
    frame = timeline_frame(AXIS, 0.5)
    for method in ("drs", "hg_drs", "ldam_hg_drs"):
        late = phase(frame, method, "late")
        assert late["draws_tail"] / late["draws_head"] == pytest.approx(100)


def test_margins_stay_and_the_factors_of_logits_go():
    frame = timeline_frame(AXIS, 0.8)
    for name in ("early", "late"):
        row = phase(frame, "ldam_drw", name)
        assert row["margin_head"] == pytest.approx(0.5 * 0.01**0.25)
        assert row["margin_tail"] == pytest.approx(0.5)
    assert phase(frame, "tla_adrw", "early")["multiplier_tail"] == pytest.approx(0.01**0.05)
    late = phase(frame, "tla_adrw", "late")
    assert np.isnan(late["multiplier_tail"])
    assert late["weight_tail"] / late["weight_head"] == pytest.approx(100**0.25)


def test_the_phases_meet_at_the_switch_and_an_empty_one_is_left_out():
    frame = timeline_frame(AXIS, 0.6)
    assert (frame.loc[frame["phase"] == "early", "end"] == 0.6).all()
    assert (frame.loc[frame["phase"] == "late", "start"] == 0.6).all()
    assert set(timeline_frame(AXIS, 0.0)["phase"]) == {"late"}


def test_of_equal_classes_none_is_above_another():
    frame = timeline_frame(class_axis([50, 50], ["cat", "dog"]), 0.8)
    for kind in KINDS:
        np.testing.assert_allclose(frame[f"{kind}_head"], frame[f"{kind}_tail"])
    # What is switched on is there all the same, and says that it changes nothing.
    for method, kind in (("drw", "weight"), ("drs", "draws"), ("tla_adrw", "weight")):
        assert phase(frame, method, "late")[f"{kind}_tail"] == pytest.approx(1)


def test_the_hinges_are_those_whose_loss_is_one():
    found = {
        name
        for name in DEFERRED
        if isinstance(METHODS[name].compose(METHODS[name].settings()).loss, LdamHingeLoss)
    }
    assert set(HINGES) == found


@pytest.mark.parametrize("switch", [-0.1, 1.0, float("nan")])
def test_a_switch_outside_the_run_is_refused(switch):
    with pytest.raises(ValueError, match="share of the run, at least 0, below 1"):
        timeline_frame(AXIS, switch)
