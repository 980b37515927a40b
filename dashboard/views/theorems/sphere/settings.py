"""What is asked of the sphere: classes and their counts, the space, and examples around vertices."""

from dataclasses import dataclass

from dashboard.shell.controls import choice, slider
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from ltcore.plots.theorems.sphere.allocation import Crowd


@dataclass(frozen=True, kw_only=True)
class Sphere(Simulated):
    """Classes on a circle or a sphere, and the crowd that Sinkhorn's allocation gives to them."""

    classes: int = slider("Classes K", (3, 4, 5, 6, 8, 10), 3)
    ratio: float = slider(
        "Imbalance ratio",
        (1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 30.0, 50.0, 70.0, 100.0),
        10.0,
        help="Examples of the most frequent class over those of the rarest.",
    )
    space: str = choice("Space", {"circle": "Circle", "sphere": "Sphere"}, "circle")
    pull: float = slider(
        "Pull of the head",
        (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0),
        1.0,
        help="How much of the head's vertex is added to the vertex of every example.",
    )
    shares: str = choice(
        "Required shares π",
        {"true": "True", "equal": "Equal"},
        "true",
        help="The true shares of the classes, or 1/K each.",
    )
    noise: float = slider(
        "Noise",
        (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0),
        0.4,
        help="Length of the random vector added to every example; vertices have length 1.",
    )
    temperature: float = slider("Temperature T", (0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0), 0.05)
    sample: int = slider(
        "Seed",
        tuple(range(8)),
        0,
        help="For the starting positions of the examples, or for the noise.",
    )

    @property
    def dimension(self) -> int:
        """2 for the circle, 3 for the sphere."""
        return 2 if self.space == "circle" else 3

    @property
    def crowd(self) -> Crowd:
        """The examples that are given to vertices."""
        return Crowd(
            n_classes=self.classes,
            ratio=self.ratio,
            pull=self.pull,
            noise=self.noise,
            seed=self.sample,
        )


SPHERE = Settings(Sphere, "sphere")
