from ltcore.analysis.pretraining.arms import pretrained_arms, pretraining_title


def test_seeds_are_one_arm_and_methods_are_others(add, store):
    for seed in (2, 0, 1):
        add(seed=seed)
    add(method="ldam")
    add("simclr")
    found = list(pretrained_arms(store.records()).values())
    assert [len(arm.records) for arm in found] == [3, 1, 1]
    assert found[0].label == "Rotation, then ERM, Digits, ρ 10, largest class 40"
    assert [record.seed for record in found[0].records] == [0, 1, 2]
    assert [arm.pretraining for arm in found] == ["rotation", "rotation", "simclr"]


def test_of_one_seed_the_run_that_kept_more_is_taken(add, store):
    slim, full = add(full=False), add()
    assert slim != full
    (arm,) = pretrained_arms(store.records()).values()
    assert [record.id for record in arm.records] == [full]
    assert arm.with_features is not None


def test_slim_runs_have_no_features(add, store):
    add(full=False)
    (arm,) = pretrained_arms(store.records()).values()
    assert arm.with_features is None


def test_arms_that_would_be_called_alike_carry_their_ids(add, store):
    add()
    add(val_per_class=3)
    found = pretrained_arms(store.records())
    assert len(found) == 2
    assert all(arm.label.endswith(f"({name})") for name, arm in found.items())
    assert list(pretrained_arms(store.records()[::-1])) == list(found)


def test_runs_without_pretraining_belong_to_none(add, store):
    add("none")
    assert pretrained_arms(store.records()) == {}


def test_titles():
    assert pretraining_title("rotation") == "Rotation"
    assert pretraining_title("something") == "something"
