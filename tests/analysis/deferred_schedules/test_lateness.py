import pytest

from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR, setting_errors_frame
from ltcore.analysis.deferred_schedules.lateness import NEVER, lateness_studies


def switches(study, label):
    return sorted(x for x, _ in study.arms[label].runs)


def test_a_method_with_two_switches_is_an_arm_beside_what_it_is_without_them(add, store):
    for switch in (0, 0.8):
        add("drw", switch)
        add("ldam_drw", switch)
    add("erm")
    add("ldam")
    add("focal")
    (study,) = lateness_studies(store.records()).values()
    assert study.label == "Digits, ρ 100"
    assert set(study.arms) == {"DRW", "LDAM-DRW"}
    for label, never in (("DRW", "erm"), ("LDAM-DRW", "ldam")):
        assert switches(study, label) == [0, 0.8, NEVER]
        [last] = [record for x, record in study.arms[label].runs if x == NEVER]
        assert last.method == never
    assert len(study.records) == 6


def test_one_switch_is_no_study(add, store):
    add("drw", 0.8)
    add("drw", 0.8, seed=1)
    add("erm")
    assert lateness_studies(store.records()) == {}


def test_runs_on_other_data_or_of_another_length_are_another_study(add, store):
    for switch in (0, 0.8):
        add("drw", switch)
        add("drw", switch, data={"ratio": 10})
        add("drw", switch, train={"epochs": 3})
    studies = lateness_studies(store.records()).values()
    assert sorted(study.label for study in studies) == [
        "Digits, ρ 10",
        "Digits, ρ 100, epochs 150",
        "Digits, ρ 100, epochs 3",
    ]


def test_runs_of_another_network_are_called_by_it(add, store):
    for switch in (0, 0.8):
        add("drw", switch)
        add("drw", switch, model={"name": "mlp"})
        add("ldam_drw", switch, model={"name": "mlp"})
    labels = {study.label for study in lateness_studies(store.records()).values()}
    assert len(labels) == 2
    assert all(label.startswith("Digits, ρ 100, ") for label in labels)
    assert not any("DRW" in label or "ERM" in label for label in labels)


def test_other_settings_of_a_method_are_another_arm(add, store):
    for switch in (0, 0.8):
        add("drw", switch)
        add("drw", switch, settings={"beta": 0.9})
    (study,) = lateness_studies(store.records()).values()
    assert set(study.arms) == {"DRW, beta 0.9999", "DRW, beta 0.9"}


def test_another_margin_is_not_what_is_left_without_the_weights(add, store):
    for switch in (0, 0.8):
        add("ldam_drw", switch)
    add("ldam", settings={"max_margin": 0.1})
    (study,) = lateness_studies(store.records()).values()
    assert switches(study, "LDAM-DRW") == [0, 0.8]


def test_what_a_run_keeps_of_itself_makes_no_difference(add, store):
    add("drw", 0, train={"record": "slim", "eval_every": 4})
    add("drw", 0.8)
    (study,) = lateness_studies(store.records()).values()
    assert switches(study, "DRW") == [0, 0.8]


def test_errors_are_one_minus_the_mean_recall(add, store):
    add("drw", 0, missed=(1, 2, 6))
    add("drw", 0.8, missed=(0, 0, 3))
    add("erm", missed=(0, 0, 10))
    (study,) = lateness_studies(store.records()).values()
    frame, left_out = setting_errors_frame(study)
    assert left_out == []
    rows = frame.set_index("x")
    assert rows[BALANCED_ERROR].to_dict() == pytest.approx({0: 0.3, 0.8: 0.1, NEVER: 1 / 3})
    assert rows[TAIL_ERROR].to_dict() == pytest.approx({0: 0.6, 0.8: 0.3, NEVER: 1})
    assert set(frame["method"]) == {"drw"}


def test_a_run_that_both_arms_never_switch_from_stands_in_both(add, store):
    for switch in (0, 0.8):
        add("drw", switch)
        add("drs", switch)
    add("erm")
    (study,) = lateness_studies(store.records()).values()
    frame, _ = setting_errors_frame(study)
    assert sorted(frame.loc[frame["x"] == NEVER, "arm"]) == ["DRS", "DRW"]
