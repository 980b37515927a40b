import re

import numpy as np
import pytest

from dashboard.methods.card import loss_card
from ltcore.classwise import class_weights, ldam_margins
from ltcore.config import RunConfig
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    Clustering,
    Composition,
    LateLoss,
    LdamHingeLoss,
    LdamLoss,
    LogitAdjustedLoss,
    Mixing,
    PairwiseLoss,
    Retraining,
    Sampling,
    SigmoidLoss,
    Smote,
    SoftmaxLoss,
    VectorScalingLoss,
)

COUNTS = np.array([5, 5000, 50])


def composition(method):
    return RunConfig.model_validate({"method": {"name": method}}).method.parts


def bare(symbol):
    return re.split(r"[_(^]", symbol)[0].removeprefix("\\text{").removesuffix("}")


@pytest.mark.parametrize("method", METHODS)
def test_every_symbol_of_a_loss_is_defined(method):
    card = loss_card(composition(method), COUNTS)
    words = re.sub(r"\\text\{[^}]*\}|\\(begin|end)\{\w+\}|\[2ex\]", " ", card.formula)
    greek = "alpha|gamma|beta|delta|tau|pi|Delta|nu|mu|kappa|lambda"
    names = set(re.findall(rf"\\(?:{greek})\b|(?<![\\a-zA-Z])[a-zA-Z](?![a-zA-Z])", words))
    known = {bare(name.strip()) for symbol in card.symbols for name in symbol.split(",")}
    # An exponential, the uniform distribution, a transpose, and indices of examples, classes and clusters.
    assert names - {"e", "U", "c", "i", "j", "k", "n", "x"} <= known
    assert card.formula.count("{") == card.formula.count("}")


def test_numbers_are_those_of_the_largest_and_the_rarest_class():
    card = loss_card(Composition(loss=LdamLoss(max_margin=0.4)), COUNTS)
    margins = ldam_margins(COUNTS, 0.4)
    assert card.today == (
        rf"\Delta_{{n=5{{,}}000}} = {margins[1]:.3g} \qquad \Delta_{{n=5}} = {margins[0]:.3g}"
    )


def test_deferred_weights_say_from_when():
    weights = ClassWeights(scheme="effective", beta=0.99, defer_until=0.8)
    card = loss_card(Composition(weights=weights), COUNTS)
    assert "until 80 % of the training, all weights are 1" in card.symbols["w_c"]
    assert f"{class_weights(COUNTS, 'effective', beta=0.99)[0]:.3g}" in card.today


def test_plain_training_has_no_weight_and_nothing_to_put_in():
    card = loss_card(composition("erm"), COUNTS)
    assert "w_y" not in card.formula
    assert card.today == ""


def test_the_focus_is_left_out_where_it_does_nothing():
    assert r"\gamma" not in loss_card(Composition(loss=SigmoidLoss(0.0)), COUNTS).formula
    assert r"\gamma" in loss_card(Composition(loss=SigmoidLoss(2.0)), COUNTS).formula


@pytest.mark.parametrize("counts", [[], [5, 0]])
def test_without_counts_no_numbers_are_put_in(counts):
    assert loss_card(composition("ldam_drw"), np.array(counts, dtype=np.int64)).today == ""


def test_equal_classes_are_put_in_once_each():
    assert loss_card(composition("ldam"), np.array([7])).today == r"\Delta_{n=7} = 0.5"


PARTS = {
    r"\max\Big(0": Composition(loss=LdamHingeLoss()),
    r"\alpha_y \log": Composition(loss=PairwiseLoss()),
    r"e^{b_y z_y + \tau \log \pi_y}": Composition(loss=VectorScalingLoss()),
    r"{e^{b_y z_y}}": Composition(loss=VectorScalingLoss(tau=0.0)),
    r"\frac{n_c^{\,a}}": Composition(sampling=Sampling("power")),
    r"(1 - t) \, \pi_c": Composition(sampling=Sampling("progressive")),
    r"n_c / E_c": Composition(sampling=Sampling("effective")),
    r"n_\text{min} \text{ examples": Composition(sampling=Sampling("under")),
    r"repeated up to } n_\text{max}": Composition(sampling=Sampling("over")),
    r"\tilde{L} = \lambda L(y_i)": Composition(mixing=Mixing()),
    r"n_i \geq \kappa n_j": Composition(mixing=Mixing(kappa=3.0, tau=0.5)),
    r"x_\text{new} = x + u": Composition(smote=Smote()),
    r"\max_{k \in c} z_k": Composition(clusters=Clustering()),
    r"\log \sum_{k \in c} e^{z_k}": Composition(clusters=Clustering(decision="sum")),
    "r_c = ": Composition(clusters=Clustering(replicate=True)),
    "retrained": Composition(retraining=Retraining(kind="crt")),
    "f_c": Composition(retraining=Retraining(kind="lws")),
    r"\lVert w_c \rVert": Composition(retraining=Retraining(kind="tau_norm")),
    r"\mu_c": Composition(retraining=Retraining(kind="ncm")),
}


@pytest.mark.parametrize("formula", PARTS)
def test_every_part_of_a_recipe_has_its_formula(formula):
    card = loss_card(PARTS[formula], COUNTS)
    assert formula in card.formula
    assert card.formula.count("{") == card.formula.count("}")
    assert card.formula.count(r"\Big(") == card.formula.count(r"\Big)")
    plain = loss_card(Composition(), COUNTS)
    assert formula not in plain.formula


def test_algorithm_1_shows_both_losses_and_weighs_only_the_second():
    composition = Composition(
        loss=VectorScalingLoss(0.05, 0.85),
        weights=ClassWeights(scheme="adrw", nu=0.15, defer_until=0.8),
        late_loss=LateLoss(LogitAdjustedLoss(0.85), 0.8),
    )
    card = loss_card(composition, COUNTS)
    early, late = card.formula.split(r" \\[2ex] ")[1:]
    assert r"until 80 \% of the training" in early
    assert "w_y" not in early
    assert late.startswith(r"L = -w_y \, \log \frac{e^{z_y")
    assert card.symbols[r"\nu"].endswith("0.15")


def test_a_symbol_of_both_losses_says_both_values():
    late = LateLoss(LogitAdjustedLoss(1.0), 0.5)
    card = loss_card(Composition(loss=LogitAdjustedLoss(0.5), late_loss=late), COUNTS)
    assert card.symbols[r"\tau"] == (
        "strength of the adjustment, 0.5; late: strength of the adjustment, 1"
    )


@pytest.mark.parametrize(
    ("composition", "said"),
    [
        (
            Composition(loss=LdamLoss(0.4, uniform=True)),
            r"\Delta_{n=5{,}000} = 0.4 \qquad \Delta_{n=5} = 0.4",
        ),
        (Composition(sampling=Sampling("over")), r"P_{n=5{,}000} = 0.333 \qquad P_{n=5} = 0.333"),
        (Composition(smote=Smote()), r"m_{n=5{,}000} = 5{,}000 \qquad m_{n=5} = 5{,}000"),
        (Composition(clusters=Clustering(50)), r"K_{n=5{,}000} = 100 \qquad K_{n=5} = 1"),
        (Composition(loss=SoftmaxLoss()), ""),
    ],
)
def test_today_puts_the_numbers_of_a_part_in(composition, said):
    assert loss_card(composition, COUNTS).today == said
