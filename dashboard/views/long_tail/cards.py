"""The formula cards of the page on the long tail."""

import math
from dataclasses import replace

import pandas as pd

from dashboard.shell.shown import Card, formula_card
from ltcore.analysis.long_tail.majority import majority_rule
from ltcore.config.data import OF_CLIENTS, DataConfig
from ltcore.methods import METHODS
from ltcore.methods.sources import CLASS_BALANCED
from ltcore.plots.base.amounts import latex
from ltcore.registry import Source

EXPONENTIAL = replace(CLASS_BALANCED, where="Sec. 5.1")
STEP = Source(
    title="A systematic study of the class imbalance problem in convolutional neural networks "
    "(Buda et al., Neural Networks)",
    year=2018,
    url="https://arxiv.org/abs/1710.05381",
    where="Sec. 3.1",
)
DIRICHLET_CLIENTS = Source(
    title="Federated Learning on Non-IID Data Silos: An Experimental Study (Li et al., ICDE)",
    year=2022,
    url="https://arxiv.org/abs/2102.02079",
    where="the distribution-based label imbalance",
)
FEW_CLASS_CLIENTS = Source(
    title="Communication-Efficient Learning of Deep Networks from Decentralized Data (McMahan et al., "
    "AISTATS)",
    year=2017,
    url="https://arxiv.org/abs/1602.05629",
    where="Sec. 3, the pathological non-IID partition",
)
OWN = Source(
    title="This lab's own profile, by Zipf's law",
    year=2026,
    url="",
    where="ltcore/data/profiles.py",
)
BALANCED_ERROR = replace(METHODS["logit_adjustment"].source, where="Sec. 2, the balanced error")
ERM = "ERM (empirical risk minimisation) is plain training: every example counts the same."
COUNT = {"n_j": "training examples in the class of rank $j$, at least 1"}
LARGEST = {"n_1": "training examples in the largest class"}
RATIO = {
    r"\rho": "imbalance ratio: examples in the largest class divided by those in the smallest, at least 1"
}
RANK = {"j": "frequency rank of a class, 1 is the largest", "C": "number of classes"}
FLOOR = {r"\lfloor\cdot\rfloor": "rounded down"}


def counts(config: DataConfig, frame: pd.DataFrame) -> Card:
    """Return the formula of the profile.

    Args:
        config: the data set and its profile.
        frame: columns rank and train_count, most frequent first.
    """
    return clients(config) if config.profile in OF_CLIENTS else _by_rank(config, frame)


def _by_rank(config: DataConfig, frame: pd.DataFrame) -> Card:
    first, last, n_classes = frame["train_count"].iloc[0], frame["train_count"].iloc[-1], len(frame)
    if config.profile == "as_is":
        return formula_card(
            r"\rho = \frac{\max_j n_j}{\min_j n_j}",
            {**COUNT, **RATIO},
            rf"\rho = \frac{{{first}}}{{{last}}} = {latex(first / last, 4)}",
            EXPONENTIAL,
        )
    if config.profile == "exponential":
        return formula_card(
            r"n_j = \left\lfloor n_1\,\rho^{-\frac{j-1}{C-1}} \right\rfloor",
            {**COUNT, **LARGEST, **RATIO, **RANK, **FLOOR},
            rf"n_{{{n_classes}}} = \left\lfloor {first}\cdot {latex(config.ratio)}^{{-1}} \right\rfloor "
            rf"= {last}",
            EXPONENTIAL,
        )
    if config.profile == "step":
        return formula_card(
            r"n_j = n_1 \;\text{ for } j \le \lfloor C/2 \rfloor, \qquad "
            r"n_j = \left\lfloor n_1 / \rho \right\rfloor \;\text{ for the others}",
            {**COUNT, **LARGEST, **RATIO, **RANK, **FLOOR},
            rf"\left\lfloor {first} / {latex(config.ratio)} \right\rfloor = {last}",
            STEP,
        )
    return formula_card(
        r"n_j = \left\lfloor n_1\, j^{-\alpha} \right\rfloor",
        {**COUNT, **LARGEST, r"\alpha": "exponent, at least 0", **RANK, **FLOOR},
        rf"n_{{{n_classes}}} = \left\lfloor {first}\cdot {n_classes}^{{-{latex(config.exponent)}}} "
        rf"\right\rfloor = {last}",
        OWN,
    )


