import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from ltcore.theory.resampling.techniques import (
    TECHNIQUES,
    Treatment,
    neighbour_segments,
    reference_of,
    treat,
)
from ltcore.theory.resampling.toy import Toy, draw

TOY = Toy(scene="around")
COUNTS_AFTER = {
    "plain": [200, 10],
    "under": [10, 10],
    "over": [200, 200],
    "smote": [200, 200],
    "cog": [200, 10],
    "cog_os": [200, 70],  # 10 examples, each round(67 / 10) = 7 times
}


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_the_classes_have_the_size_that_the_technique_gives(technique):
    points, labels = draw(TOY)
    treated = treat(points, labels, Treatment(technique), 0)
    after = np.bincount(treated.parents[treated.sub_labels])
    assert after.tolist() == COUNTS_AFTER[technique]
    assert len(treated.points) == treated.uses.sum() + len(treated.new)
    assert (treated.parents[treated.original_sub_labels] == labels).all()


@pytest.mark.parametrize("technique", TECHNIQUES)
def test_nothing_but_smote_makes_a_point_that_was_not_there(technique):
    points, labels = draw(TOY)
    treated = treat(points, labels, Treatment(technique), 0)
    known = {tuple(point) for point in points}
    unknown = sum(tuple(point) not in known for point in treated.points)
    assert unknown == len(treated.new) == (190 if technique == "smote" else 0)


def test_cog_cuts_the_head_alone_and_finds_its_clouds():
    points, labels = draw(Toy(scene="around", distance=6))
    treated = treat(points, labels, Treatment("cog", clusters=3), 0)
    assert treated.parents.tolist() == [0, 0, 0, 1]
    cloud = np.arange(200) % 3
    for sub in range(3):
        assert len(set(cloud[treated.original_sub_labels[:200] == sub])) == 1


def test_at_equal_counts_cog_cuts_both_and_the_others_do_nothing():
    points, labels = draw(Toy(ratio=1))
    assert treat(points, labels, Treatment("cog"), 0).parents.tolist() == [0, 0, 0, 1, 1, 1]
    for technique in ("under", "over", "smote"):
        treated = treat(points, labels, Treatment(technique), 0)
        np.testing.assert_array_equal(np.sort(treated.points, axis=0), np.sort(points, axis=0))


@pytest.mark.parametrize("k", [1, 3, 20])
def test_segments_go_to_the_nearest_and_new_points_lie_on_them(k):
    points, labels = draw(Toy())
    own = points[labels == 1]
    segments = neighbour_segments(own, k)
    found = NearestNeighbors(n_neighbors=min(k, 9) + 1).fit(own).kneighbors(own)[1][:, 1:]
    pairs = {tuple(sorted((row, other))) for row, others in enumerate(found) for other in others}
    assert len(segments) == len(pairs)
    new = treat(points, labels, Treatment("smote", neighbours=k), 0).new
    start, along = segments[:, 0], segments[:, 1] - segments[:, 0]
    for point in new:
        share = ((point - start) * along).sum(1) / (along**2).sum(1)
        apart = np.linalg.norm(start + share[:, None] * along - point, axis=1)
        assert apart[(share >= 0) & (share <= 1)].min() < 1e-9


def test_one_example_has_no_segment():
    assert neighbour_segments(np.zeros((1, 2)), 5).shape == (0, 2, 2)


def test_the_reference_gives_the_clusters_that_were_asked_for():
    for clusters in range(1, 11):
        points, labels = draw(TOY)
        treated = treat(points, labels, Treatment("cog", clusters=clusters), 0)
        assert (treated.parents == 0).sum() == clusters
    assert reference_of(np.array([1, 1]), 10) == 1


def test_illegal_settings_are_refused():
    with pytest.raises(ValueError, match="technique is 'magic'"):
        Treatment("magic")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="neighbours is 0"):
        Treatment("smote", neighbours=0)
    with pytest.raises(ValueError, match="clusters 0"):
        Treatment("cog", clusters=0)
