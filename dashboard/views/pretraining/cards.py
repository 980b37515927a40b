"""The formulas behind the pictures of pre-training, and what papers report."""

from dataclasses import replace

import numpy as np
import pandas as pd

from dashboard.shell.published_card import published_card
from dashboard.shell.shown import Card, formula_card
from ltcore.analysis.pretraining import published
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
    return published_card(
        "Pre-training on balanced and on long-tailed images: accuracies in percent",
        published.few_shot_probes(),
        corner="pre-trained on",
        said=(
            "Both sets have the same total. With all labels the same recipe reaches about 50 % on CIFAR-100. "
            "Even the balanced set of CIFAR-10 shows 5.7 points between many and few, so that much is noise.",
        ),
    )


def published_rotation() -> Card:
    """Return the card of what rotation did on long-tailed CIFAR-10, with its protocol."""
    return published_card(
        "Rotation, then training: test errors in percent",
        published.rotation(),
        corner="long-tailed CIFAR-10",
        said=(
            "Issue 5 of the repository reports that rotation did not beat its own baseline there.",
        ),
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
