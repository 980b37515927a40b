"""The formulas behind the pictures of pre-training, and what papers report."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.shell.shown import Card, formula_card
from ltcore.analysis.pretraining.probes import EVERY
from ltcore.methods.sources import RETHINKING, ROTATION, SDCLR
from ltcore.registry import Source

PURITY = Source(
    title="Rethinking the Value of Labels for Improving Class-Imbalanced Learning (Yang and Xu, NeurIPS)",
    year=2020,
    url=RETHINKING.url,
    where="Figure 1 of the lecture notes shows maps; the share is the lab's own measure",
)
RANK = Source(
    title="The Effective Rank: A Measure of Effective Dimensionality (Roy and Vetterli, EUSIPCO)",
    year=2007,
    url="https://www.eurasip.org/Proceedings/Eusipco/Eusipco2007/Papers/a5p-h05.pdf",
)
PIE = Source(
    title="What Do Compressed Deep Neural Networks Forget? (Hooker et al., arXiv)",
    year=2019,
    url="https://arxiv.org/abs/1911.05248",
    where="pruning identified exemplars; here by neighbours, not by a classifier",
)
PUBLISHED: Mapping[str, tuple[str, ...]] = {
    "CIFAR-10, balanced": ("77.14 ± 4.64", "74.25 ± 6.54", "71.47 ± 7.55", "74.57 ± 0.65"),
    "CIFAR-10, long-tailed": ("76.07 ± 3.88", "67.97 ± 5.84", "54.21 ± 10.24", "67.08 ± 2.15"),
    "CIFAR-100, balanced": ("25.48 ± 1.74", "25.16 ± 3.07", "24.01 ± 1.23", "24.89 ± 0.99"),
    "CIFAR-100, long-tailed": ("30.72 ± 2.01", "21.93 ± 2.61", "15.99 ± 1.51", "22.96 ± 0.43"),
}
"""What SimCLR was pre-trained on -> accuracies of many, medium, few and all classes, in percent."""
ROTATED: Mapping[str, tuple[str, ...]] = {
    "CE": ("13.61", "25.19", "29.64"),
    "rotation, then CE": ("12.28", "21.80", "26.50"),
    "rotation, then CE with class-balanced sampling": ("11.57", "19.60", "23.47"),
}
"""How long-tailed CIFAR-10 was learned -> test errors at ρ = 10, 50 and 100, in percent."""


def purity(table: pd.DataFrame) -> Card:
    """Return the card of the same-class share of neighbours, with the last moment's numbers."""
    last = table[table["moment"] == table["moment"].iloc[-1]]
    rarest = last.sort_values("rank").iloc[-1]
    today = (
        rf"\text{{rarest class, last map: }} \bar s_c = {rarest['purity']:.2f},\; \text{{chance }} "
        rf"{rarest['chance']:.2f}"
        if np.isfinite(rarest["purity"])
        else ""
    )
    return formula_card(
        r"\bar s_c = \frac{1}{n_c} \sum_{i : y_i = c} \frac{|\{j \in N_k(i) : y_j = c\}|}{k}",
        {
            "N_k(i)": "the $k = 10$ examples nearest to example $i$ among those of the map, in all "
            "dimensions of the features; of a class with fewer examples as many as it has",
            "y_i": "class of example $i$; the pre-training does not see it",
            "n_c": "examples of class $c$ on the map, equally many for every class",
        },
        today,
        PURITY,
        title="Formula: neighbours of the same class",
    )


def rank(frame: pd.DataFrame) -> Card:
    """Return the card of the effective rank, with the last one."""
    known = frame["effective_rank"].dropna()
    today = rf"\text{{at the end: }} {known.iloc[-1]:.1f}" if len(known) else ""
    return formula_card(
        r"\text{erank} = \exp\Bigl(-\sum_i p_i \log p_i\Bigr), \qquad p_i = \frac{\sigma_i}{\sum_j \sigma_j}",
        {
            r"\sigma_i": "singular values of the centred features of the held-out examples",
            r"\text{erank}": "1 where all features lie on a line, the number of features where they "
            "spread evenly in all directions",
        },
        today,
        RANK,
    )


