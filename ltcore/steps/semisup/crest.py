"""CReST: the labelled examples of the next generation, and what its predictions are aligned to."""

from dataclasses import dataclass, replace

import numpy as np

from ltcore.classwise.crest import crest_plus_target, select_by_crest
from ltcore.methods.base import Composition
from ltcore.methods.parts import Consistency, Generations
from ltcore.steps.semisup.fixmatch import FixMatchMethod
from ltcore.steps.semisup.joined import joined
from ltcore.steps.streams import StreamSize, sampling_stream
from ltcore.training import Choice, Predictions, Stage
from ltcore.types import FloatArray, IntArray


@dataclass(frozen=True, eq=False, kw_only=True)
class GenerationPreparation:
    """Adds the most confident pseudo-labels of each class, the more of them the rarer it is.

    Source: Wei et al., "CReST", CVPR 2021, Sec. 3.2; google-research/crest at e270139 predicts on unchanged
    images with the evaluated network and keeps the first of each predicted class, without a threshold.

    Attributes:
        composition: the labelled half of every generation.
        labels: classes of the labelled examples, int64, shape (N,).
        class_counts: labelled examples per class, shape (C,), which rank the classes in every generation.
        number: of the generation, 0 for the first.
        size: batch size, steps and key of its stream.
        output_scale: factor from model outputs to logits.
    """

    composition: Composition
    labels: IntArray
    class_counts: IntArray
    number: int
    size: StreamSize
    output_scale: float = 1.0

    def choose(self, predictions: Predictions) -> Choice:
        """Return the kept pseudo-labels."""
        labels = predictions.labels
        kept = select_by_crest(
            predictions.confidence, labels, self.class_counts, self.generations.alpha
        )
        return Choice(kept, labels[kept])

    def prepared(self, stage: Stage, choice: Choice) -> Stage:
        """Return the stage on the labelled examples and the kept ones."""
        labels = np.concatenate([self.labels, choice.labels])
        n_classes = len(self.class_counts)
        return replace(
            stage,
            method=self.method(np.bincount(labels, minlength=n_classes)),
            stream=sampling_stream(self.composition.sampling, labels, n_classes, self.size),
            examples=joined(choice),
        )

    def method(self, class_counts: IntArray) -> FixMatchMethod:
        """Return the method of the generation.

        Args:
            class_counts: examples per class that it trains on, shape (C,).
        """
        return FixMatchMethod(
            self.composition,
            self.consistency,
            class_counts,
            target=self.target(),
            output_scale=self.output_scale,
        )

    def target(self) -> FloatArray:
        """Return the class shares that this generation aligns to, shape (C,)."""
        return crest_plus_target(
            self.class_counts / self.class_counts.sum(),
            self.number,
            self.generations.number,
            self.generations.least_power,
        )

    @property
    def generations(self) -> Generations:
        """The part on generations."""
        part = self.composition.generations
        return Generations(number=1) if part is None else part

    @property
    def consistency(self) -> Consistency:
        """The part on unlabelled examples."""
        part = self.composition.consistency
        if part is None:
            raise TypeError("a generation needs its part on unlabelled examples")
        return part
