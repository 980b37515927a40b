"""Compare: which classes each method knows in the end, what it takes them for, and over seeds."""

from collections.abc import Sequence
from functools import partial

from dashboard.shell import left_out, loaders, widgets
from dashboard.shell.page import Page
from dashboard.shell.shown import NotShown
from dashboard.views.compare import (
    calibration,
    confusions,
    curves,
    differing,
    groups,
    memorised,
    over_seeds,
    per_class,
)
from dashboard.views.compare.presets import demo_presets
from ltcore.analysis import LeftOut


def _missing() -> NotShown | None:
    """Return why there is nothing to compare, None where there is."""
    records, unusable = loaders.comparable()
    if records:
        return None
    return left_out.not_shown(
        unusable,
        "This page will compare the finished runs, class by class. There are none yet.",
        ":material/bar_chart:",
        partial(_lead_on, unusable),
    )


def _lead_on(unusable: Sequence[LeftOut]) -> None:
    widgets.link_to_page("train", "Train the first runs", {})
    left_out.draw(unusable)


PAGE = Page(
    slug="compare",
    title="Compare",
    icon=":material/bar_chart:",
    door="Compare",
    question="Who pays for the head's accuracy?",
    sentence="",  # each picture has its own
    pictures={
        "classes": per_class.PICTURE,
        "groups": groups.PICTURE,
        "confusions": confusions.PICTURE,
        "gap": memorised.PICTURE,
        "calibration": calibration.PICTURE,
        "seeds": over_seeds.PICTURE,
        "way": curves.PICTURE,
        "settings": differing.PICTURE,
    },
    choice="picture",
    presets=demo_presets,
    gap="xsmall",
    missing=_missing,
)