def spreads(frame: pd.DataFrame) -> Card:
    """Return the card of the two meanings of "std", with those of the pre-trained features."""
    own = frame[(frame["backbone"] == "pretrained") & (frame["reader"] == "linear")]
    every = own[own["group"] == EVERY]
    between = every["group_spread"].mean()
    today = ""
    if len(every) > 1 and np.isfinite(between):
        today = (
            rf"\text{{after pre-training, linear: }} s_{{\text{{groups}}}} = {100 * between:.1f}, \quad "
            rf"s_{{\text{{seeds}}}} = {100 * every['recall'].std(ddof=1):.1f} \text{{ points}}"
        )
    return formula_card(
        r"s_{\text{groups}} = \sqrt{\tfrac13 \sum_{g} (a_g - \bar a)^2}, \qquad "
        r"s_{\text{seeds}} = \sqrt{\tfrac{1}{S-1} \sum_{s} (a^{(s)} - \bar a)^2}",
        {
            "a_g": "mean recall of many, medium or few classes in one network",
            "a^{(s)}": "mean recall of all classes with seed $s$ of $S$",
            r"s_{\text{groups}}": "spread between groups: how unevenly one network serves the classes",
            r"s_{\text{seeds}}": "spread between seeds: how much the result depends on chance",
        },
        today,
        replace(SDCLR, where="Sec. 4, where the spread between groups is called Std"),
        title="Formula: two meanings of “std”",
    )


def published_probes() -> Card:
    """Return the card of the lecture notes' table of balanced and long-tailed pre-training."""
    return Card(
        title="In the papers. Pre-training on balanced and on long-tailed images: accuracies in percent",
        icon=":material/menu_book:",
        parts=(
            _table(("pre-trained on", "many", "medium", "few", "all"), PUBLISHED),
            "SimCLR with ResNet-18; both sets have the same total. A classifier on frozen features, mean ± "
            "standard deviation over five orders of the classes. The lecture notes call it a linear probe, "
            "but its numbers fit a probe on 1 % of the labels: with all labels the same recipe reaches about "
            "50 % on CIFAR-100. Even the balanced set of CIFAR-10 shows 5.7 points between many and few, so "
            "that much is noise.",
        ),
        source=replace(SDCLR, where="as in the lecture notes"),
    )


def published_rotation() -> Card:
    """Return the card of what rotation did on long-tailed CIFAR-10, with its protocol."""
    return Card(
        title="In the papers. Rotation, then training: test errors in percent",
        icon=":material/menu_book:",
        parts=(
            _table(("long-tailed CIFAR-10", "ρ = 10", "ρ = 50", "ρ = 100"), ROTATED),
            "ResNet-32, 200 epochs of rotation and 200 of training on the same images; the best test epoch. "
            "Issue 5 of the repository reports that rotation did not beat its own baseline there.",
        ),
        source=replace(RETHINKING, where="README of the authors' repository at b91ad29"),
    )


def rotation() -> Card:
    """Return the card of the task of rotation."""
    return formula_card(
        r"a_c = \frac{1}{4\, n_c} \sum_{i : y_i = c}\; \sum_{t=0}^{3} \mathbf 1\bigl[\arg\max_{t'} "
        r"g_{t'}\bigl(R_t\, x_i\bigr) = t\bigr]",
        {
            "R_t": "turn by $t$ quarters",
            "g": "head of the pre-training, which tells the four turns apart",
            "n_c": "held-out images of class $c$; the pre-training sees no class",
            "a_c": "a guess reaches 1/4; an image that is the same after a half turn reaches 1/2 at most",
        },
        "",
        ROTATION,
    )


def pruning() -> Card:
    """Return the card of what counts as moved by pruning."""
    return formula_card(
        r"m_c = \frac{1}{n_c} \sum_{i : y_i = c} \mathbf 1\bigl[v_f(x_i) \ne v_{f'}(x_i)\bigr]",
        {
            "f, f'": "the network, and its copy without the smallest weights",
            "v": "class that the 20 nearest training examples vote for, in the features of the network",
            "n_c": "test examples of class $c$",
        },
        "",
        PIE,
    )


def _table(columns: tuple[str, ...], rows: Mapping[str, tuple[str, ...]]) -> str:
    head = f"| {' | '.join(columns)} |"
    line = f"|---|{'---:|' * (len(columns) - 1)}"
    return "\n".join(
        [head, line, *(f"| {name} | {' | '.join(row)} |" for name, row in rows.items())]
    )
