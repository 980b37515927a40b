"""The beta that the paper of the class-balanced loss reports for each data set, and how it was chosen."""

from dataclasses import asdict, dataclass, replace

import pandas as pd

from ltcore.analysis.effective_number.curves import size_of, weight_ratio
from ltcore.data.profiles import exponential_counts
from ltcore.methods.sources import CLASS_BALANCED
from ltcore.published import Result, data_sets, results

SOURCE = replace(CLASS_BALANCED, where="Sec. 5")
SEARCHED = {"softmax": (4, 1), "sigmoid": (4, 1), "focal": (4, 3)}
"""Loss -> how many values of beta and of gamma were tried; gamma belongs to the focal loss only."""
N_SEARCHED = sum(betas * gammas for betas, gammas in SEARCHED.values())
PROTOCOL = (
    f"Long-tailed CIFAR: ResNet-32, for each column the best of {N_SEARCHED} settings (4 values "
    "of β for the softmax and the sigmoid loss, 4 of β with 3 of the focusing parameter γ for the "
    "focal loss); the paper says that they were chosen by cross-validation but not on which "
    "images. iNaturalist and ILSVRC: ResNet-50, 224 pixels, one setting for all three."
)


@dataclass(frozen=True, kw_only=True)
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


LARGE_NETWORK = {"network": "ResNet-50", "pixels": "224"}
"""Of the large data sets the network and image size that have a row with and without weights."""


def published_betas() -> tuple[PublishedBeta, ...]:
    """Return the columns of the paper's tables, CIFAR first, from the largest ratio to the smallest.

    Example:
        >>> first = published_betas()[0]
        >>> first.data, first.ratio, first.beta, first.loss, first.error, first.softmax_error
        ('CIFAR-10', 200, 0.9999, 'softmax', 31.11, 34.32)
    """
    rows = [row for row in results() if row.family in ("cb", "cb_large")]
    rows = [row for row in rows if row.metric == "top1_error" and _is_of_the_network(row)]
    plain = {row.setting: row.error for row in rows if row.method == "Softmax"}
    weighted = [row for row in rows if "beta" in row.settings]
    return tuple(_column(row, plain[row.setting]) for row in weighted)


def _is_of_the_network(row: Result) -> bool:
    return row.family == "cb" or LARGE_NETWORK.items() <= row.settings.items()


def _column(row: Result, softmax_error: float) -> PublishedBeta:
    data = data_sets()[row.setting.data]
    gamma = row.settings.get("gamma")
    return PublishedBeta(
        data=data.title,
        ratio=round(row.setting.ratio),
        n_max=data.largest,
        n_classes=data.classes,
        beta=float(row.settings["beta"]),
        loss=row.settings["loss"] + (f", γ = {gamma}" if gamma else ""),
        error=row.error,
        softmax_error=softmax_error,
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
    for published in published_betas():
        row = {**asdict(published), "size": size_of(published.beta)}
        if published.n_max:
            counts = exponential_counts(published.n_max, published.n_classes, published.ratio)
            row["largest"], row["smallest"] = float(counts[0]), float(counts[-1])
            row["weight_ratio"] = weight_ratio(counts, published.beta)
        rows.append(row)
    return pd.DataFrame(rows)
