"""What is asked of the vector-scaling bound: a toy, a way to learn it, or a run."""

from dataclasses import dataclass

from dashboard.shell import trained_runs
from dashboard.shell.controls import choice, of, slider
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from dashboard.views.theorems import loaders
from ltcore.plots.theorems.vs_bound.terms import COUNTS, Toy
from ltcore.theory.vs_bound.path import Descent


@dataclass(frozen=True, kw_only=True)
class Bound(Simulated):
    """Toy data or a run whose terms are drawn, and how."""

    reading: str = choice(
        "Smallest probability s",
        {"smallest": "class (b)", "scores": "scores (a)", "quantile": "low 5 %"},
        "smallest",
        "(b) the smallest probability of a class's training examples: rigorous. (a) the softmax of its "
        "smallest scores, and the 5 % quantile of its probabilities: not a bound.",
    )
    shown: str = choice("Bars", {"terms": "terms", "shares": "shares"}, "terms")
    recipe: str = choice(
        "Weights",
        {"ce": "none", "early": "early", "late": "late", "algorithm_1": "Algorithm 1"},
        "algorithm_1",
    )
    watched: str = choice(
        "On the right", {"error": "errors", "sum": "sums", "recalls": "recalls"}, "error"
    )
    run: str = of(
        RunChoice(
            label="Finished run",
            offered=trained_runs.names,
            stamp=loaders.changed,
        )
    )
    radius: float = slider(
        "Distance (deviations)",
        (2.0, 2.5, 3.0, 3.5, 4.0),
        3.0,
        help="Distance of the class means from the centre, in standard deviations of a class.",
    )
    draw: int = slider("Draw (seed)", tuple(range(5)), 0)
    ratio: int = slider("Imbalance ratio ρ", tuple(COUNTS), 100)
    delta: float = slider(
        "Allowed failure δ",
        (0.001, 0.01, 0.05, 0.1, 0.5),
        0.05,
        help="Probability that the bound fails.",
    )
    switch: float = slider("Switch T₀, of all epochs", (0.0, 0.2, 0.4, 0.6, 0.8, 0.9), 0.8)
    drop: float = slider("Learning rate after T₀, factor", (0.01, 0.1, 0.3, 1.0), 0.1)

    @property
    def toy(self) -> Toy:
        """What is drawn and fitted."""
        return Toy(self.ratio, self.radius, self.draw)

    @property
    def descent(self) -> Descent:
        """How the toy is learned."""
        return Descent(self.recipe, self.switch, drop=self.drop)


BOUND = Settings(Bound, "vs_bound")
