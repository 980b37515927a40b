"""What features are worth while they are learned without labels: measured with labels, used for nothing."""

from ltcore.engine.splits import Splits
from ltcore.metrics import LabelledFeatures, effective_rank, neighbour_votes, probe_score
from ltcore.models.network import Network
from ltcore.types import Split, class_groups


def feature_measures(network: Network, splits: Splits, *, prefix: str = "") -> dict[str, float]:
    """Return the accuracy of nearest neighbours and the effective rank of a network's features.

    The neighbours are training examples; the examples asked about are those of validation, of test where
    there is no validation.

    Args:
        network: with the backbone to measure.
        splits: the examples of the run.
        prefix: put before the names of the numbers.

    Returns:
        ``knn_balanced_accuracy``, in [0, 1], and ``effective_rank``, from 0 to the number of features.
    """
    bank, watched = (_features(network, splits, split) for split in ("train", splits.watched))
    groups = class_groups(splits.data.task.class_counts)
    votes = neighbour_votes(bank, watched.features, len(groups))
    return {
        f"{prefix}knn_balanced_accuracy": probe_score(
            watched.labels, votes, groups
        ).balanced_accuracy,
        f"{prefix}effective_rank": effective_rank(watched.features),
    }


def _features(network: Network, splits: Splits, split: Split) -> LabelledFeatures:
    found = splits.evaluate(network, split, 1.0)
    return LabelledFeatures(found.features, found.labels)
