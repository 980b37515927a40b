"""The picture of the long tail's remedies: where in the pipeline each method acts."""

import pandas as pd
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import widgets
from dashboard.shell.page import Picture
from dashboard.shell.shown import Shown
from dashboard.views.long_tail import choice
from ltcore.methods import METHODS
from ltcore.methods.families import FAMILIES
from ltcore.plots.base.theme import Look
from ltcore.plots.methods.pipeline import pipeline_figure, words_pipeline


def _nothing(_first_row: DeltaGenerator) -> None:
    """Draw no control: the picture is the same for all data."""


def show(_asked: None, look: Look) -> Shown:
    """Return the pipeline with every method at its place."""
    records, families = list(METHODS.values()), list(FAMILIES.values())
    table = pd.DataFrame(
        {
            "method": [record.name for record in records],
            "title": [record.title for record in records],
            "place": [record.place for record in records],
            "summary": [record.summary for record in records],
            "paper": [record.source.title for record in records],
            "year": [record.source.year for record in records],
        }
    )
    return Shown(
        figure=pipeline_figure(records, families, look=look),
        words=words_pipeline(records, families),
        frames={"methods": table},
        origin="From this lab's records of its methods.",
    )


PICTURE = Picture(
    label="Where to act?",
    settings=choice.asked_by(_nothing),
    show=show,
    notice="An example passes through the pipeline from left to right; each method is placed where it "
    "acts. ERM (empirical risk minimisation) is the plain training that the others modify: every error "
    "costs the same.",
    try_this="Point at a method's mark: one sentence says what the method does and which paper it comes "
    "from.",
    details=lambda _asked: widgets.link_to_page("map", "See when each idea appeared", {}),
    key="tail",
)
