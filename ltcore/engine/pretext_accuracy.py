"""On the images of which classes a pre-training solves its own task."""

import numpy as np
import pandas as pd
import torch

from ltcore.batches.loader import Loader
from ltcore.engine.evaluation import EVALUATION_BATCH, evaluation_mode
from ltcore.models.network import Network
from ltcore.training import Method


@torch.no_grad()
def pretext_accuracy(
    method: Method, network: Network, loader: Loader, n_classes: int
) -> pd.DataFrame | None:
    """Return how well the method's task is solved on the images of each class.

    Args:
        method: of the pre-training.
        network: that it trains; left in the mode it was in.
        loader: of images that it does not train on.
        n_classes: number of classes C.

    Returns:
        Columns class, support (images) and accuracy (mean over them, in [0, 1]; NaN without any), one row
        per class; None where the method has no task that is right or wrong.
    """
    labels, solved = [], []
    with evaluation_mode(network):
        for batch in loader.evaluation(EVALUATION_BATCH):
            found = method.solved(network, batch.views[0])
            if found is None:
                return None
            labels.append(batch.labels.cpu())
            solved.append(found.double().cpu())
    known = torch.cat(labels).numpy()
    support = np.bincount(known, minlength=n_classes)
    sums = np.bincount(known, weights=torch.cat(solved).numpy(), minlength=n_classes)
    accuracy = np.divide(sums, support, out=np.full(n_classes, np.nan), where=support > 0)
    return pd.DataFrame({"class": np.arange(n_classes), "support": support, "accuracy": accuracy})
