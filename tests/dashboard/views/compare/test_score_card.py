import re

import pytest

from dashboard.views.compare.score_card import numbers, symbols
from ltcore.analysis import per_class_table


@pytest.fixture
def run():
    """Of 20 lynxes 2 are recognised, the others are taken for cats."""
    labels = [0] * 20 + [1] * 20
    table = per_class_table(labels, [0] * 2 + [1] * 38, [5, 500], ["lynx", "cat"])
    return table.assign(run="a", label="ERM, seed 0")


def test_the_card_names_the_split(run):
    said = symbols("val", run.iloc[-1])
    assert said["n_k"] == "validation examples of class $k$"
    assert not any("test" in meaning for meaning in said.values())
    assert symbols("test", run.iloc[-1])["p_k"] == "test examples predicted as class $k$"


def test_the_card_says_whose_numbers_they_are(run):
    said = symbols("test", run.iloc[-1])["k"]
    assert said == "a class; the current numbers are of the rarest (lynx), in the run “ERM, seed 0”"


def test_the_card_of_unknown_counts_does_not_speak_of_the_rarest(run):
    said = symbols("test", run.iloc[-1], "the one of the lowest recall")["k"]
    assert said.startswith(
        "a class; the current numbers are of the one of the lowest recall (lynx)"
    )


def test_names_are_text(run):
    row = run.iloc[-1].copy()
    row["name"], row["label"] = "$x$", "[a](b)"
    said = symbols("test", row)["k"]
    assert r"\$x\$" in said
    assert "[a](b)" not in said


def test_the_numbers_by_hand(run):
    said = numbers(run, run.iloc[-1])
    assert r"\text{recall} = \frac{2}{20} = 10\,\%" in said
    assert r"\text{precision} = \frac{2}{2} = 100\,\%" in said
    assert r"1 - \frac{1.10}{2} = 45.0\,\%" in said


def test_the_interval_in_the_card_is_the_one_that_is_drawn(run):
    said = numbers(run, run.iloc[-1])
    parts = re.search(
        r"\\frac\{([\d.]+) \+ ([\d.]+) \\pm ([\d.]+) \\cdot ([\d.]+)\}\{1 \+ ([\d.]+)\}", said
    )
    assert parts is not None
    share, half, z, root, rest = map(float, parts.groups())
    low, high = ((share + half + sign * z * root) / (1 + rest) for sign in (-1, 1))
    assert low == pytest.approx(run.iloc[-1]["recall_low"], abs=1e-3)
    assert high == pytest.approx(run.iloc[-1]["recall_high"], abs=1e-3)
    assert r"= 3\,\% \text{ to } 30\,\%" in said


def test_a_class_without_examples_has_no_interval():
    run = per_class_table([0], [0], [500, 5], ["cat", "lynx"]).assign(label="ERM")
    said = numbers(run, run.iloc[-1])
    assert "undefined" in said
    assert "interval" not in said
