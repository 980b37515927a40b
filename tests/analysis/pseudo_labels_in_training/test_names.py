from ltcore.analysis.pseudo_labels_in_training.names import run_names
from ltcore.config import RunConfig
from ltcore.runs import RunStore

U = {"unlabelled": 2, "unlabelled_ratio": 1}


def test_names_are_short_and_differ(tmp_path):
    store = RunStore(tmp_path)
    settings = [
        {"method": {"name": "fixmatch"}, "data": {"ratio": 10, **U}, "seed": 3},
        {"method": {"name": "fixmatch"}, "data": {"ratio": 10, **U}, "train": {"snapshots": 9}},
        {"method": {"name": "fixmatch"}, "data": {"ratio": 10, **U}},
    ]
    for each in settings:
        store.create(RunConfig.model_validate(each))
    names = run_names(store.records())
    assert len(set(names.values())) == 3
    assert "FixMatch, ρ 10, unlabelled ρ 1, k 2, seed 3" in names.values()
    twins = [name for name in names.values() if "seed 0" in name]
    assert all(name.startswith("FixMatch, ρ 10, unlabelled ρ 1, k 2, seed 0 (") for name in twins)
