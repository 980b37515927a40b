"""What is asked of covered volume: how large a class is, how many samples, and how one overlaps another."""

from dataclasses import dataclass

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated

STEPS = (*range(17), *range(18, 41, 2), *range(45, 101, 5))


@dataclass(frozen=True, kw_only=True)
class Covering(Simulated):
    """A class and its samples; ``odd`` is a volume that need not be whole, ``few`` its samples."""

    volume: float = slider(
        "Volume N",
        (5.0, 10.0, 20.0, 50.0, 100.0),
        20.0,
        help="Everything there is to see of a class, in images; β = 1 − 1/N.",
    )
    n: int = slider("Samples n", STEPS, 40, help="Step by step, up to 100.")
    process: str = choice(
        "A sample is",
        {"urn": "all or nothing", "arcs": "an arc"},
        "arcs",
        help="All or nothing (the urn): a sample is either entirely new or entirely old. An arc may "
        "overlap others partially.",
    )
    odd: float = slider(
        "Volume N",
        (1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0),
        2.5,
        help="It need not be whole; β = 1 − 1/N.",
    )
    few: int = slider("Samples n", tuple(range(31)), 20)


COVERING = Settings(Covering, "covering")
