"""The beta that the paper of the class-balanced loss reports for each data set, and how it was chosen."""

from dataclasses import asdict, dataclass, replace

import pandas as pd

from ltcore.analysis.effective_number import size_of, weight_ratio
from ltcore.data.profiles import exponential_counts
from ltcore.methods.sources import CLASS_BALANCED

SOURCE = replace(CLASS_BALANCED, where="Sec. 5")
PROTOCOL = (
    "Long-tailed CIFAR: ResNet-32, for each column the lowest test error among 3 losses, 4 values of β and "
    "3 of the focusing parameter γ; the choice was made on the test images. iNaturalist and ILSVRC: "
    "ResNet-50, 224 pixels, one setting for all three."
)


@dataclass(frozen=True)
class PublishedBeta:
    """One column of the paper's tables.

    Attributes:
        data: name of the data set.
        ratio: imbalance ratio of the exponential profile; 0 for a set that is taken as it is.
        n_max: training images of the largest class; 0 where the profile does not say.
        n_classes: number of classes; 0 where the profile does not say.
        beta: the reported value.
        loss: the loss that the weights multiply.
        error: top-1 test error with class-balanced weights, in percent.
        softmax_error: top-1 test error of softmax cross-entropy without weights, in percent.
    """

    data: str
    ratio: int
    n_max: int
    n_classes: int
    beta: float
    loss: str
    error: float
    softmax_error: float


PUBLISHED_BETAS: tuple[PublishedBeta, ...] = (
    PublishedBeta("CIFAR-10", 200, 5000, 10, 0.9999, "softmax", 31.11, 34.32),
    PublishedBeta("CIFAR-10", 100, 5000, 10, 0.9999, "focal, γ = 1", 25.43, 29.64),
    PublishedBeta("CIFAR-10", 50, 5000, 10, 0.9999, "focal, γ = 2", 20.73, 25.19),
    PublishedBeta("CIFAR-10", 20, 5000, 10, 0.9999, "softmax", 15.64, 17.77),
    PublishedBeta("CIFAR-10", 10, 5000, 10, 0.9999, "sigmoid", 12.51, 13.61),
    PublishedBeta("CIFAR-100", 200, 500, 100, 0.9, "focal, γ = 1", 63.77, 65.16),
    PublishedBeta("CIFAR-100", 100, 500, 100, 0.9, "focal, γ = 1", 60.40, 61.68),
    PublishedBeta("CIFAR-100", 50, 500, 100, 0.99, "sigmoid", 54.68, 56.15),
    PublishedBeta("CIFAR-100", 20, 500, 100, 0.99, "focal, γ = 0.5", 47.41, 48.86),
    PublishedBeta("CIFAR-100", 10, 500, 100, 0.999, "focal, γ = 0.5", 42.01, 44.29),
    PublishedBeta("iNaturalist 2017", 0, 0, 0, 0.999, "focal, γ = 0.5", 41.92, 45.38),
    PublishedBeta("iNaturalist 2018", 0, 0, 0, 0.999, "focal, γ = 0.5", 38.88, 42.86),
    PublishedBeta("ILSVRC 2012", 0, 0, 0, 0.999, "focal, γ = 0.5", 22.71, 23.92),
)


def published_betas_frame() -> pd.DataFrame:
    """Return the published values with the class sizes of the profile and what each beta does there.

    Returns:
        The fields of ``PublishedBeta``, size (N = 1/(1 - beta)), and where the profile is known:
        largest and smallest (training images per class) and weight_ratio, the weight of an example of the
        rarest class over one of the most frequent; NaN elsewhere.

    Example:
        >>> frame = published_betas_frame()
        >>> frame.loc[1, ["largest", "smallest"]].tolist(), round(float(frame.loc[1, "weight_ratio"]), 2)
        ([5000.0, 50.0], 78.89)
    """
    rows = []
    for published in PUBLISHED_BETAS:
        row = {**asdict(published), "size": size_of(published.beta)}
        if published.n_max:
            counts = exponential_counts(published.n_max, published.n_classes, published.ratio)
            row["largest"], row["smallest"] = float(counts[0]), float(counts[-1])
            row["weight_ratio"] = weight_ratio(counts, published.beta)
        rows.append(row)
    return pd.DataFrame(rows)
