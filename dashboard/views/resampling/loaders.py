"""What the page about resampling computes, kept per setting: each training set is drawn from its seed.

The keys are settings and never arrays, as in `dashboard.shell.loaders`.
"""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ltcore.analysis.resampling.comparison import Comparison, compare
from ltcore.analysis.resampling.recalls import recalls_frame
from ltcore.analysis.resampling.spreads import spreads_frame
from ltcore.theory.resampling.classifiers import Classifier
from ltcore.theory.resampling.techniques import Treatment
from ltcore.theory.resampling.toy import Toy


@st.cache_data(max_entries=64, show_spinner="Training on this draw")
def comparison(toy: Toy, treatment: Treatment, classifier: Classifier) -> Comparison:
    """Return one draw with a technique, see `compare`."""
    return compare(toy, treatment, classifier)


def recalls(
    toy: Toy, treatments: Sequence[Treatment], classifier: Classifier, draws: int
) -> pd.DataFrame:
    """Return recalls over draws for several techniques, see `recalls_frame`.

    What was not computed before is computed technique by technique, with a bar that says how far it is.
    """
    place = st.empty()
    frames = []
    for done, treatment in enumerate(treatments):
        told = f"Training on {draws} draws, technique {done + 1} of {len(treatments)}"
        place.progress(done / len(treatments), told)
        frames.append(_recalls(toy, treatment, classifier, draws))
    place.empty()
    return pd.concat(frames, ignore_index=True)


@st.cache_data(max_entries=256, show_spinner=False)
def _recalls(toy: Toy, treatment: Treatment, classifier: Classifier, draws: int) -> pd.DataFrame:
    return recalls_frame(toy, treatment, classifier, draws)


@st.cache_data(max_entries=64, show_spinner="Computing the spread of the gradients")
def spreads(toy: Toy, ratios: Sequence[float], batch: int, steps: int, draws: int) -> pd.DataFrame:
    """Return spreads of gradients, see `spreads_frame`."""
    return spreads_frame(toy, ratios, batch, steps, draws)
