import math
import operator

import pytest
import torch
import torch.nn.functional as F

from ltcore.losses.geometric_harmonization import geometric_harmonization, surrogate_scores
from ltcore.losses.simplex_frame import simplex_frame
from ltcore.losses.sinkhorn import sinkhorn

SHARES = torch.tensor([0.5, 0.25, 0.15, 0.1], dtype=torch.float64)
FRAME = simplex_frame(4, 6, torch.Generator().manual_seed(0)).double()


def some_views(n_images=24, dtype=torch.float64):
    rng = torch.Generator().manual_seed(1)
    first = torch.randn(n_images, 6, generator=rng, dtype=torch.float64)
    second = first + 0.3 * torch.randn(n_images, 6, generator=rng, dtype=torch.float64)
    return first.to(dtype), second.to(dtype)


def by_loops(first, second, frame, shares):
    """The loss in plain floats, with the alternation of the paper."""

    def scores_of(views):
        raw = [[sum(map(operator.mul, row, m)) for m in frame.tolist()] for row in views.tolist()]
        return [[s / math.hypot(*row) for s in row] for row in raw]

    def targets_of(scores):
        plan = [[math.exp(s / 0.05) for s in row] for row in scores]
        for _ in range(2000):
            for k, share in enumerate(shares.tolist()):
                total = sum(row[k] for row in plan)
                for row in plan:
                    row[k] *= len(plan) * share / total
            plan = [[p / sum(row) for p in row] for row in plan]
        return plan

    def cross_entropy(target, scores):
        log_sum = math.log(sum(math.exp(s / 0.1) for s in scores))
        return sum(t * (log_sum - s / 0.1) for t, s in zip(target, scores, strict=True))

    one, other = scores_of(first), scores_of(second)
    return sum(
        cross_entropy(t1, s2) + cross_entropy(t2, s1)
        for t1, s1, t2, s2 in zip(targets_of(one), one, targets_of(other), other, strict=True)
    ) / len(one)


def test_a_hand_value():
    """Two opposite images in two classes, views swapped: each direction costs 2 * 0.7071 / 0.1 = 14.14."""
    frame, views = torch.tensor([[1.0], [-1.0]]), torch.tensor([[1.0], [-2.0]])
    half = torch.tensor([0.5, 0.5])
    swapped = geometric_harmonization(views, -views, frame, half)
    assert swapped.item() == pytest.approx(2 * 2 * 0.5**0.5 / 0.1, rel=1e-5)
    assert geometric_harmonization(views, views, frame, half).item() == pytest.approx(0, abs=1e-5)


def test_it_is_what_loops_in_float64_say():
    first, second = some_views()
    value = geometric_harmonization(first, second, FRAME, SHARES)
    assert value.item() == pytest.approx(by_loops(first, second, FRAME, SHARES), rel=1e-6)


def test_scale_and_order_of_the_views_do_not_matter():
    first, second = some_views()
    value = geometric_harmonization(first, second, FRAME, SHARES)
    torch.testing.assert_close(
        geometric_harmonization(7 * second, 0.1 * first, FRAME, SHARES), value
    )


def test_surrogate_classes_may_change_places():
    first, second = some_views()
    order = torch.tensor([2, 0, 3, 1])
    value = geometric_harmonization(first, second, FRAME, SHARES)
    moved = geometric_harmonization(first, second, FRAME[order], SHARES[order])
    torch.testing.assert_close(moved, value, rtol=1e-5, atol=0)


def test_gradients_flow_through_predictions_and_not_through_targets():
    first, second = some_views()
    leaves = first.clone().requires_grad_(), second.clone().requires_grad_()
    geometric_harmonization(*leaves, FRAME, SHARES).backward()
    # By hand: softmax of the scores less the other view's target, back to the scores of this view.
    scores = surrogate_scores(leaves[0], FRAME)
    target = sinkhorn(surrogate_scores(second, FRAME), SHARES)
    slope = (torch.softmax(scores.detach() / 0.1, dim=1) - target) / 0.1 / len(first)
    (expected,) = torch.autograd.grad((scores * slope).sum(), leaves[0])
    torch.testing.assert_close(leaves[0].grad, expected)
    assert leaves[1].grad is not None


def test_a_step_down_makes_views_agree_on_classes_of_the_given_sizes():
    first, second = (view.requires_grad_() for view in some_views(64))
    optimizer = torch.optim.SGD([first, second], lr=5.0)
    values = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = geometric_harmonization(first, second, FRAME, SHARES)
        loss.backward()
        optimizer.step()
        values.append(loss.item())
    assert values[-1] < 0.3 * values[0]
    sizes = torch.bincount(surrogate_scores(first, FRAME).argmax(dim=1), minlength=4)
    assert (sizes - 64 * SHARES).abs().max() <= 3


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("autocast", [False, True])
def test_half_precision_zero_rows_and_an_empty_class_stay_finite(dtype, autocast):
    first, second = some_views(dtype=dtype)
    first[3] = 0
    first.requires_grad_()
    shares = torch.tensor([0.6, 0.0, 0.3, 0.1])
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        value = geometric_harmonization(first, second, FRAME.float(), shares)
    value.backward()
    exact = geometric_harmonization(first.detach().double(), second.double(), FRAME, shares)
    assert value.dtype == torch.float32
    assert value.item() == pytest.approx(exact.item(), rel=1e-4)
    assert first.grad is not None
    assert first.grad.isfinite().all()


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e30])
def test_scores_have_length_one_at_every_scale(scale):
    views = some_views(dtype=torch.float32)[0]
    scores = surrogate_scores(scale * views, FRAME.float())
    torch.testing.assert_close(scores, F.normalize(views @ FRAME.float().T))


def test_what_does_not_fit_is_refused():
    first, second = some_views()
    with pytest.raises(ValueError, match=r"\(24, 6\), second \(3, 6\) and frame \(4, 6\)"):
        geometric_harmonization(first, second[:3], FRAME, SHARES)
    with pytest.raises(ValueError, match=r"frame \(4, 5\): they must be"):
        geometric_harmonization(first, second, FRAME[:, :5], SHARES)
    with pytest.raises(ValueError, match="temperature is 0"):
        geometric_harmonization(first, second, FRAME, SHARES, temperature=0)
    with pytest.raises(ValueError, match="class_marginals sum to 2"):
        geometric_harmonization(first, second, FRAME, 2 * SHARES)
