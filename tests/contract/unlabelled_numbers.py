"""Numbers that plain training leaves alone and methods with unlabelled examples move."""

import numpy as np
import torch
from torch import nn

from ltcore.batches.batch import Batch, UnlabelledBatch
from ltcore.methods.base import Composition
from ltcore.steps.semisup.crest import GenerationPreparation
from ltcore.steps.semisup.fixmatch import FixMatchMethod
from ltcore.steps.semisup.self_training import StudentPreparation
from ltcore.steps.streams import StreamSize
from ltcore.training import Choice, Predictions

COUNTS = np.array([50, 400, 8])
TAIL, HEAD = 2, 1
PER_CLASS = 40
PREDICTED = np.repeat(np.arange(3), PER_CLASS)
SIZE = StreamSize(32, 100, (0, 0))
LABELS = np.repeat(np.arange(3), COUNTS)


def generation(composition: Composition, number: int) -> GenerationPreparation:
    return GenerationPreparation(
        composition=composition, labels=LABELS, class_counts=COUNTS, number=number, size=SIZE
    )


def chosen(composition: Composition) -> Choice:
    """Return what a last stage takes of examples of which each class is predicted equally often."""
    sure = np.linspace(0.99, 0.7, len(PREDICTED))
    probabilities = ((1 - sure) / 2)[:, None].repeat(3, 1)
    probabilities[np.arange(len(PREDICTED)), PREDICTED] = sure
    predictions = Predictions(probabilities.astype(np.float32))
    if composition.self_training is not None:
        student = StudentPreparation(composition=composition, labels=LABELS, n_classes=3, size=SIZE)
        return student.choose(predictions)
    if composition.generations is not None:
        return generation(composition, 1).choose(predictions)
    nothing = np.array([], dtype=np.int64)
    return Choice(nothing, nothing)


def adopted(composition: Composition) -> float:
    """Share of the unlabelled examples that become training examples; plain training: none."""
    return len(chosen(composition).positions) / len(PREDICTED)


def tail_preference(composition: Composition) -> float:
    """Share of its pseudo-labels that the tail keeps, less that of the head; plain training: 0."""
    kept = chosen(composition).counts(3) / PER_CLASS
    return float(kept[TAIL] - kept[HEAD])


class Passing(nn.Module):
    """A network whose outputs are its inputs."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return inputs * 1


def unlabelled_pull(composition: Composition) -> float:
    """How strongly a confidently predicted unlabelled example pulls at its strong view; plain training: not."""
    part = composition.consistency
    if part is None:
        return 0.0
    target = COUNTS / COUNTS.sum()
    method = FixMatchMethod(composition, part, COUNTS, target=target)
    strong = torch.zeros(1, 3, requires_grad=True)
    weak = torch.tensor([[0.0, 0.0, 20.0]])
    beside = UnlabelledBatch(torch.arange(1), (weak, strong))
    batch = Batch(torch.arange(3), torch.arange(3), (torch.zeros(3, 3),), beside)
    method.step(Passing(), batch, 0.9).loss.backward()
    assert strong.grad is not None
    return float(strong.grad.norm())


def tail_target(composition: Composition) -> float:
    """Tail over head in what the last generation aligns to, over that in the first; plain training: 1."""
    if composition.generations is None:
        return 1.0
    last = generation(composition, composition.generations.number - 1).target()
    first = generation(composition, 0).target()
    return float((last[TAIL] / last[HEAD]) / (first[TAIL] / first[HEAD]))
