from ltcore.plots.published.results import LONGEST_IN_LECTURE, _fitting


def test_a_long_label_gives_up_words_and_spaces_and_no_digit():
    label = "Class-balanced, focal, β = 0.9999, γ = 1"
    assert _fitting(label, LONGEST_IN_LECTURE) == "CB focal, β=0.9999, γ=1"
    assert _fitting("LDAM, γ = 1", LONGEST_IN_LECTURE) == "LDAM, γ = 1"
