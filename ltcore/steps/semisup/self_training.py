"""Self-training: what the student learns from once the teacher has labelled the unlabelled examples."""

from dataclasses import dataclass, replace

import numpy as np

from ltcore.methods.base import Composition
from ltcore.steps.semisup.joined import joined
from ltcore.steps.semisup.weighted import WeightedMethod
from ltcore.steps.streams import StreamSize, sampling_stream
from ltcore.training import Choice, Predictions, Stage
from ltcore.types import IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class StudentPreparation:
    """Gives every unlabelled example the class that the teacher predicts: no threshold, no selection.

    Source: Yang and Xu, "Rethinking the Value of Labels for Improving Class-Imbalanced Learning", NeurIPS
    2020, Sec. 3; the authors' code at b91ad29 (gen_pseudolabels.py) takes all predictions as they are.

    Attributes:
        composition: the student, with its part on self-training.
        labels: classes of the labelled examples, int64, shape (N,).
        n_classes: number of classes C.
        size: batch size, steps and key of the student's stream.
        output_scale: factor from model outputs to logits.
    """

    composition: Composition
    labels: IntArray
    n_classes: int
    size: StreamSize
    output_scale: float = 1.0

    def choose(self, predictions: Predictions) -> Choice:
        """Return all of them."""
        labels = predictions.labels
        return Choice(np.arange(len(labels)), labels)

    def prepared(self, stage: Stage, choice: Choice) -> Stage:
        """Return the stage on both sets, whose loss knows the counts of both together."""
        labels = np.concatenate([self.labels, choice.labels])
        stream = sampling_stream(self.composition.sampling, labels, self.n_classes, self.size)
        return replace(
            stage, method=self.method(choice.labels), stream=stream, examples=joined(choice)
        )

    def method(self, pseudo_labels: IntArray) -> WeightedMethod:
        """Return the student's method.

        Args:
            pseudo_labels: classes of the pseudo-labelled examples, int64, shape (K,).
        """
        part = self.composition.self_training
        if part is None:
            raise TypeError("a student needs its part on self-training")
        labels = np.concatenate([self.labels, pseudo_labels])
        return WeightedMethod(
            self.composition,
            np.bincount(labels, minlength=self.n_classes),
            n_labelled=len(self.labels),
            weight=part.example_weight(len(self.labels), len(pseudo_labels)),
            output_scale=self.output_scale,
        )