def clients(config: DataConfig) -> Card:
    """Return how a class is divided over clients.

    Args:
        config: the data set under a profile of clients.
    """
    k = config.clients
    if config.profile == "few_class_clients":
        m = config.classes_per_client
        return formula_card(
            r"S = K\,m, \qquad n_{k,y} = \sum_{s \in \text{hand of } k} \left|s\right|\,"
            r"\mathbf{1}[\,s \text{ is of class } y\,]",
            {
                "S": "total number of shards (at most the number of examples), each of a single class and "
                "as equal in size as possible",
                "K": "number of clients",
                "m": "shards dealt to each client at random, and so the largest number of classes that it "
                "can have",
                "n_{k,y}": "training examples of class $y$ that client $k$ has",
            },
            rf"S = {k}\cdot{m} = {k * m}",
            FEW_CLASS_CLIENTS,
        )
    alpha = config.concentration
    spread = math.sqrt((k - 1) / (k * k * (k * alpha + 1)))
    return formula_card(
        r"p(q_y) = \frac{\Gamma(K\alpha)}{\Gamma(\alpha)^K} \prod_{k=1}^{K} q_{y,k}^{\alpha-1}, \qquad "
        r"n_{k,y} \approx q_{y,k}\,n_y, \qquad \sum_k n_{k,y} = n_y",
        {
            "q_{y,k}": "proportion of class $y$ that client $k$ gets, in $[0, 1]$; the proportions of all "
            "clients add up to 1",
            r"\alpha": "concentration, above 0",
            "K": "number of clients",
            "n_y": "training examples of class $y$; client $k$ has $n_{k,y}$ of them, rounded by largest "
            "remainder",
            r"\Gamma": "gamma function",
        },
        rf"\mathbb{{E}}\,q_{{y,k}} = \frac{{1}}{{{k}}} = {latex(1 / k, 3)}, \qquad "
        rf"\mathrm{{sd}}\,q_{{y,k}} = \sqrt{{\frac{{K-1}}{{K^2(K\alpha+1)}}}} = {latex(spread, 3)}",
        DIRICHLET_CLIENTS,
    )


def paradox(frame: pd.DataFrame) -> Card:
    """Return what the rule reaches.

    Args:
        frame: column train_count, most frequent first.
    """
    largest, total, n_classes = frame["train_count"].max(), frame["train_count"].sum(), len(frame)
    rule = majority_rule(frame["train_count"])
    return formula_card(
        r"\text{accuracy} = \sum_{y} \frac{n_y}{N}\,r_y = \frac{n_1}{N}, \qquad "
        r"\text{balanced accuracy} = \frac{1}{C} \sum_{y} r_y = \frac{1}{C}",
        {
            "r_y": "recall of class $y$, the proportion of its examples that are recognised: 1 for the "
            "largest class, 0 for all others",
            "n_y": "training examples in class $y$; $n_1$ in the largest class",
            "N": "total number of training examples",
            "C": "number of classes",
        },
        rf"\frac{{{largest}}}{{{total}}} = {100 * rule.accuracy:.1f}\,\%, \qquad "
        rf"\frac{{1}}{{{n_classes}}} = {latex(100 * rule.balanced_accuracy, 3)}\,\%",
        BALANCED_ERROR,
    )


def risk(parts: pd.DataFrame) -> Card:
    """Return how the risk is put together.

    Args:
        parts: frame of ``risk_by_class``, one arm.
    """
    first, last = parts.iloc[0], parts.iloc[-1]
    return formula_card(
        r"R = \sum_{y=1}^{C} P(y)\,R_y, \qquad R_{\text{bal}} = \frac{1}{C} \sum_{y=1}^{C} R_y",
        {
            "R": "risk: the expected proportion of errors",
            "P(y)": "proportion of class $y$ in the training set, $n_y / N$",
            "R_y": "error on the examples of class $y$, 1 minus its recall",
            r"R_{\text{bal}}": "balanced error, in which each of the $C$ classes has the weight $1/C$",
        },
        rf"R = {first['share']:.3f}\cdot{first['mean']:.3f} + \dots + "
        rf"{last['share']:.3f}\cdot{last['mean']:.3f} = {parts['contribution'].sum():.3f}, \qquad "
        rf"R_{{\text{{bal}}}} = {parts['equal_contribution'].sum():.3f}",
        BALANCED_ERROR,
    )
