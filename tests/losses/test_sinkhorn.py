import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from ltcore.losses.simplex_frame import simplex_frame
from ltcore.losses.sinkhorn import sinkhorn

MASSES = torch.tensor([0.7, 0.2, 0.05, 0.05])


def scores_of(n_examples, n_classes, seed=0):
    rng = torch.Generator().manual_seed(seed)
    return torch.rand(n_examples, n_classes, generator=rng, dtype=torch.float64)


def clustered(shares, n_examples, seed=0):
    """Scores of images that lie at the corners of a simplex: nearly hard assignments."""
    rng = torch.Generator().manual_seed(seed)
    frame = simplex_frame(len(shares), len(shares), rng)
    labels = torch.multinomial(torch.tensor(shares), n_examples, True, generator=rng)
    drawn = frame[labels] + 0.02 * torch.randn(n_examples, len(shares), generator=rng)
    return torch.nn.functional.normalize(drawn @ frame.T, dim=1)


def assert_marginals(targets, shares):
    shares = shares.double() / shares.double().sum()
    columns = targets.double().sum(dim=0)
    torch.testing.assert_close(
        columns, len(targets) * shares, rtol=0, atol=5e-6
    )  # float32 adds its own
    rows = targets.double().sum(dim=1)
    torch.testing.assert_close(rows, torch.ones_like(rows), rtol=0, atol=1e-6)
    assert (targets >= 0).all()


def test_a_hand_value():
    """Two examples, two classes, shares 1/2: the odds of the rows multiply to 1, so p = 1 / (1 + e^-0.5)."""
    scores = torch.tensor([[math.log(3), 0.0], [math.log(3) - 1, 0.0]], dtype=torch.float64)
    targets = sinkhorn(scores, torch.tensor([0.5, 0.5]), temperature=1.0, tolerance=1e-13)
    p = 1 / (1 + math.exp(-0.5))
    assert targets.flatten().tolist() == pytest.approx([p, 1 - p, 1 - p, p], rel=1e-12)


