"""The formula card of calibration error and top-5, with one run's numbers."""

import pandas as pd

from dashboard.shell.shown import Card, formula_card
from dashboard.shell.text import literal
from ltcore.analysis.base.splits import SPLITS
from ltcore.metrics import N_BINS
from ltcore.registry import Source
from ltcore.types import Split

GUO = Source(
    title="Guo, Pleiss, Sun and Weinberger: On calibration of modern neural networks",
    year=2017,
    url="https://arxiv.org/abs/1706.04599",
    where="Sec. 2, with its 15 bins; ECE is of Naeini, Cooper and Hauskrecht, AAAI 2015, classwise ECE of "
    "Kull et al., NeurIPS 2019, Sec. 2",
)
WRITTEN_OUT = 3
"""Bins whose terms are written out, the heaviest."""
FORMULA = r"""
\begin{gathered}
p_i = \operatorname{softmax}(z_i)_{\hat y_i} \qquad
B_m = \left\{ i : \tfrac{m - 1}{M} < p_i \le \tfrac{m}{M} \right\} \qquad
\text{ECE} = \sum_m \frac{|B_m|}{N} \left| \text{accuracy}(B_m) - \text{mean } p(B_m) \right| \\[1ex]
\text{top-5 error} = 1 - \frac{1}{N} \sum_i
[\, y_i \text{ is among the 5 largest of } z_i \,]
\end{gathered}"""


def card(bins: pd.DataFrame, numbers: pd.DataFrame, *, split: Split, of: str = "") -> Card:
    """Return the card for the first run.

    Args:
        bins: frame of `reliability_frame`, at least one run.
        numbers: frame of `scores_frame` of the same runs.
        split: examples that both were measured on.
        of: group of classes whose examples they are; empty: all.
    """
    run = numbers.iloc[0]
    return formula_card(
        FORMULA,
        symbols(split, run, of),
        today(bins[bins["run"] == run["run"]], run),
        GUO,
        title="Formula: calibration error (ECE), top-5 error",
    )


def symbols(split: Split, run: pd.Series, of: str = "") -> dict[str, str]:
    """Return what the letters of the formulas mean, and what the rule leaves to nobody's choice.

    Args:
        split: examples that were counted.
        run: the row of a frame of `scores_frame` whose numbers stand below.
        of: group of classes whose examples they are; empty: all.
    """
    whose = f" whose true class is in the {of}" if of else ""
    return {
        "N": f"{SPLITS[split]} examples{whose}; the current numbers are of the run "
        f"“{literal(run['label'])}”",
        "z_i": "logits of example $i$ as the run has kept them. Softmax is applied whatever the training "
        "loss was; a sigmoid loss defines other probabilities than these",
        r"y_i, \hat y_i": "true and predicted class of example $i$",
        "M": f"{N_BINS} bins of equal width, closed on the right; a confidence of 0 is in the first. An "
        "empty bin adds nothing",
        r"\text{balanced}": "the same with every example weighted by 1 / (examples of its class), so that "
        "head and tail count the same",
        r"\text{classwise}": "mean over the classes of the same sum for the probability of each class, "
        "predicted or not",
        r"[\,\cdot\,]": "1 if it is true, otherwise 0; tied logits share the remaining places. With 5 "
        "classes or fewer, top-5 is always right",
    }


def today(bins: pd.DataFrame, run: pd.Series) -> str:
    """Return the formulas with the numbers of one run, as LaTeX.

    Args:
        bins: its rows in a frame of `reliability_frame`.
        run: its row in a frame of `scores_frame`.
    """
    filled = bins[bins["n"] > 0].sort_values("weight", ascending=False)
    total = int(bins["n"].sum())
    terms = [
        rf"\tfrac{{{row.n}}}{{{total}}} \cdot |{row.accuracy:.3f} - {row.confidence:.3f}|"
        for row in filled.head(WRITTEN_OUT).itertuples()
    ]
    if (rest := len(filled) - WRITTEN_OUT) > 0:
        terms.append(rf"\text{{{rest} smaller bin{'s' if rest > 1 else ''}}}")
    return (
        rf"\begin{{gathered}} \text{{ECE}} = {' + '.join(terms)} = {100 * run['ece']:.1f}\,\% \\[1ex] "
        rf"\text{{top-5 error}} = {100 * run['top5_error']:.1f}\,\% \end{{gathered}}"
    )
