"""What is said about the maps of features: how not to read them, and their formulas."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.views.feature_space.maps import Method
from ltcore.analysis.feature_space.maps import NEIGHBOURS
from ltcore.registry import Source

MOST_ADDED = 12
"""Up to this many classes a mean is written out."""

READING: Mapping[Method, str] = {
    "pca": (
        "**Do not read** overlap as closeness: classes that overlap in these two directions may be separate "
        "in the others."
    ),
    "tsne": (
        "**Do not read** the size of a group, the distance between groups, or the axes: t-SNE preserves "
        "which examples are neighbours, and little else. Another perplexity gives another picture."
    ),
    "umap": (
        "**Do not read** the size of a group, the distance between groups, or the axes: UMAP preserves "
        "which examples are linked, and little else. Another seed gives another picture."
    ),
}
ALIGNED = (
    " The right map is shifted, rotated, mirrored and scaled as a whole to match the left one as closely as "
    "possible (Procrustes); nothing is bent."
)
NOTICE = (
    "Look for open marks inside a group of their own class: there the features keep the class together, and "
    "it is the classifier that fails."
)
TRY = (
    "Click an open mark of the tail to see its image and each run's prediction. Then choose that class under "
    "*Class*, and compare its purity with its recall."
)


@dataclass(frozen=True)
class Card:
    """A formula, its symbols and its source."""

    formula: str
    symbols: Mapping[str, str]
    source: Source


_POINTS = {
    r"z_i": "features of example $i$ (of $N$), the input of the classifier: a vector of $D$ numbers",
    r"y_i": "place of example $i$ on the map, two numbers",
}
CARDS: Mapping[Method, Card] = {
    "pca": Card(
        r"y_i = U^\top (z_i - \bar z), \qquad "
        r"U = \arg\max_{U^\top U = I} \sum_{i=1}^{N} \lVert U^\top (z_i - \bar z) \rVert^2",
        {
            **_POINTS,
            r"\bar z": "mean of the features",
            r"U": "the two directions of largest variance, $D \\times 2$, at right angles",
            r"I": "the $2 \\times 2$ unit matrix",
        },
        Source(
            "Pearson, On lines and planes of closest fit to systems of points in space",
            1901,
            "https://doi.org/10.1080/14786440109462720",
            "Philosophical Magazine 2",
        ),
    ),
    "tsne": Card(
        r"\min_{y} \sum_{i \ne j} p_{ij} \log \frac{p_{ij}}{q_{ij}}, \quad "
        r"q_{ij} = \frac{(1 + \lVert y_i - y_j \rVert^2)^{-1}}"
        r"{\sum_{k \ne l} (1 + \lVert y_k - y_l \rVert^2)^{-1}} \\[1.5ex] "
        r"p_{ij} = \frac{p_{j|i} + p_{i|j}}{2N}, \quad "
        r"p_{j|i} = \frac{\exp(-\lVert z_i - z_j \rVert^2 / 2\sigma_i^2)}"
        r"{\sum_{k \ne i} \exp(-\lVert z_i - z_k \rVert^2 / 2\sigma_i^2)}",
        {
            **_POINTS,
            r"p_{ij}, p_{j|i}": "how strongly $i$ and $j$ are neighbours in the features",
            r"q_{ij}": "how strongly they are neighbours on the map",
            r"\sigma_i": "bandwidth of example $i$, chosen such that $2^{H_i}$ is the perplexity",
            r"H_i": "entropy, in bits, of the shares $p_{j|i}$ over $j$",
        },
        Source(
            "van der Maaten and Hinton, Visualizing Data using t-SNE",
            2008,
            "https://www.jmlr.org/papers/v9/vandermaaten08a.html",
            "JMLR 9, sections 2 and 3; how to read it: Wattenberg, Viégas and Johnson, How to Use t-SNE "
            "Effectively, Distill 2016, doi 10.23915/distill.00002",
        ),
    ),
    "umap": Card(
        r"\min_{y} \sum_{i \ne j} v_{ij} \log \frac{v_{ij}}{w_{ij}} "
        r"+ (1 - v_{ij}) \log \frac{1 - v_{ij}}{1 - w_{ij}}, \qquad "
        r"w_{ij} = \frac{1}{1 + a \lVert y_i - y_j \rVert^{2b}}",
        {
            **_POINTS,
            r"v_{ij}": "strength in $[0, 1]$ of the link of $i$ to $j$ in the graph of nearest neighbours",
            r"w_{ij}": "strength of that link on the map",
            r"a, b": "constants that follow from the minimum distance",
        },
        Source(
            "McInnes, Healy and Melville, UMAP: Uniform Manifold Approximation and Projection",
            2018,
            "https://arxiv.org/abs/1802.03426",
            "fuzzy set cross entropy; how to read such maps: Wattenberg, Viégas and Johnson, How to Use "
            "t-SNE Effectively, Distill 2016",
        ),
    ),
}

PURITY = (
    r"\text{purity}_c = \frac{1}{n_c} \sum_{i:\, c_i = c} \frac{1}{k_c} "
    r"\sum_{j \in \mathcal{N}(i)} \mathbf{1}[c_j = c] \\[1.5ex] "
    r"\text{purity of group } G = \frac{1}{|G|} \sum_{c \in G} \text{purity}_c"
)
PURITY_SYMBOLS = {
    r"c_i": "true class of example $i$",
    r"n_c": "examples of class $c$ among those drawn, at least 2",
    r"\mathcal{N}(i)": "the $k_c$ other examples nearest to $i$: Euclidean distance, all features",
    r"k_c": f"${NEIGHBOURS}$, or $n_c - 1$ if the class has fewer others",
    r"\mathbf{1}[\cdot]": "1 if the condition in the brackets holds, else 0",
    r"|G|": "number of classes in the group; each counts once, whatever its number of examples",
}


def card(method: Method) -> Card:
    """Return the card of a map with the purity that is written above it."""
    of_map = CARDS[method]
    source = replace(of_map.source, where=f"{of_map.source.where}. Purity is defined by this lab")
    return Card(stacked([of_map.formula, PURITY]), {**of_map.symbols, **PURITY_SYMBOLS}, source)


def purity_today(separation: pd.DataFrame) -> str:
    """Return LaTeX of the tail's purity (or that of all classes) with the numbers of one run.

    Args:
        separation: frame of ``separation_table``.
    """
    tail = separation.loc[separation["group"] == "tail", "purity"].dropna()
    values = tail if len(tail) else separation["purity"].dropna()
    if not 0 < len(values) <= MOST_ADDED:
        return ""
    which = "tail" if len(tail) else "all classes"
    added = " + ".join(f"{value:.2f}" for value in values)
    return (
        rf"\text{{purity, {which}}} = \tfrac{{1}}{{{len(values)}}} ({added}) = {values.mean():.2f}"
    )


def stacked(formulas: Sequence[str]) -> str:
    """Return formulas below each other, empty ones left out."""
    lines = r" \\[1.5ex] ".join(filter(None, formulas))
    return rf"\begin{{gathered}} {lines} \end{{gathered}}"
