import pytest
import torch

from ltcore.losses.simplex_frame import simplex_frame


def frame_of(n_classes, dim, seed=0):
    return simplex_frame(n_classes, dim, torch.Generator().manual_seed(seed))


def test_two_directions_are_opposite():
    frame = frame_of(2, 1)
    assert frame.abs().flatten().tolist() == pytest.approx([1, 1])
    assert frame.sum().item() == pytest.approx(0)


@pytest.mark.parametrize(
    ("n_classes", "dim"), [(2, 2), (3, 2), (10, 9), (10, 10), (10, 32), (100, 128), (129, 128)]
)
def test_all_cosines_are_equal(n_classes, dim):
    frame = frame_of(n_classes, dim).double()
    expected = torch.full((n_classes, n_classes), -1 / (n_classes - 1), dtype=torch.float64)
    expected.fill_diagonal_(1)
    torch.testing.assert_close(frame @ frame.T, expected, rtol=0, atol=1e-6)
    assert frame.sum(dim=0).abs().max() < 1e-6
    assert torch.linalg.matrix_rank(frame, atol=1e-5) == n_classes - 1


def test_it_is_the_centred_identity_turned():
    """sqrt(K / (K - 1)) (I - 1 / K) has the same cosines: the two differ by a rotation."""
    frame = frame_of(4, 4).double()
    plain = (4 / 3) ** 0.5 * (torch.eye(4, dtype=torch.float64) - 0.25)
    left, _, right = torch.linalg.svd(plain.T @ frame)
    torch.testing.assert_close(plain @ left @ right, frame, rtol=0, atol=1e-6)


def test_the_generator_decides():
    assert torch.equal(frame_of(5, 8), frame_of(5, 8))
    assert not torch.allclose(frame_of(5, 8), frame_of(5, 8, seed=1))
    assert frame_of(5, 8).dtype == torch.float32


@pytest.mark.parametrize(("n_classes", "dim"), [(4, 2), (1, 2), (0, 2), (130, 128)])
def test_more_classes_than_dimensions_allow_are_refused(n_classes, dim):
    with pytest.raises(ValueError, match=f"n_classes is {n_classes} in {dim} dimensions"):
        frame_of(n_classes, dim)
