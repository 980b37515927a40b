"""Places of labels moved apart, so that none covers another."""


def spread(positions: list[float], gap: float) -> list[float]:
    """Return positions moved apart so that neighbours are at least ``gap`` from each other.

    Order and mean of every crowded stretch are kept.

    Example:
        >>> spread([0.5, 0.5, 0.9], 0.1)
        [0.45, 0.55, 0.9]
    """
    order = sorted(range(len(positions)), key=positions.__getitem__)
    blocks: list[tuple[float, list[int]]] = []
    for index in order:
        blocks.append((positions[index], [index]))
        while len(blocks) > 1 and _overlap(blocks[-2], blocks[-1], gap):
            (_, upper), (_, lower) = blocks.pop(), blocks.pop()
            members = lower + upper
            blocks.append((sum(positions[member] for member in members) / len(members), members))
    moved = [0.0] * len(positions)
    for centre, members in blocks:
        for place, member in enumerate(members):
            moved[member] = centre + (place - (len(members) - 1) / 2) * gap
    return moved


def spread_above(positions: list[float], gap: float, least: float) -> list[float]:
    """Return positions moved apart as by ``spread``, and up where one would be below ``least``.

    Example:
        >>> spread_above([0.0, 0.0, 0.9], 0.1, 0.0)
        [0.0, 0.1, 0.9]
    """
    moved = spread(positions, gap)
    for index in sorted(range(len(moved)), key=moved.__getitem__):
        moved[index] = max(moved[index], least)
        least = moved[index] + gap
    return moved


def _overlap(below: tuple[float, list[int]], above: tuple[float, list[int]], gap: float) -> bool:
    half = gap * (len(below[1]) + len(above[1])) / 2
    return above[0] - below[0] < half - 1e-12
