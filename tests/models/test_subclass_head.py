import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ltcore.models.subclass_head import SubclassHead
from ltcore.resampling import subclass_scores

P = torch.log(torch.tensor([[0.2, 0.2, 0.35, 0.25]]))
PARENTS = torch.tensor([0, 0, 1, 2])


@pytest.mark.parametrize(
    ("decision", "scores", "winner"),
    [("max", [0.2, 0.35, 0.25], 1), ("sum", [0.4, 0.35, 0.25], 0)],  # facts, section 13
)
def test_golden_decision(decision, scores, winner):
    classes = SubclassHead(4, PARENTS, decision).classes(P)
    assert classes.exp()[0].tolist() == pytest.approx(scores)
    assert int(classes.argmax()) == winner


@settings(max_examples=40)
@given(
    parents=st.lists(st.integers(0, 3), min_size=1, max_size=8),
    decision=st.sampled_from(["max", "sum"]),
    seed=st.integers(0, 99),
    scale=st.sampled_from([1.0, 50.0]),
)
def test_scores_are_those_of_the_numpy_rule(parents, decision, seed, scale):
    owners = np.array([0, 1, 2, 3, *parents])
    logits = scale * torch.randn(5, len(owners), generator=torch.Generator().manual_seed(seed))
    ours = SubclassHead(2, torch.from_numpy(owners), decision).classes(logits)
    theirs = subclass_scores(logits.numpy(), owners, decision)
    assert ours.numpy() == pytest.approx(theirs, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("decision", ["max", "sum"])
def test_one_cluster_per_class_changes_nothing(decision):
    logits = torch.randn(6, 3)
    assert SubclassHead(2, torch.arange(3), decision).classes(logits).equal(logits)


def test_far_away_logits_stay_finite():
    far = torch.tensor([[-1e30, 1e30, -1e4, 3e38]])
    for decision in ("max", "sum"):
        assert SubclassHead(2, PARENTS, decision).classes(far).isfinite().all()


def test_sub_classes_while_training_and_classes_otherwise():
    head = SubclassHead(4, PARENTS, "max")
    features = torch.randn(2, 4)
    sub = head.linear(features)
    assert head.train()(features).equal(sub)
    assert head.eval()(features).equal(head.classes(sub))


def test_the_sum_is_the_probability_of_the_class():
    logits = torch.randn(5, 4)
    classes = SubclassHead(4, PARENTS, "sum").classes(logits)
    apart = torch.softmax(logits, 1)
    together = torch.stack([apart[:, 0] + apart[:, 1], apart[:, 2], apart[:, 3]], dim=1)
    torch.testing.assert_close(torch.softmax(classes, 1), together)


def test_parents_are_part_of_the_state():
    head, other = (SubclassHead(4, parents, "max") for parents in (PARENTS, PARENTS.flip(0)))
    assert set(head.state_dict()) == {"parents", "linear.weight", "linear.bias"}
    other.load_state_dict(head.state_dict())
    assert other.parents.equal(PARENTS)
