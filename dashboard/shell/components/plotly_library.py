"""What draws the pictures in the browser: plotly's own bundles, of the version that made the figure.

Nearly every picture needs a third of plotly only. Plotly publishes that part for browsers
(``plotly.js-cartesian-dist-min`` on npm, MIT licence), but not in the Python package, so it lies beside this
file as it was published. ``library.js`` asks for the whole where a figure needs more.
"""

from dataclasses import dataclass
from pathlib import Path

import plotly

VERSION = "4.1.1"
"""Of plotly.js in the Python package that is installed; the part must have the same."""


@dataclass(frozen=True)
class Library:
    """A script that draws pictures.

    Attributes:
        path: below the base path; relative, so that a prefix which a proxy cuts off is none of our business.
        file: what is served there.
    """

    path: str
    file: Path


PART = Library("_lab/plotly.js", Path(__file__).with_name(f"plotly-cartesian-{VERSION}.min.js"))
"""Draws axes with lines, bars, maps of colours and contours."""
WHOLE = Library(
    "_lab/plotly-all.js", Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
)
"""Draws everything, many points on the graphics card among it."""
LIBRARIES = (PART, WHOLE)
