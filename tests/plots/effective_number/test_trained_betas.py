import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.base.setting_studies import BALANCED_ERROR, TAIL_ERROR
from ltcore.plots.base.theme import Look
from ltcore.plots.effective_number.trained_betas import (
    NOTHING,
    trained_betas_figure,
    words_trained_betas,
)

MEANS = {0.0: 0.24, 0.9: 0.22, 0.9999: 0.2}
ERRORS = pd.DataFrame(
    [
        {
            "run": f"{beta}-{seed}",
            "arm": "CB softmax",
            "method": "cb_softmax",
            "seed": seed,
            "x": beta,
            BALANCED_ERROR: mean + 0.01 * seed * (1 + beta),
            TAIL_ERROR: 2 * mean,
        }
        for beta, mean in MEANS.items()
        for seed in (-1, 0, 1)
    ]
)


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
def test_means_stand_at_their_beta(look):
    figure = trained_betas_figure(ERRORS, data="Digits", look=look)
    [line] = [trace for trace in figure.data if trace.name]
    np.testing.assert_allclose(line.y, list(MEANS.values()), rtol=1e-6)
    assert list(figure.layout.xaxis.ticktext) == ["0", "0.9", "0.9999"]
    assert figure.layout.title.text == (
        "Balanced test error, CB softmax: 24.0 % at β = 0, 20.0 % at β = 0.9999"
    )


def test_the_words_compare_each_beta_with_no_weights():
    said = words_trained_betas(ERRORS)
    assert "Compared with no weights: β = 0.9 −2.0 points [" in said
    assert "β = 0.9999 −4.0 points [" in said
    without = words_trained_betas(ERRORS[ERRORS["x"] > 0])
    assert "Compared with" not in without


def test_nothing_is_said_as_nothing():
    assert words_trained_betas(ERRORS.iloc[:0]) == f"{NOTHING}."
    figure = trained_betas_figure(ERRORS.assign(**{TAIL_ERROR: np.nan}), TAIL_ERROR)
    assert figure.layout.annotations[0].text == NOTHING
