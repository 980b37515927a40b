"""What papers report about unlabelled data: errors and accuracies, each with its protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ltcore.methods.sources import RETHINKING
from ltcore.registry import Source


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """Numbers of one paper.

    Attributes:
        title: what they are.
        protocol: data, network, and how it was measured.
        columns: heads of the columns.
        rows: name of the row -> its numbers as they are printed, in percent.
        source: the paper, and the place in it.
    """

    title: str
    protocol: str
    columns: tuple[str, ...]
    rows: Mapping[str, tuple[str, ...]]
    source: Source


SELF_TRAINING = PublishedTable(
    title="Self-training: test errors in percent",
    protocol="Long-tailed CIFAR-10, ResNet-32, five unlabelled images per labelled one, from a filtered part "
    "of 80 Million Tiny Images; the best test epoch.",
    columns=("ρ_U = 1", "ρ / 2", "ρ", "2 ρ", "labels alone"),
    rows={
        "CE, ρ = 100": ("17.48", "18.42", "18.74", "20.06", "29.64"),
        "CE, ρ = 50": ("16.79", "16.88", "18.36", "19.94", "25.19"),
        "CE, ρ = 10": ("10.22", "10.48", "10.86", "11.04", "13.61"),
        "LDAM-DRW, ρ = 100": ("14.96", "15.18", "15.33", "15.55", "22.97"),
        "LDAM-DRW, ρ = 50": ("14.33", "14.70", "14.93", "15.24", "19.06"),
        "LDAM-DRW, ρ = 10": ("8.72", "8.24", "8.68", "8.97", "11.84"),
    },
    source=replace(RETHINKING, where="Table 1"),
)
REVERSED = PublishedTable(
    title="CReST on a reversed tail: test accuracies in percent",
    protocol="Long-tailed CIFAR-10, 1,500 labelled and 3,000 unlabelled images of the most frequent class, "
    "imbalance ratio 100 in both; a rerun by the authors of a library, not by those of the methods.",
    columns=("same order", "reversed"),
    rows={
        "labels alone": ("63.83", "63.89"),
        "FixMatch": ("76.69", "69.95"),
        "CReST": ("77.19", "80.80"),
        "CReST+": ("78.25", "68.81"),
    },
    source=Source(
        title="USB: A Unified Semi-supervised Learning Benchmark for Classification (Wang et al., NeurIPS)",
        year=2022,
        url="https://github.com/microsoft/Semi-supervised-learning",
        where="results of imbalanced learning in the repository at 1ef4cbe",
    ),
)
