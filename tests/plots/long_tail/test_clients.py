import json
import re

import numpy as np
import pandas as pd
import pytest

from ltcore.analysis.long_tail.clients import clients_frame, clients_summary
from ltcore.data.clients import dirichlet_clients
from ltcore.plots import Look
from ltcore.plots.base.confusion_cells import MAX_CLASSES
from ltcore.plots.long_tail.clients import MAX_CLIENTS, clients_figure, words_clients


def names(table):
    return [f"c{label}" for label in range(table.shape[1])]


def figure_of(table, **settings):
    return clients_figure(clients_frame(table, names(table)), **settings)


def divided(n_clients, n_classes, concentration=0.3):
    counts = np.full(n_classes, 100)
    return dirichlet_clients(counts, n_clients, concentration, np.random.default_rng(0))


TABLE = np.array([[1, 9, 0], [0, 3, 3], [0, 0, 0]])


def test_cells_are_shares_and_numbers_are_examples():
    figure = figure_of(TABLE, how="by hand")
    cells, numbers = figure.data
    np.testing.assert_allclose(
        cells.z, [[0.9, 0, 0.1], [0.5, 0.5, 0], [np.nan] * 3], rtol=1e-6, atol=1e-12
    )
    assert list(numbers.text) == ["9", "1", "3", "3"]
    assert list(figure.layout.xaxis.ticktext) == ["c1", "c2", "c0"]
    assert list(figure.layout.yaxis.ticktext) == ["1 (10)", "2 (6)", "3 (0)"]
    assert figure.layout.title.text == "16 training examples divided over 3 clients"
    assert figure.layout.title.subtitle.text.startswith("by hand · ")
    assert cells.hovertext[0][0] == "Client 1, class c1<br>9 of 10 examples"


@pytest.mark.parametrize("look", [Look(), Look("dark", lecture=True)])
@pytest.mark.parametrize(("n_clients", "n_classes"), [(2, 2), (10, 100), (100, 1000)])
def test_any_size_is_drawn_small(n_clients, n_classes, look):
    table = divided(n_clients, n_classes)
    figure = figure_of(table, look=look)
    cells = figure.data[0]
    rows, columns = np.asarray(cells.z).shape
    assert rows == min(n_clients, MAX_CLIENTS)
    assert columns <= MAX_CLASSES
    np.testing.assert_allclose(np.sum(cells.z, axis=1), 1, rtol=1e-5)
    assert len(figure.to_json()) < 300_000
    said = figure.layout.title.subtitle.text
    assert ("the first 50 of 100 clients" in said) == (n_clients > MAX_CLIENTS)
    assert ("bins of neighbouring ranks" in said) == (n_classes > MAX_CLASSES)
    assert max(figure.layout.xaxis.tickvals) == columns - 1


def test_rows_of_many_classes_are_not_all_pale():
    figure = figure_of(divided(10, 100))
    assert figure.layout.coloraxis.cmax == pytest.approx(np.max(figure.data[0].z))
    assert figure_of(TABLE).layout.coloraxis.cmax == 1


def test_names_are_drawn_letter_by_letter():
    frame = clients_frame(np.array([[3, 1]]), ["<b>x</b>", "$y$"])
    drawn = json.dumps(clients_figure(frame).to_plotly_json(), default=str)
    assert "<b>x" not in drawn
    assert "$y$" not in drawn


def test_no_clients_say_so():
    frame = clients_frame(TABLE, "abc").iloc[:0]
    assert clients_figure(frame).layout.annotations[0].text == "No clients yet"
    assert words_clients(clients_summary(TABLE, "abc").iloc[:0]) == "No client has an example yet."


def test_the_words_by_hand():
    said = words_clients(clients_summary(TABLE, "abc")).split("\n")
    assert said[0] == (
        "Client 2 differs most from the whole: it has 2 of 3 classes, and 50 % of its 6 "
        "examples belong to class b."
    )
    assert said[1] == (
        "Clients have 0 to 10 examples; 3 of 3 clients lack a class, 1 without any example."
    )
    assert "ranges from 1 to 9 (median 5)." in said[2]
    assert said[3].startswith("On average, 25 % of")


@pytest.mark.parametrize("seed", range(5))
def test_the_words_hold_the_numbers_of_the_table(seed):
    table = dirichlet_clients(np.full(10, 108), 10, 0.2, np.random.default_rng(seed))
    said = words_clients(clients_summary(table, names(table)))
    client = int("".join(re.findall(r"^Client (\d+)", said))) - 1
    own = table[client]
    assert f": it has {np.count_nonzero(own)} of 10 classes" in said
    assert f"{100 * own.max() / own.sum():.0f} % of its {own.sum():,} examples" in said
    ratios = pd.Series([row.max() / row[row > 0].min() for row in table if row.any()])
    assert (
        f"from {ratios.min():,.3g} to {ratios.max():,.3g} (median {ratios.median():,.3g})" in said
    )
