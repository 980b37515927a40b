import numpy as np
import pandas as pd
import pytest

from ltcore.plots.base.theme import Look
from ltcore.plots.compare.training_curves import training_curves_figure


@pytest.mark.parametrize("lecture", [False, True])
def test_names_at_ends_near_zero_stay_in_the_frame_where_plotly_draws_them(lecture):
    at = np.arange(1, 31)
    runs = [
        pd.DataFrame(
            {"run": arm, "arm": arm, "method": arm, "at": at, "train_loss": 2.0 / at**power}
        )
        for arm, power in (("erm", 3), ("smote", 2), ("ldam", 4))
    ]
    figure = training_curves_figure(pd.concat(runs), "train_loss", look=Look(lecture=lecture))
    low, high = figure.layout.yaxis.range
    names = {note.text: note.y for note in figure.layout.annotations}
    assert set(names) == {"erm", "smote", "ldam"}
    assert all(low < y < high for y in names.values())
    assert min(np.diff(sorted(names.values()))) > 0.02 * high
