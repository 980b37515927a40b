"""The splits of a run as loaders, and what a network makes of each."""

import numpy as np
import torch

from ltcore.batches.loader import Loader, build_loader
from ltcore.config import RunConfig
from ltcore.data import Examples, LongTailData
from ltcore.engine.evaluation import Evaluation
from ltcore.engine.retention import kept_training_examples
from ltcore.engine.stage_data import Evaluator, outputs_of
from ltcore.models.network import Network
from ltcore.training import Outputs, Predictions
from ltcore.types import Split

UNKNOWN = -1
"""Stands for the class of an unlabelled example."""


class Splits:
    """The examples of a run on its device.

    Args:
        config: settings of the run.
        data: its examples.
        evaluator: runs networks over them.
    """

    def __init__(self, config: RunConfig, data: LongTailData, evaluator: Evaluator) -> None:
        self.config = config
        self.data = data
        self.evaluator = evaluator
        self.train = self._loader_of("train")
        self.watched: Split = "test" if data.val is None else "val"
        held_out: tuple[Split, ...] = ("test",) if data.val is None else ("test", "val")
        self.held_out = {split: self._loader_of(split) for split in held_out}
        self.unlabelled = self._unlabelled()

    def _loader_of(self, split: Split) -> Loader:
        examples = {"train": self.data.train, "val": self.data.val, "test": self.data.test}[split]
        if examples is None:
            raise ValueError(f"the data set has no {split} split")
        return build_loader(self.data, examples, self.evaluator.device, self.config.train)

    def _unlabelled(self) -> Loader | None:
        """Return the unlabelled examples, whose labels all say that nothing is known."""
        given = self.data.unlabelled
        if given is None:
            return None
        examples = Examples(given.pool, given.rows, np.full(len(given), UNKNOWN))
        return build_loader(self.data, examples, self.evaluator.device, self.config.train)

    def evaluate(self, network: Network, split: Split, scale: float) -> Evaluation:
        """Return a network's outputs on a split, of "train" on the examples whose outputs are kept.

        Args:
            network: any with the run's classes.
            split: which.
            scale: of the logits.
        """
        if split != "train":
            return self.evaluator(network, self.held_out[split], scale)
        # Wanted once, at the end of the run: until then its memory is free for training.
        kept = kept_training_examples(self.data.train)
        loader = build_loader(self.data, kept, self.evaluator.device, self.config.train)
        return self.evaluator(network, loader, scale)

    def outputs(self, network: Network, scale: float) -> Outputs:
        """Return what looks up a network's features of a split, of "train" of all its examples."""
        return outputs_of(network, {"train": self.train, **self.held_out}, self.evaluator, scale)

    def predictions(self, network: Network, scale: float) -> Predictions:
        """Return what a network says of the unlabelled examples.

        Raises:
            ValueError: the run has none.
        """
        if self.unlabelled is None:
            raise ValueError("the run has no unlabelled examples")
        logits = torch.from_numpy(self.evaluator(network, self.unlabelled, scale).logits)
        return Predictions(np.asarray(torch.softmax(logits, dim=1).numpy(), dtype=np.float32))
