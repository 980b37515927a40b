"""Where published numbers and own runs stand: a heading for each recipe family, and its rows below.

Under a heading, rows whose examples have labels alike stand together, under a line that says which have.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ltcore.plots.base.theme import LINE, TOP, Look

ROW = 1.45
"""Height of a row, in text sizes."""
BELOW = 4.4
"""Height of the axis and its title, in text sizes."""
LEAST_ROWS = 6


@dataclass(kw_only=True)
class Lines:
    """The rows of the figure from the top: headings, and below each what is drawn under it."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    examples: list[tuple[int, str]] = field(default_factory=list)
    published: list[tuple[int, int]] = field(default_factory=list)
    own: list[tuple[int, int]] = field(default_factory=list)
    n_rows: int = 0

    def group(
        self,
        heading: str,
        parts: Sequence[tuple[str, Sequence[int]]],
        into: list[tuple[int, int]],
    ) -> None:
        """Add a heading and one line for each row of a frame, by its position there.

        Args:
            heading: what stands over all of them.
            parts: which examples have labels, empty where all have, and the rows that have those.
            into: the lines of published numbers, or those of own runs.
        """
        self.headings.append((self.n_rows, heading))
        self.n_rows += 1
        for examples, rows in parts:
            if examples:
                self.examples.append((self.n_rows, examples))
                self.n_rows += 1
            into.extend((self.n_rows + place, row) for place, row in enumerate(rows))
            self.n_rows += len(rows)


def lay_out(published: pd.DataFrame, own: pd.DataFrame) -> Lines:
    """Return which line each row stands on, own runs first, families in the order of the frame."""
    lines = Lines()
    if len(own):
        for rows in _in_order(own, ["family", "recipe", "departures"]):
            lines.group(_own_heading(own.iloc[rows[0]]), _parts(own, rows), lines.own)
    if len(published):
        for rows in _in_order(published, ["family"]):
            first = published.iloc[rows[0]]
            heading = f"{first['family_title']} · {first['reporting']}"
            lines.group(heading, _parts(published, rows), lines.published)
    return lines


def figure_height(published: pd.DataFrame, own: pd.DataFrame, look: Look) -> int:
    """Return the height in pixels that the rows need, title and axis included."""
    rows = lay_out(published, own).n_rows
    return round((TOP + LINE + ROW * max(rows, LEAST_ROWS) + BELOW) * look.text_size)


def _in_order(frame: pd.DataFrame, keys: list[str]) -> list[list[int]]:
    """Return the positions of the rows of each group, groups in the order of the frame."""
    codes = frame.groupby(keys, sort=False).ngroup().to_numpy()
    return [np.flatnonzero(codes == code).tolist() for code in range(codes.max() + 1)]


def _parts(frame: pd.DataFrame, rows: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Return the rows of a heading by their examples, those with labels alone first."""
    examples = frame["examples"].to_numpy()
    names = sorted({str(examples[row]): None for row in rows}, key=bool)
    return [(name, [row for row in rows if examples[row] == name]) for name in names]


def _own_heading(row: "pd.Series[object]") -> str:
    family, recipe, departed = str(row["family"]), str(row["recipe"]), str(row["departures"])
    like = f"as {family}" if family else "in no published family"
    changed = f" with {departed}" if departed else ""
    return f"Your runs · recipe {recipe or 'unknown'}{changed}, {like} · last epoch"
