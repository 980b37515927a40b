"""What a map of features says, from all their dimensions: purity of neighbourhoods beside recall."""

import pandas as pd

from ltcore.analysis.feature_space.maps import EVERY_CLASS, group_separation
from ltcore.plots.base.text import count, percent, shorten
from ltcore.types import GROUPS

NOUNS = {
    "head": ("a head example", "the head"),
    "medium": ("a medium example", "the medium classes"),
    "tail": ("a tail example", "the tail"),
    EVERY_CLASS: ("an example", "the classes"),
}


def words_feature_space(
    frame: pd.DataFrame, separation: pd.DataFrame, class_rank: int | None = None
) -> str:
    """Say how far apart the classes are in the features, and how many the classifier recognises.

    Args:
        frame: rows of ``map_frame``.
        separation: as for ``feature_space_figure``.
        class_rank: the class that is spoken of, by its rank; None for head and tail.
    """
    if frame.empty:
        return "There are no features yet."
    sentences = []
    for label, rows in separation.groupby("label", sort=False):
        if class_rank is None:
            sentences.append(_of_groups(str(label), rows))
        else:
            own = frame[(frame["label"] == label) & (frame["rank"] == class_rank)]
            sentences.append(_of_class(str(label), own, rows[rows["rank"] == class_rank]))
    return "\n".join(filter(None, sentences)) or "There is no example of this class."


def _of_groups(label: str, rows: pd.DataFrame) -> str:
    table = group_separation(rows)
    known = [group for group in GROUPS if table["classes"][group]]
    first, *rest = [known[0], known[-1]] if len(known) > 1 else [EVERY_CLASS]
    purity = (
        f"{percent(table['purity'][first])} of the ten nearest neighbours of {NOUNS[first][0]} "
        "belong to its class"
    )
    recall = f"its classifier recognises {percent(table['recall'][first])} of {NOUNS[first][1]}"
    for group in rest:
        purity += f", {percent(table['purity'][group])} for {NOUNS[group][1]}"
        recall += f" and {percent(table['recall'][group])} of {NOUNS[group][1]}"
    return f"In the features of {label}, {purity}; {recall}.{_without_purity(rows)}"


def _without_purity(rows: pd.DataFrame) -> str:
    alone = int((rows["purity"].isna() & (rows["support"] > 0)).sum())
    if not alone:
        return ""
    return (
        f" {count(alone, 'class')} {'has' if alone == 1 else 'have'} only one example here, and so no "
        "neighbour of the same class."
    )


def _of_class(label: str, own: pd.DataFrame, row: pd.DataFrame) -> str:
    if own.empty:
        return ""
    numbers = row.iloc[0]
    name = shorten(numbers["name"])
    near = (
        f"{percent(numbers['purity'])} of the ten nearest neighbours of an example of {name} "
        "belong to its class"
    )
    if pd.isna(numbers["purity"]):
        near = f"{name} has only one example here, and so no neighbour of the same class"
    seen = f"{numbers['correct']:,} of {count(numbers['support'], 'example')}"
    wrong = own.loc[own["predicted"] != own["class"], "predicted_name"].value_counts()
    most = f" and mistakes {wrong.iloc[0]:,} for {shorten(wrong.index[0])}" if len(wrong) else ""
    return f"In the features of {label}, {near}; its classifier recognises {seen}{most}."
