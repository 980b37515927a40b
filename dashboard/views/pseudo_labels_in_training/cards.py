"""The formulas behind the pictures of pseudo-labels, with the current numbers."""

from dataclasses import replace

import pandas as pd

from dashboard.shell.shown import Card, formula_card
from ltcore.methods.sources import CREST, FIXMATCH, RETHINKING
from ltcore.plots.base.amounts import latex
from ltcore.registry import Source

BIAS = replace(CREST, where="the bias of a FixMatch model, per class, as in the lecture notes")
"""Where the paper shows recall and precision of FixMatch's pseudo-labels by class."""
KEEPING = replace(CREST, where="Sec. 3.2")


def quality(frame: pd.DataFrame) -> Card:
    """Return the card of recall and precision, with the numbers of the rarest class."""
    row = frame.sort_values("rank").iloc[-1]
    return formula_card(
        r"\text{recall}_c = \frac{h_c}{u_c}, \qquad \text{precision}_c = \frac{h_c}{m_c}",
        {
            "u_c": "unlabelled examples that belong to class $c$; foreign ones belong to none",
            "m_c": "unlabelled examples that are predicted as class $c$",
            "h_c": "unlabelled examples of class $c$ that are predicted as class $c$",
        },
        rf"\text{{rarest class: }} h_c = {row['correct']},\; u_c = {row['true']},\; m_c = {row['predicted']}",
        BIAS,
    )


def keep_rates(frame: pd.DataFrame) -> Card:
    """Return the card of CReST's keep rates, with those of both ends."""
    frame = frame.sort_values("rank")
    first, last = frame.iloc[0], frame.iloc[-1]
    return formula_card(
        r"\mu_l = \left(\frac{N_{L+1-l}}{N_1}\right)^{\alpha}, \qquad \text{kept}_l = "
        r"\lceil \mu_l\, m_l \rceil",
        {
            "N_l": "labelled examples of the class of frequency rank $l$ of $L$",
            r"\mu_l": "share of its pseudo-labels that the class keeps, the most confident first",
            "m_l": "its pseudo-labels",
            r"\alpha": "power: 0 keeps all, 1 makes balanced pseudo-labels of ones that follow the labels",
        },
        rf"\mu_1 = {first['rate']:.2f}: {first['kept']} \text{{ of }} {first['said']}, \qquad "
        rf"\mu_{{{len(frame)}}} = {last['rate']:.2f}: {last['kept']} \text{{ of }} {last['said']}",
        KEEPING,
    )


def all_kept() -> Card:
    """Return the card of self-training's rule."""
    return formula_card(
        r"\mathcal L(\mathcal D_L, \theta) + \omega\, \mathcal L(\mathcal D_U, \theta)",
        {
            r"\mathcal D_L": "labelled examples",
            r"\mathcal D_U": "all unlabelled examples, with the class that the teacher predicts",
            r"\omega": "weight of a pseudo-labelled example beside a labelled one",
        },
        "",
        Source(RETHINKING.title, RETHINKING.year, RETHINKING.url, "Sec. 3"),
    )


def threshold(frame: pd.DataFrame, value: float) -> Card:
    """Return the card of FixMatch's threshold, with the numbers of all classes together."""
    said, stay = int(frame["said"].sum()), int(frame["predicted"].sum())
    return formula_card(
        r"\frac{1}{\mu B} \sum_{b=1}^{\mu B} \mathbf 1\bigl[\max_c q_{b,c} \ge \tau\bigr]\; "
        r"H\bigl(\arg\max_c q_{b,c},\; p_b\bigr)",
        {
            "q_b": "prediction for the weakly changed image $b$; here for the unchanged one",
            "p_b": "prediction for the strongly changed image $b$",
            r"\tau": "confidence threshold",
            r"\mu B": "unlabelled images in a batch, kept or not",
        },
        rf"\tau = {latex(value)}: \quad {stay} \text{{ of }} {said} \text{{ pseudo-labels stay}}",
        FIXMATCH,
    )
