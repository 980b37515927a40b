"""The families of methods as a frame: who brought which idea, when, where it acts, and what is here."""

import pandas as pd

from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES


def family_frame() -> pd.DataFrame:
    """Return one row per family, by place of action in pipeline order, then by year.

    Returns:
        Columns name, title, place, year, implemented (whether a method or pre-training of it, or a page on
        it, is in the lab), methods and pretrainings (their names, comma-separated), page (its slug, empty
        for none), idea, source, url.

    Example:
        >>> frame = family_frame()
        >>> frame.loc[frame["name"] == "ldam", ["place", "year", "implemented"]].values.tolist()
        [['logits', 2019, True]]
    """
    rows = [
        {
            "name": family.name,
            "title": family.title,
            "place": family.place,
            "year": family.year,
            "implemented": family.is_here,
            "methods": ", ".join(family.methods),
            "pretrainings": ", ".join(family.pretrainings),
            "page": family.page.slug if family.page else "",
            "idea": family.idea,
            "source": family.source.title,
            "url": family.source.url,
        }
        for family in FAMILIES.values()
    ]
    frame = pd.DataFrame(rows)
    order = frame["place"].map(PLACES.index)
    return (
        frame.assign(order=order)
        .sort_values(["order", "year"], kind="stable", ignore_index=True)
        .drop(columns="order")
    )