@pytest.mark.parametrize("temperature", [0.05, 0.2, 1.0])
def test_it_is_what_loops_in_float64_say(temperature):
    scores, shares = scores_of(6, 4), MASSES.tolist()
    plan = [[math.exp(s / temperature) for s in row] for row in scores.tolist()]
    for _ in range(3000):
        for k in range(4):
            total = sum(row[k] for row in plan)
            for row in plan:
                row[k] *= 6 * shares[k] / total
        plan = [[p / sum(row) for p in row] for row in plan]
    targets = sinkhorn(scores, MASSES.double() / MASSES.double().sum(), temperature=temperature)
    torch.testing.assert_close(
        targets, torch.tensor(plan, dtype=torch.float64), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize("temperature", [1e-3, 1e-2, 0.05, 1.0])
@pytest.mark.parametrize("shift", [0.0, 1.0, 1e3])
def test_six_examples_of_four_classes_at_low_temperatures(temperature, shift):
    """Plain Sinkhorn of POT gave columns off by 0.6 here at 1e-3, and zeros with all costs 1 higher."""
    scores = -scores_of(6, 4) - shift
    targets = sinkhorn(scores, MASSES, temperature=temperature)
    assert_marginals(targets, MASSES)
    if temperature == 1e-3:
        shares = (MASSES.double() / MASSES.double().sum()).numpy()
        sums = [[float(j // 4 == i) for j in range(24)] for i in range(6)]
        sums += [[float(j % 4 == k) for j in range(24)] for k in range(4)]
        exact = linprog(-scores.flatten().numpy(), A_eq=sums, b_eq=[1.0] * 6 + list(6 * shares))
        assert -(targets * scores).sum().item() == pytest.approx(exact.fun, abs=0.02)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_a_class_of_mass_zero_stays_zero(dtype):
    scores = scores_of(32, 5).to(dtype)
    shares = torch.tensor([0.5, 0.0, 0.3, 0.2, 0.0])
    targets = sinkhorn(scores, shares)
    assert targets.dtype == torch.promote_types(dtype, torch.float32)
    assert targets.isfinite().all()
    assert (targets[:, [1, 4]] == 0).all()
    assert_marginals(targets, shares)
    only = sinkhorn(scores, torch.tensor([0.0, 0, 1, 0, 0]))
    assert only[:, 2].tolist() == [1.0] * 32


@pytest.mark.parametrize("n_classes", [10, 100])
@pytest.mark.parametrize("of_images", ["tail", "uniform"])
def test_images_in_clear_clusters_get_their_shares(n_classes, of_images):
    """300 plain alternations leave 0.1 to 0.5 of an example here: too few, with nobody told."""
    tail = [100 ** (-k / (n_classes - 1)) for k in range(n_classes)]
    scores = clustered(tail if of_images == "tail" else [1.0] * n_classes, 512)
    shares = torch.tensor(tail, dtype=torch.float64)
    assert_marginals(sinkhorn(scores.double(), shares / shares.sum()), shares)


@given(st.integers(1, 40), st.integers(1, 8), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_any_scores_and_shares(n_examples, n_classes, seed):
    scores = 2 * scores_of(n_examples, n_classes, seed) - 1
    shares = scores_of(1, n_classes, seed + 1)[0] + 1e-3
    targets = sinkhorn(scores, shares / shares.sum())
    assert_marginals(targets, shares)
    # A number added to all scores of an example, or of a class, changes nothing.
    moved = scores + scores_of(n_examples, 1, seed + 2) + scores_of(1, n_classes, seed + 3)
    again = sinkhorn(moved, shares / shares.sum())
    torch.testing.assert_close(again, targets, rtol=0, atol=1e-4)


def test_shares_that_rounding_keeps_from_one_are_normalised():
    shares = torch.tensor([0.5, 0.50001])
    assert_marginals(sinkhorn(scores_of(512, 2), shares), shares)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_low_precision_only_rounds_the_scores(dtype):
    scores = scores_of(12, 4).to(dtype)
    exact = sinkhorn(scores.double(), MASSES)
    torch.testing.assert_close(sinkhorn(scores, MASSES).double(), exact, rtol=1e-6, atol=1e-7)


def test_equal_scores_give_every_example_the_shares():
    targets = sinkhorn(torch.zeros(7, 4), MASSES)
    torch.testing.assert_close(targets, MASSES.expand(7, 4))


def test_scores_may_carry_a_gradient_that_targets_do_not():
    assert not sinkhorn(scores_of(6, 4).requires_grad_(), MASSES).requires_grad


def test_too_few_iterations_are_told_with_what_is_missed():
    with pytest.raises(RuntimeError, match=r"after 1 iteration\(s\) a class misses \d\.\d+ of its"):
        sinkhorn(-scores_of(6, 4), MASSES, temperature=1e-2, iterations=1)
    loose = sinkhorn(-scores_of(6, 4), MASSES, temperature=1e-2, iterations=1, tolerance=6.0)
    assert loose.sum().item() == pytest.approx(6)


@pytest.mark.parametrize(
    "shares",
    [
        [0.5, 0.6, 0.1, 0.1],
        [1.2, -0.2, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0],
        [math.nan, 0.5, 0.25, 0.25],
        [2.0, 1.0, 0.5, 0.5],
    ],
)
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(ValueError, match=r"class_marginals sum to .*: shares are at least 0"):
        sinkhorn(scores_of(6, 4), torch.tensor(shares))


def test_other_bad_inputs_are_refused():
    with pytest.raises(ValueError, match=r"scores have shape \(6, 4\) and class_marginals \(3,\)"):
        sinkhorn(scores_of(6, 4), MASSES[:3])
    with pytest.raises(ValueError, match="N at least 1"):
        sinkhorn(scores_of(0, 4), MASSES)
    with pytest.raises(ValueError, match="not finite"):
        sinkhorn(torch.full((6, 4), math.inf), MASSES)
    with pytest.raises(ValueError, match="temperature is 0"):
        sinkhorn(scores_of(6, 4), MASSES, temperature=0)
    with pytest.raises(ValueError, match="iterations is 0"):
        sinkhorn(scores_of(6, 4), MASSES, iterations=0)
