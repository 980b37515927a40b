"""Which runs of the list are meant: by words, state, method and data set."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

SEARCHED = ("label", "title", "method", "data", "data_title", "state", "note")
"""Columns that words are looked for in."""
SHORTEST_IN_ID = 4
"""Letters of a word that is looked for in ids too: they hold every short one by chance."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a run must be to be shown; empty asks for nothing.

    Attributes:
        text: words, each of which stands somewhere in what the list says of the run, in any case.
        states: one of these.
        methods: one of these.
        data: on one of these data sets.
    """

    text: str = ""
    states: Sequence[str] = ()
    methods: Sequence[str] = ()
    data: Sequence[str] = ()

    def rows(self, frame: pd.DataFrame) -> list[int]:
        """Return the numbers of the rows of a frame of ``runs_listing`` that are meant.

        Example:
            >>> row = dict.fromkeys((*SEARCHED, "run"), "") | {"state": "failed", "label": "ERM, seed 0"}
            >>> frame = pd.DataFrame([row, {**row, "label": "LDAM, seed 10"}])
            >>> Filter(text="SEED erm").rows(frame), Filter(states=["finished"]).rows(frame)
            ([0], [])
        """
        kept = np.ones(len(frame), dtype=bool)
        for column, wanted in (
            ("state", self.states),
            ("method", self.methods),
            ("data", self.data),
        ):
            if wanted:
                kept &= frame[column].isin(wanted).to_numpy()
        words = self.text.casefold().split()
        if words and len(frame):
            said = frame[list(SEARCHED)].agg("\n".join, axis="columns").str.casefold()
            for word in words:
                found = said.str.contains(word, regex=False)
                if len(word) >= SHORTEST_IN_ID:
                    found |= frame["run"].str.contains(word, regex=False)
                kept &= found.to_numpy()
        return np.flatnonzero(kept).tolist()
