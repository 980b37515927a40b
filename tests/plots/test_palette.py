import itertools

import pytest

from ltcore.methods import METHODS
from ltcore.plots.palette import (
    GROUNDS,
    MARKS,
    METHOD_STYLES,
    SHADES,
    Style,
    arm_styles,
    method_style,
)
from ltcore.plots.theme import Look, template


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(a, b):
    bright, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def backgrounds(mode):
    ground = GROUNDS[mode]
    return [ground.paper, ground.head, ground.medium, ground.tail]


def test_the_contrast_formula_itself():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("hue", list(SHADES["light"]))
def test_method_colours_stand_out_from_every_background(mode, hue):
    shade = SHADES[mode][hue]
    for background in backgrounds(mode):
        assert contrast(shade.line, background) >= 3, background
        assert contrast(shade.text, background) >= 4.5, background


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_neutral_text_and_bars_stand_out_and_the_grid_does_not(mode):
    ground = GROUNDS[mode]
    for background in backgrounds(mode):
        assert contrast(ground.ink, background) >= 4.5
        assert contrast(ground.muted, background) >= 4.5
        assert contrast(ground.bar, background) >= 3
    assert 1.05 < contrast(ground.grid, ground.paper) < 1.6


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_bands_can_be_told_apart_but_stay_quiet(mode):
    for one, other in itertools.combinations(backgrounds(mode)[1:], 2):
        assert one != other
        assert contrast(one, other) < 1.35


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_sequential_scale_runs_one_way_in_luminance(mode):
    steps = [luminance(colour) for colour in GROUNDS[mode].sequential]
    assert steps == sorted(steps, reverse=mode == "light")


def test_every_method_has_a_style_that_no_other_has():
    assert set(METHOD_STYLES) == set(METHODS)
    assert len({(style.hue, style.mark) for style in METHOD_STYLES.values()}) == len(METHOD_STYLES)
    assert METHOD_STYLES["erm"] == Style("grey", 0)
    others = [style for name, style in METHOD_STYLES.items() if name != "erm"]
    assert all(style.hue != "grey" and style.mark != 0 for style in others)


def test_dashes_and_markers_are_all_different():
    dashes, symbols = zip(*MARKS, strict=True)
    assert len(set(dashes)) == len(set(symbols)) == len(MARKS)


def test_imported_runs_are_drawn_in_ink_always_alike():
    assert method_style("imported").hue == "ink"
    assert method_style("imported") == method_style("imported")


def test_arms_of_one_method_share_its_colour_and_nothing_else():
    styles = arm_styles({f"arm {number}": "ldam" for number in range(6)})
    assert {style.hue for style in styles.values()} == {"orange"}
    assert len({style.dash for style in styles.values()}) == 6
    assert arm_styles({"x": "erm", "y": "ldam"})["y"] == METHOD_STYLES["ldam"]


@pytest.mark.parametrize(("lecture", "size"), [(False, 16), (True, 22)])
def test_no_text_of_the_template_is_smaller_than_promised(lecture, size):
    sizes = []

    def walk(node):
        for key, value in node.items():
            if key == "size":
                sizes.append(value)
            elif isinstance(value, dict):
                walk(value)

    walk(template("light", lecture=lecture).to_plotly_json()["layout"])
    assert min(sizes) == size == Look("light", lecture).text_size
