"""What changes while several runs train as one: joint tensors of which each run has a part."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from ltcore.batches.batch import Batch
from ltcore.config import OptimConfig
from ltcore.engine.epoch_stats import EpochStats, margins
from ltcore.engine.optimiser import build_optimiser
from ltcore.engine.state import TrainState
from ltcore.models.side_by_side import SideBySide, joint, part_of
from ltcore.steps.joint import JointOutput


class JointState:
    """The states of M runs of one setting that stand at the same step, joined.

    Each run's own state sees its parts: its network and statistics from the beginning, its optimiser after
    ``share_slots``. So a run is evaluated and saved as if it were trained alone.

    Args:
        states: of the runs.
        settings: of their optimisers.

    Attributes:
        has_shared_slots: whether ``share_slots`` was called.

    Raises:
        CannotJoinError: their networks have a part that has no joint form.
    """

    def __init__(self, states: Sequence[TrainState], settings: OptimConfig) -> None:
        self.states = tuple(states)
        self.networks = SideBySide([state.network for state in states])
        self.networks.train()
        self.parameters = list(self.networks.parameters())
        self.optimiser = build_optimiser(self.parameters, settings)
        self._join_slots()
        self.has_shared_slots = False
        self.stats = JointStats([_class_stats(state) for state in states])

    def share_slots(self) -> None:
        """Make what the optimiser remembers of each run's parameters a part of that run's state.

        Call after the first step, in which it begins to remember.
        """
        self.has_shared_slots = True
        for number, parameter in enumerate(self.parameters):
            slots = self.optimiser.state[parameter]
            for place, slots_of_run in enumerate(self._slots_of_runs(number)):
                for name, slot in slots.items():
                    if isinstance(slot, Tensor):
                        slots_of_run[name] = part_of(slot, place, len(self.states))

    def _join_slots(self) -> None:
        for number, parameter in enumerate(self.parameters):
            slots_of_runs = self._slots_of_runs(number)
            for name, first in slots_of_runs[0].items():
                if isinstance(first, Tensor):
                    slot = joint([slots[name] for slots in slots_of_runs])
                    self.optimiser.state[parameter][name] = slot

    def _slots_of_runs(self, number: int) -> list[dict[str, Any]]:
        """Return what each run's optimiser remembers of one of its parameters."""
        found = []
        for state in self.states:
            parameters = [p for group in state.optimiser.param_groups for p in group["params"]]
            found.append(state.optimiser.state[parameters[number]])
        return found


class JointStats:
    """The sums of M runs over the steps of an epoch; each run's own are parts of them.

    Args:
        stats: of the runs, with equally many examples and classes.
    """

    def __init__(self, stats: Sequence[EpochStats]) -> None:
        first = stats[0]
        n = len(stats)
        numbers = torch.arange(n, device=first.labels.device)[:, None]
        self.noted: list[tuple[Batch, JointOutput]] = []
        self.first_class = first.n_classes * numbers
        self.first_example = len(first.labels) * numbers
        self.all = EpochStats(
            torch.cat([each.labels for each in stats]), n_classes=n * first.n_classes
        )
        self.loss_sums = torch.stack([each.loss_sum for each in stats])
        for name in ("margins", "seen", "correct", "gradient", "smallest"):
            whole = joint([getattr(each, name) for each in stats])
            setattr(self.all, name, whole)
            for place, each in enumerate(stats):
                setattr(each, name, part_of(whole, place, n))
        for place, each in enumerate(stats):
            each.loss_sum = self.loss_sums[place]

    def update(self, batch: Batch, output: JointOutput) -> None:
        """Note one step, which ``settle`` adds; call when the logits have their gradient.

        Args:
            batch: of all runs, as ``joint_step`` had it.
            output: what came of it.
        """
        self.noted.append((batch, output))

    @torch.no_grad()
    def settle(self) -> None:
        """Add the steps that were noted; call before the sums of a run are looked at."""
        if not self.noted:
            return
        noted, self.noted = self.noted, []
        n = len(self.loss_sums)
        losses = torch.stack([output.losses for _, output in noted]).double().sum(dim=0)
        self.loss_sums += losses * (len(noted[0][0].labels) // n)
        labels = torch.stack([batch.labels for batch, _ in noted])
        logits = torch.stack([output.logits.flatten(0, 1) for _, output in noted])
        index = torch.stack([batch.index for batch, _ in noted]).view(len(noted), n, -1)
        examples = (index + self.first_example).flatten(1)
        found = margins(logits.flatten(0, 1), labels.flatten())
        for step, seen in zip(examples, found.view(len(noted), -1), strict=True):
            self.all.margins[step] = seen  # in their order: what was seen last stays
        self.all.add(
            (labels.view(len(noted), n, -1) + self.first_class).flatten(),
            margins=found,
            probabilities=torch.cat([output.true_probability.flatten() for _, output in noted]),
            gradient=torch.cat([_gradient(output) for _, output in noted]),
        )


def _gradient(output: JointOutput) -> Tensor:
    """Return the gradient of the losses by the logits, shape (M * B, C)."""
    if output.logits.grad is None:
        raise ValueError("the logits have no gradient: note a step after its backward pass")
    return output.logits.grad.flatten(0, 1)


def _class_stats(state: TrainState) -> EpochStats:
    if not isinstance(state.stats, EpochStats):
        raise TypeError("runs that are trained as one score the classes")
    return state.stats
