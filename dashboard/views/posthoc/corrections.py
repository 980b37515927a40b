"""The corrections that the page offers: how each is called, its parameter, and its formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.shell import state
from dashboard.shell.state import Linked
from ltcore.methods.sources import DECOUPLING, LDAM, LOGIT_ADJUSTMENT
from ltcore.registry import Source


def _grid(low: float, high: float, step: float) -> tuple[float, ...]:
    return tuple(np.round(np.arange(low, high + step / 2, step), 2).tolist())


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One correction.

    Attributes:
        title: short, as on its button.
        name: in a sentence.
        symbol: of its parameter.
        axis: the parameter in words.
        setting: the slider.
        grid: its values, in order.
        formula: LaTeX.
        symbols: LaTeX of each symbol -> meaning.
        source: the paper.
    """

    title: str
    name: str
    symbol: str
    axis: str
    setting: Linked[float]
    grid: tuple[float, ...]
    formula: str
    symbols: Mapping[str, str]
    source: Source


def _linked(key: str, default: float, grid: tuple[float, ...]) -> Linked[float]:
    return Linked(key, default, state.one_of(grid))


TAUS, NORMS, SHARES = _grid(0, 3, 0.05), _grid(0, 2, 0.05), _grid(0, 1, 0.05)
OFFSETS, THRESHOLDS = _grid(0, 10, 0.25), _grid(0, 2, 0.05)
_PROBABILITY = {
    "P(k|x)": "probability that the network gives class $k$: softmax of its logits",
    r"\pi_k": "share of class $k$ among the training examples",
}
CORRECTIONS: Mapping[str, Correction] = {
    "logit": Correction(
        title="Logit adjustment",
        name="Post-hoc logit adjustment",
        symbol="τ",
        axis="τ: share of the log prior",
        setting=_linked("posthoc_tau", 1.0, TAUS),
        grid=TAUS,
        formula=r"\hat y = \arg\max_k \; z_k - \tau \log \pi_k",
        symbols={
            "z_k": "logit of class $k$ from a network trained without the prior in its loss",
            r"\pi_k": "share of class $k$ among the training examples",
            r"\tau": "temperature; 0 changes nothing, 1 is consistent for the balanced error",
        },
        source=Source(LOGIT_ADJUSTMENT.title, LOGIT_ADJUSTMENT.year, LOGIT_ADJUSTMENT.url, "Sec. 4"),
    ),
    "costs": Correction(
        title="Costs",
        name="Decision by costs",
        symbol="s",
        axis="s: 0 equal costs, 1 the matrix",
        setting=_linked("posthoc_share", 1.0, SHARES),
        grid=SHARES,
        formula=r"\text{row sums: } \arg\max_k \; P(k|x) \sum_j C_{kj} \qquad "
        r"\text{expected cost: } \arg\min_j \; \sum_k P(k|x)\, C_{kj}",
        symbols={
            "C_{kj}": "cost of predicting class $j$ for an example of class $k$; 0 if correct",
            "P(k|x)": _PROBABILITY["P(k|x)"],
            "s": r"the costs are $(1-s) + s\,C_{kj}$; both rules agree if $C_{kj}$ depends on $k$ alone",
        },
        source=Source(
            "Training Cost-Sensitive Neural Networks with Methods Addressing the Class Imbalance Problem "
            "(Zhou and Liu, TKDE)",
            2006,
            "https://doi.org/10.1109/TKDE.2006.17",
            "threshold-moving; expected cost is Bayes' rule",
        ),
    ),
    "tau_norm": Correction(
        title="τ-norm",
        name="τ-normalisation of the classifier",
        symbol="τ",
        axis="τ: power of the length",
        setting=_linked("posthoc_norm", 1.0, NORMS),
        grid=NORMS,
        formula=r"\tilde w_k = \frac{w_k}{\lVert w_k \rVert^{\tau}}, \qquad "
        r"\hat y = \arg\max_k \; \tilde w_k^\top x + b_k",
        symbols={
            "w_k, b_k": "vector and bias of class $k$; the bias is kept (the reference drops it)",
            "x": "features of the example",
            r"\tau": "0 changes nothing, 1 makes all vectors equally long",
        },
        source=DECOUPLING,
    ),
    "offsets": Correction(
        title="Offsets",
        name="Offsets by group",
        symbol="o_tail",
        axis="o_tail: offset of the tail (logits)",
        setting=_linked("posthoc_tail", 2.0, OFFSETS),
        grid=OFFSETS,
        formula=r"\hat y = \arg\max_k \; z_k + o_{g(k)}, \qquad o_{\text{head}} = 0",
        symbols={
            "z_k": "logit of class $k$",
            "g(k)": "its group: head, medium or tail",
            "o_g": "offset of the group, in logits: 1 multiplies the odds by 2.7",
        },
        source=Source(LOGIT_ADJUSTMENT.title, LOGIT_ADJUSTMENT.year, LOGIT_ADJUSTMENT.url,
               "Sec. 4, with one number per group instead of the prior: our simplification"),
    ),
    "plug_in": Correction(
        title="Plug-in",
        name="Plug-in rule, one class against the rest",
        symbol="s",
        axis="s: threshold; 0 is 1/2, 1 its share",
        setting=_linked("posthoc_plug", 1.0, THRESHOLDS),
        grid=THRESHOLDS,
        formula=r"\text{class } k \text{ where } P(k|x) > t, \qquad "
        r"\log \frac{t}{1-t} = s \log \frac{\pi_k}{1-\pi_k}",
        symbols={
            **_PROBABILITY,
            "t": r"threshold: 1/2 at $s = 0$, the empirical one $\pi_k$ at $s = 1$, right for "
            "the balanced error",
            r"\hat y": "for many classes at once, the plug-in rule is "
            r"$\arg\max_k P(k|x) / \pi_k$: logit adjustment with $\tau = 1$",
        },
        source=Source(
            "On the Statistical Consistency of Algorithms for Binary Classification under Class Imbalance "
            "(Menon et al., ICML)",
            2013,
            "https://proceedings.mlr.press/v28/menon13a.html",
            "Algorithm 1 and Theorem 3 in the numbering of the lecture notes",
        ),
    ),
    "svm": Correction(
        title="SVM",
        name="Uneven-margin linear SVM",
        symbol="q",
        axis="q: power of the counts",
        setting=_linked("posthoc_power", 0.25, SHARES),
        grid=SHARES,
        formula=r"\hat y = \arg\max_k \; w_k^\top x + b_k + \frac{\rho_k - 1}{\rho_k + 1}, \qquad "
        r"\rho_k = \left(\frac{n - n_k}{n_k}\right)^{q}",
        symbols={
            "w_k, b_k": "hyperplane of class $k$ against the rest, fitted to the features with margins at ±1",
            r"\rho_k": "margin of class $k$ divided by the margin of the rest",
            "q": "0: threshold in the middle between the margins; 1/4: where LDAM's bound is smallest",
            "n, n_k": "training examples, and those of class $k$",
        },
        source=Source(
            "Optimizing Classifiers for Imbalanced Training Sets (Karakoulas and Shawe-Taylor, NIPS)",
            1998,
            "https://proceedings.neurips.cc/paper/1998",
            "the idea of a threshold set by the imbalance, there in boosting; the shift is our derivation, "
            f"with the ratio of {LDAM.title}, Sec. 3.1",
        ),
    ),
}  # fmt: skip
CORRECTION: Linked[str] = Linked("posthoc_correction", "logit", state.one_of(CORRECTIONS))
SLIDERS: tuple[Linked[Any], ...] = tuple(each.setting for each in CORRECTIONS.values())
