import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestCentroid

from ltcore.models.nearest_mean_head import NearestMeanHead

DISTANCES = ("centred", "euclidean", "cosine")


def head_of(features, labels, distance):
    head = NearestMeanHead(features.shape[1], int(labels.max()) + 1, distance)
    head.set_means(features, labels)
    return head


def clouds(seed=0, n_classes=4, n_features=6, offset=0.0):
    rng = np.random.default_rng(seed)
    labels = np.append(np.arange(n_classes), rng.integers(0, n_classes, 60))
    centres = rng.normal(size=(n_classes, n_features))
    features = offset + centres[labels] + 0.7 * rng.normal(size=(len(labels), n_features))
    return features.astype(np.float32), labels


@pytest.mark.parametrize(  # facts, section 12
    ("distance", "scores"),
    [("euclidean", [-0.41, -0.61]), ("cosine", [0.768221279597, 0.640184399664])],
)
def test_golden_scores(distance, scores):
    head = head_of(np.eye(2, dtype=np.float32), np.array([0, 1]), distance)
    found = head(torch.tensor([[0.6, 0.5]]))[0]
    assert found.tolist() == pytest.approx(scores, rel=1e-6)


def reference(known, labels, features, distance):
    """Brute force in float64, from the definition."""
    known, features = known.astype(np.float64), features.astype(np.float64)
    if distance == "centred":
        centre = known.mean(axis=0)
        known, features = known - centre, features - centre
    if distance != "euclidean":
        known, features = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (known, features))
    means = np.stack([known[labels == label].mean(axis=0) for label in range(labels.max() + 1)])
    if distance == "cosine":
        return features @ (means / np.linalg.norm(means, axis=1, keepdims=True)).T
    return -((features[:, None] - means[None]) ** 2).sum(axis=2)


@settings(max_examples=20)
@given(seed=st.integers(0, 999), distance=st.sampled_from(DISTANCES))
def test_scores_against_brute_force(seed, distance):
    known, labels = clouds(seed)
    features, _ = clouds(seed + 1000)
    scores = head_of(known, labels, distance)(torch.from_numpy(features)).detach().numpy()
    assert scores == pytest.approx(reference(known, labels, features, distance), abs=2e-5)


def test_euclidean_decides_as_scikit_learns_nearest_centroid():
    known, labels = clouds(3)
    features, _ = clouds(4)
    theirs = NearestCentroid().fit(known, labels).predict(features)
    ours = head_of(known, labels, "euclidean")(torch.from_numpy(features)).argmax(1)
    assert ours.tolist() == theirs.tolist()


@pytest.mark.parametrize("distance", ["euclidean", "centred"])
def test_features_far_from_zero_are_told_apart(distance):
    """A distance by |x|^2 - 2xm + |m|^2, as torch takes it for batches above 25, would be all rounding."""
    known, labels = clouds(5, offset=1000.0)
    head = head_of(known, labels, distance)
    scores = head(torch.from_numpy(known)).detach().numpy()
    expected = reference(known, labels, known, distance)
    assert scores == pytest.approx(expected, rel=1e-2, abs=1e-3)
    assert (scores.argmax(1) == expected.argmax(1)).all()


def test_the_scores_of_an_example_do_not_depend_on_its_batch():
    known, labels = clouds(6)
    head = head_of(known, labels, "euclidean")
    whole = head(torch.from_numpy(known))
    alone = torch.cat([head(torch.from_numpy(row[None])) for row in known])
    torch.testing.assert_close(whole, alone, rtol=1e-6, atol=1e-6)


def test_centred_does_not_see_where_features_lie_or_how_long_they_are():
    known, labels = clouds(7)
    moved = (2 * known + 5).astype(np.float32)
    one, other = (head_of(x, labels, "centred")(torch.from_numpy(x)) for x in (known, moved))
    torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("distance", DISTANCES)
def test_a_class_without_examples_is_refused(distance):
    head = NearestMeanHead(2, 3, distance)
    with pytest.raises(ValueError, match="class 1 has no training example"):
        head.set_means(np.eye(2, dtype=np.float32), np.array([0, 2]))


def test_means_are_part_of_the_state():
    known, labels = clouds(8)
    head, other = head_of(known, labels, "centred"), NearestMeanHead(6, 4, "centred")
    other.load_state_dict(head.state_dict())
    features = torch.from_numpy(known)
    assert other(features).equal(head(features))


def test_a_feature_of_length_zero_has_finite_scores():
    known = np.array([[0, 0], [1, 0], [0, 1]], np.float32)
    head = head_of(known, np.array([0, 1, 2]), "cosine")
    assert head(torch.zeros(1, 2)).isfinite().all()
