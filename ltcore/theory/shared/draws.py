"""Simulated trials that stay where they are when more are drawn.

Trials come in blocks, and block k has a generator of its own, seeded by (seed, k). So the first 100 trials of
a seed are the first 100 of its 10,000, and a page can say "draw 100 more" without keeping any generator.
"""

from collections.abc import Callable

import numpy as np

from ltcore.types import FloatArray

BLOCK = 1000
"""Trials of one block: large enough for numpy to be fast, small enough that 1 trial does not cost much."""


def in_blocks(
    draw_block: Callable[[np.random.Generator, int], FloatArray],
    trials: int,
    seed: int,
    *,
    block: int = BLOCK,
) -> FloatArray:
    """Return the first ``trials`` trials of a seed.

    Args:
        draw_block: takes a generator and a number of trials; returns an array whose first axis is trials.
        trials: how many, at least 0.
        seed: at least 0.
        block: trials that are drawn at once, at least 1. Another size gives other trials.

    Returns:
        The trials, shape (trials, ...). Whole blocks are drawn, at least one, then cut.

    Raises:
        ValueError: for trials or seed below 0, a block below 1, or a ``draw_block`` that returns another
            number of trials than it was asked for.

    Example:
        >>> few, many = (in_blocks(lambda rng, n: rng.normal(size=n), trials, seed=7) for trials in (3, 2500))
        >>> few.tolist() == many[:3].tolist(), many.shape
        (True, (2500,))
    """
    for name, number, least in (("trials", trials, 0), ("seed", seed, 0), ("block", block, 1)):
        if number < least:
            raise ValueError(f"{name} is {number}: give a whole number of at least {least}")
    parts = [
        draw_block(np.random.default_rng([seed, k]), block)
        for k in range(max(1, -(-trials // block)))
    ]
    if wrong := [len(part) for part in parts if len(part) != block]:
        raise ValueError(
            f"a block of {block} trials came back with {wrong[0]}: the first axis must be trials"
        )
    return np.concatenate(parts)[:trials]
