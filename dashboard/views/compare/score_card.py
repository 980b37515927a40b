"""The formula card of recall, precision, F1, balanced error and Wilson's interval, with one run's numbers."""

import math
from statistics import NormalDist

import pandas as pd

from dashboard.shell.shown import Card, formula_card
from dashboard.shell.text import literal
from ltcore.analysis.base.splits import SPLITS
from ltcore.plots.base.class_ends import told_ends
from ltcore.registry import Source
from ltcore.types import Split

WILSON = Source(
    title="Wilson: Probable inference, the law of succession, and statistical inference",
    year=1927,
    url="https://doi.org/10.1080/01621459.1927.10502953",
    where="Journal of the American Statistical Association 22, p. 209, for the interval of one run; over "
    "seeds it is Student's t interval of the runs' values, 95 %",
)
Z = NormalDist().inv_cdf(0.975)
FORMULA = r"""
\begin{gathered}
\text{recall}_k = \frac{c_k}{n_k} \qquad \text{precision}_k = \frac{c_k}{p_k} \qquad
\text{F1}_k = \frac{2 c_k}{n_k + p_k} \qquad
\text{balanced error} = 1 - \frac{1}{C} \sum_k \text{recall}_k \\[1ex]
\text{interval of a share } s \text{ of } n \text{ examples} =
\frac{s + \frac{z^2}{2n} \pm z \sqrt{\frac{s (1 - s)}{n} + \frac{z^2}{4 n^2}}}{1 + \frac{z^2}{n}}
\end{gathered}"""


def card(per_class: pd.DataFrame, *, split: Split) -> Card:
    """Return the card, with the numbers of one class of the first run in a per-class frame.

    It is the class that the words tell, see `told_ends`.

    Args:
        per_class: frame of `per_class_frame`, at least one run.
        split: examples that it was measured on.
    """
    first = per_class[per_class["run"] == per_class["run"].iloc[0]]
    told = told_ends(first, "recall", split)[0]
    row = first[first["rank"] == told.rank].iloc[0]
    return formula_card(
        FORMULA,
        symbols(split, row, told.which),
        numbers(first, row),
        WILSON,
        title="Formula: recall, precision, F1, balanced error, interval",
    )


def symbols(split: Split, row: pd.Series, which: str = "the rarest") -> dict[str, str]:
    """Return what the letters of the formulas mean.

    Args:
        split: examples that were counted.
        row: the row of a per-class frame whose numbers stand below.
        which: which of the classes it is, see `told_ends`.
    """
    examples = f"{SPLITS[split]} examples"
    return {
        "k": f"a class; the current numbers are of {which} ({literal(row['name'])}), in the run "
        f"“{literal(row['label'])}”",
        "n_k": f"{examples} of class $k$",
        "p_k": f"{examples} predicted as class $k$",
        "c_k": f"{examples} of class $k$ predicted as class $k$",
        "C": f"classes that have {examples}",
        r"\text{F1}_k": "harmonic mean of recall and precision; 0 if nothing is right, undefined if the "
        "class has no examples and was never predicted. Macro F1 is its mean over the classes for which "
        "it is defined",
        "s, n": "a recall and $n_k$, or a precision and $p_k$; for F1 the proportion $J = c_k / (n_k + "
        "p_k - c_k)$, whose bounds are converted by $2 J / (1 + J)$ (Lam et al. 2023)",
        "z": f"{Z:.2f}, for 95 %",
    }


def numbers(run: pd.DataFrame, row: pd.Series) -> str:
    """Return the formulas with the numbers of one class and its run, as LaTeX.

    Args:
        run: rows of one run in a per-class frame.
        row: one of them.
    """
    recalls = run.loc[run["support"] > 0, "recall"]
    lines = [
        rf"\text{{recall}} = {_share(row['correct'], row['support'])} \qquad "
        rf"\text{{precision}} = {_share(row['correct'], row['predicted'])} \qquad "
        rf"\text{{balanced error}} = 1 - \frac{{{recalls.sum():.2f}}}{{{len(recalls)}}} = "
        rf"{100 * (1 - recalls.mean()):.1f}\,\%"
    ]
    together = row["support"] + row["predicted"]
    f1s = run["f1"].dropna()
    lines.append(
        rf"\text{{F1}} = {_share(2 * row['correct'], together)} \qquad "
        rf"\text{{macro F1}} = \frac{{{f1s.sum():.2f}}}{{{len(f1s)}}} = {100 * f1s.mean():.1f}\,\%"
    )
    if row["support"]:
        lines.append(_interval(row))
    return r"\begin{gathered}" + r" \\[1ex] ".join(lines) + r"\end{gathered}"


def _share(part: int, whole: int) -> str:
    if whole == 0:
        return rf"\frac{{{part}}}{{0}}\ \text{{, undefined}}"
    return rf"\frac{{{part}}}{{{whole}}} = {100 * part / whole:.0f}\,\%"


def _interval(row: pd.Series) -> str:
    """Return Wilson's interval of a row's recall; what stands under the root is put together."""
    share, n = row["recall"], row["support"]
    root = math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return (
        rf"\text{{interval of the recall}} = \frac{{{share:.2f} + {Z**2 / (2 * n):.3f} \pm "
        rf"{Z:.2f} \cdot {root:.3f}}}{{1 + {Z**2 / n:.3f}}} = "
        rf"{100 * row['recall_low']:.0f}\,\% \text{{ to }} {100 * row['recall_high']:.0f}\,\%"
    )
