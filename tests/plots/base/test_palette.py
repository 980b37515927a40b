import itertools

import numpy as np
import pytest

from ltcore.methods import METHODS
from ltcore.plots.base import strokes
from ltcore.plots.base.palette import (
    GROUNDS,
    MARKS,
    METHOD_STYLES,
    SHADES,
    Style,
    arm_styles,
    method_style,
)
from ltcore.plots.base.theme import Look, template


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


# Machado, Oliveira and Fernandes 2009, Table 1: what is left of linear RGB without one kind of cone.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
JUST_SEEN = 2.3
"""Distance in CIELAB that is just noticed side by side (Mahy, Van Eycken and Oosterlinck 1994)."""


def linear_rgb(colour):
    channels = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(linear):
    """CIELAB of linear RGB, white point D65."""
    relative = TO_XYZ @ np.clip(linear, 0, 1) / TO_XYZ.sum(axis=1)
    curve = np.where(relative > 216 / 24389, np.cbrt(relative), (24389 / 27 * relative + 16) / 116)
    x, y, z = curve
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one, other, vision):
    seen = [lab(VISION[vision] @ linear_rgb(colour)) for colour in (one, other)]
    return np.linalg.norm(seen[0] - seen[1])


def test_the_distance_itself():
    assert distance("#000000", "#FFFFFF", "normal") == pytest.approx(100, abs=0.01)
    # L*, a*, b* of pure red, as every converter has it.
    assert lab(linear_rgb("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)
    # Red and green of equal lightness, which deuteranopes confuse, come nearer.
    assert distance("#C05000", "#6A7A00", "deuteranopia") < 0.5 * distance(
        "#C05000", "#6A7A00", "normal"
    )


@pytest.mark.parametrize("vision", list(VISION))
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_hues_differ_for_every_common_colour_vision(mode, vision):
    for one, other in itertools.combinations(SHADES[mode], 2):
        apart = distance(SHADES[mode][one].line, SHADES[mode][other].line, vision)
        assert apart >= 5 * JUST_SEEN, (one, other)


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


def test_theory_has_three_strokes_that_differ_from_each_other():
    assert len({strokes.PROMISED, strokes.TRUE, strokes.GUIDE}) == 3
    assert strokes.TRUE == "solid"
    assert strokes.SEEN == "markers"


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
