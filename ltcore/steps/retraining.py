"""Decoupling: what is done to the classifier once the features are learnt (cRT, LWS, tau-norm, NCM)."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ltcore.batches.batch import Batch
from ltcore.methods.base import Distance, Retraining
from ltcore.models.heads import CosineHead, LinearHead
from ltcore.models.nearest_mean_head import NearestMeanHead
from ltcore.models.network import Network
from ltcore.models.rescaled_head import RescaledHead
from ltcore.posthoc import balanced_errors, choose, classifier_logits, tau_normalise
from ltcore.training.method import Method, Outputs, StepOutput
from ltcore.types import FloatArray, IntArray

TAUS = np.linspace(0, 2, 21)
"""Powers to choose from, 0 to 2 in steps of 0.1 (facebookresearch/classifier-balancing at f162ade)."""


def new_head(network: Network) -> None:
    """Draw the head's weights anew (cRT, SMOTE on features).

    Raises:
        TypeError: it is neither a linear nor a cosine one.
    """
    head = network.head
    if not isinstance(head, LinearHead | CosineHead):
        raise TypeError(f"a {type(head).__name__} cannot be re-initialised")
    head.reset_parameters()


def rescaled_head(network: Network) -> None:
    """Freeze the linear head and put a learnable factor on each class (LWS)."""
    network.head = RescaledHead(linear_head(network))


@dataclass(frozen=True)
class NearestMeanReshape:
    """Gives a network a head that compares features with class means (NCM).

    Attributes:
        n_classes: number of classes C.
        distance: how they are compared.
    """

    n_classes: int
    distance: Distance

    def __call__(self, network: Network) -> None:
        """Replace the head; its means come with ``ClassMeans.finish``."""
        network.head = NearestMeanHead(network.n_features, self.n_classes, self.distance)


def linear_head(network: Network) -> LinearHead:
    """Return the head.

    Raises:
        TypeError: it is not a linear one, which the settings should have refused.
    """
    if not isinstance(network.head, LinearHead):
        raise TypeError(f"expected a linear classifier, not a {type(network.head).__name__}")
    return network.head


class _Untrained(Method):
    """Takes no step: all is done in ``finish``."""

    def step(self, model: nn.Module, batch: Batch, progress: float) -> StepOutput:  # noqa: ARG002
        """Refuse.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(f"{type(self).__name__} trains nothing")


class ClassMeans(_Untrained):
    """Compares features with the mean feature of each class."""

    def finish(self, network: Network, outputs: Outputs) -> str:
        """Take the class means of all training examples."""
        known = outputs("train")
        if known is None or not isinstance(network.head, NearestMeanHead):
            raise TypeError("class means need training examples and a head that holds them")
        network.head.set_means(*known)
        return f"class means of {len(known[1])} training examples"


class TauNormalised(_Untrained):
    """Divides each class vector by a power of its length.

    Args:
        settings: the power, or that it is chosen on validation.
    """

    def __init__(self, settings: Retraining) -> None:
        super().__init__()
        self.settings = settings

    def finish(self, network: Network, outputs: Outputs) -> str:
        """Normalise the class vectors; where tau is chosen, by the balanced error on validation."""
        head = linear_head(network)
        weight, bias = (part.detach().cpu().double().numpy() for part in (head.weight, head.bias))
        tau, how = self.settings.tau, "given"
        validation = outputs("val") if self.settings.choose_tau else None
        if validation is not None:
            tau = chosen_tau(weight, bias, *validation)
            how = f"chosen by balanced error on {len(validation[1])} validation examples"
        scaled, _ = tau_normalise(weight, bias, tau)
        with torch.no_grad():
            head.weight.copy_(torch.from_numpy(scaled))
        return f"tau {tau:g} ({how})"


def chosen_tau(
    weight: FloatArray, bias: FloatArray, features: NDArray[np.float32], labels: IntArray
) -> float:
    """Return the power of the length with the smallest balanced error; of equals the smallest power.

    Args:
        weight: class vectors, shape (C, D).
        bias: shape (C,).
        features: of the validation examples, shape (N, D).
        labels: their classes, int64, shape (N,).

    Example:
        >>> features, labels = np.eye(2, dtype=np.float32), np.array([0, 1])
        >>> chosen_tau(np.array([[9.0, 2.0], [0.0, 1.0]]), np.zeros(2), features, labels)
        0.4
    """
    decided = [
        classifier_logits(features, *tau_normalise(weight, bias, tau)).argmax(axis=1)
        for tau in TAUS
    ]
    return choose(TAUS, balanced_errors(np.stack(decided), labels, len(weight))).value
