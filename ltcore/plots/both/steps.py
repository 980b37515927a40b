"""In words, which steps and settings the arms of a factorial share, and which they do not."""

from collections.abc import Iterable

import pandas as pd

EQUAL = "Equal in all arms: network, width, augmentation, optimiser"


def steps_told(frame: pd.DataFrame) -> str:
    """Say which arms train equally long and what else they train before, in one line.

    Args:
        frame: arm, is_longer, final_steps, pretraining_steps and earlier_steps, one row per run.

    Example:
        >>> frame = pd.DataFrame({"arm": ["labels alone", "CReST"], "final_steps": 750, "is_longer": False,
        ...                       "pretraining_steps": 0, "earlier_steps": [0, 1500]})
        >>> steps_told(frame)
        'Equal in all arms: network, width, augmentation, optimiser, and 750 steps of the final network. Not
        equal: before it, CReST trains 1,500 steps more.'
    """
    every = frame.drop_duplicates("arm")
    arms, longer = every[~every["is_longer"]], every[every["is_longer"]]
    finals = sorted(set(arms["final_steps"]))
    equal = EQUAL
    if len(finals) == 1:
        but = ", but for the longer arms" if len(longer) else ""
        equal += f", and {finals[0]:,} steps of the final network{but}"
    unequal = []
    if len(finals) > 1:
        by_arm = ", ".join(f"{row.arm} {row.final_steps:,}" for row in arms.itertuples())
        unequal.append(f"the steps of the final network ({by_arm})")
    unequal += _earlier(arms)
    unequal += [
        f"pre-training takes {steps:,} steps without labels"
        for steps in sorted(set(arms["pretraining_steps"]) - {0})
    ]
    said = [f"{equal}."]
    if unequal:
        said.append(f"Not equal: {'; '.join(unequal)}.")
    if len(longer):
        said.append(_longer_told(longer, arms[arms["pretraining_steps"] > 0]))
    return " ".join(said)


def _longer_told(longer: pd.DataFrame, pretrained: pd.DataFrame) -> str:
    """Say how long the longer arms train, and how far that is from the pre-trained ones."""
    own = sorted(set(longer["final_steps"]))
    wanted = sorted(set(pretrained["pretraining_steps"] + pretrained["final_steps"]))
    if own == wanted and len(own) == 1:
        said = (
            f"In the longer arms the final network takes {own[0]:,} steps, as many as pre-training and final "
            "network together"
        )
    else:
        said = (
            f"In the longer arms the final network takes {_listed(own)} steps; pre-training and final "
            f"network together take {_listed(wanted)}"
        )
    named = longer.assign(arm=longer["arm"].str.removesuffix(", longer"))
    return f"{'; '.join([said, *_earlier(named)])}."


def _earlier(arms: pd.DataFrame) -> list[str]:
    """Return which arms train how many steps before their final network, a phrase per number."""
    phrases = []
    for steps, rows in arms[arms["earlier_steps"] > 0].groupby("earlier_steps"):
        verb = "trains" if len(rows) == 1 else "train"
        phrases.append(f"before it, {' and '.join(rows['arm'])} {verb} {steps:,} steps more")
    return phrases


def _listed(numbers: Iterable[int]) -> str:
    return " or ".join(f"{number:,}" for number in numbers) or "no"
