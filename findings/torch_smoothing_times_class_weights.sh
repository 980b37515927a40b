#!/usr/bin/env bash
# Package: torch 2.13.0 (a large download)
# Expected: label_smoothing mixes the one-hot target with the uniform distribution, and weight rescales each class
#   (reference of torch.nn.CrossEntropyLoss): the best answer for a row of class 0 stays 1 - eps + eps/K for class 0.
# Happens: the weights also multiply the smoothing mass of the other classes. With weights 1 and 100 and eps 0.1 the
#   loss of a row of the common class is least where the rare class has probability 0.84.
# Follows: rare classes of large weight draw every row to them, whatever its label; "weighting hurts accuracy" may be
#   this. Use one of the two, or write the smoothed loss out and weight each row by its own class.
. "$(dirname "$0")/lib/check.sh"
install torch==2.13.0 numpy==2.4.6
expect 'weights none: best answer for a row of class 0 is [0.95, 0.05]
weights [1.0, 1.0]: best answer for a row of class 0 is [0.95, 0.05]
weights [1.0, 100.0]: best answer for a row of class 0 is [0.16, 0.84]' <<'PY'
import torch
from torch.nn.functional import cross_entropy

answers = torch.linspace(0.001, 0.999, 999, dtype=torch.float64)
logits = torch.stack([answers, 1 - answers], dim=1).log()
truths = torch.zeros(1, dtype=torch.long)
for weights in (None, [1.0, 1.0], [1.0, 100.0]):
    weight = None if weights is None else torch.tensor(weights, dtype=torch.float64)
    losses = torch.stack([cross_entropy(row[None], truths, weight, label_smoothing=0.1) for row in logits])
    best = logits[losses.argmin()].exp()
    print(f"weights {'none' if weights is None else weights}: best answer for a row of class 0 is "
          f"{[round(value, 2) for value in best.tolist()]}")
PY
