"""The picture of the long tail's remedies: where in the pipeline each method acts."""

import pandas as pd

from dashboard.shell import answers, footer, state, widgets
from dashboard.shell.components.picture import Drawing, drawing
from ltcore.methods import METHODS
from ltcore.plots.base.theme import Look
from ltcore.plots.methods.pipeline import pipeline_figure, words_pipeline


def _words() -> str:
    return words_pipeline(list(METHODS.values()))


def _drawing(look: Look) -> Drawing:
    return drawing(pipeline_figure(list(METHODS.values()), look=look))


def draw() -> None:
    """Draw the pipeline with every method at its place."""
    records = list(METHODS.values())
    said = answers.made(_words)
    ready = answers.made(_drawing, state.look())
    widgets.figure(ready, "tail", said, ready.height)
    widgets.in_words(said)
    widgets.notice_and_try(
        "An example passes all places from left to right; each method stands where it acts. ERM, empirical "
        "risk minimisation, is the plain training that the others change: every error costs the same.",
        "Point at a method's mark: it says in one sentence what the method does, and in which paper.",
    )
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
    widgets.link_to_page("map", "See when each idea came", {})
    footer.draw({"methods": table}, "From the records of the methods of this lab.", picture="tail")
