import pandas as pd

from dashboard.score_card import example, symbols


def test_the_card_names_the_split():
    assert "validation examples of class" in symbols("val")
    assert "test" not in symbols("val")
    assert "test examples of class" in symbols("test")


def test_the_example_is_a_plain_sentence():
    said = example(pd.Series({"name": "lynx", "label": "ERM"}))
    assert said == "For example, the rarest class (lynx) in the run “ERM”:"
