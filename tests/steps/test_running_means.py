import torch

from ltcore.steps.running_means import RunningMeans


def means_of(*pairs):
    means = RunningMeans("a", "b")
    for a, b in pairs:
        means.add(a=torch.tensor(a, requires_grad=True), b=torch.tensor(b))
    return means


def test_means_are_over_the_steps_since_they_were_taken():
    means = means_of((1.0, 4.0), (2.0, 0.0))
    assert means.taken() == {"a": 1.5, "b": 2.0}
    means.add(a=torch.tensor(7.0), b=torch.tensor(1.0))
    assert means.taken() == {"a": 7.0, "b": 1.0}
    assert means.taken() == {}


def test_a_checkpoint_in_the_middle_of_an_epoch_keeps_the_sums():
    resumed = RunningMeans("a", "b")
    resumed.load_state_dict(means_of((1.0, 4.0)).state_dict())
    resumed.add(a=torch.tensor(2.0), b=torch.tensor(0.0))
    assert resumed.taken() == means_of((1.0, 4.0), (2.0, 0.0)).taken()
