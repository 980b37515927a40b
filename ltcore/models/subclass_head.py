"""A head that learns sub-classes and answers with classes (COG)."""

import torch
from torch import Tensor, nn

from ltcore.methods.base import Decision
from ltcore.models.heads import LinearHead


class SubclassHead(nn.Module):
    """Scores of sub-classes while training, scores of their classes otherwise.

    With "max" a class scores as its best sub-class, so that the winner is the class of the winning sub-class;
    with "sum" it scores the log-sum-exp, so that its probability is the sum of those of its sub-classes.

    Source: Wu et al., "COG: local decomposition for rare class analysis", Data Mining and Knowledge Discovery
    2010; the rule "max" is the paper's, "sum" is ours.

    Args:
        n_features: number of features D.
        parents: class of each sub-class, int64, shape (K,); every class in [0, C) has one at least.
        decision: "max" or "sum".

    Example:
        >>> head = SubclassHead(4, torch.tensor([0, 0, 1]), "sum")
        >>> head(torch.zeros(2, 4)).shape, head.eval()(torch.zeros(2, 4)).shape
        (torch.Size([2, 3]), torch.Size([2, 2]))
    """

    parents: Tensor

    def __init__(self, n_features: int, parents: Tensor, decision: Decision) -> None:
        super().__init__()
        self.linear = LinearHead(n_features, len(parents))
        self.register_buffer("parents", parents)
        self.n_classes = int(parents.max()) + 1
        self.decision = decision

    def forward(self, features: Tensor) -> Tensor:
        """Return sub-class logits (B, K) in training mode, class logits (B, C) in evaluation mode."""
        logits: Tensor = self.linear(features)
        return logits if self.training else self.classes(logits)

    def classes(self, logits: Tensor) -> Tensor:
        """Return class logits (B, C) of sub-class logits (B, K)."""
        parents = self.parents.expand_as(logits)
        best = logits.new_full((len(logits), self.n_classes), -torch.inf)
        best = best.scatter_reduce(1, parents, logits, "amax")
        if self.decision == "max":
            return best
        shares = (logits - best.gather(1, parents)).exp()
        return best + torch.zeros_like(best).scatter_add(1, parents, shares).log()
