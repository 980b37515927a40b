"""CReST: generations of training, each on more examples of the classes that were rare."""

from dataclasses import dataclass

from ltcore.methods.parts.formula import Formula


@dataclass(frozen=True, kw_only=True)
class Generations:
    """Train again and again, each time with pseudo-labelled examples that favour rare classes.

    Attributes:
        number: of generations, the first on the labelled examples alone; at least 1.
        alpha: power of the keep rates, at least 0.
        least_power: power of the class shares that predictions are aligned to in the last generation, in
            (0, 1]; it falls from 1 in the first. 1 keeps the shares as they are.
    """

    number: int = 3
    alpha: float = 1 / 3
    least_power: float = 1.0

    def formula(self) -> Formula:
        """Return the keep rates, and the aligned shares where they change."""
        latex = r"\mu_{(r)} = \left( \frac{N_{(C + 1 - r)}}{N_{(1)}} \right)^{\alpha}"
        symbols = {
            r"\mu_{(r)}": "share of its pseudo-labels that a class keeps, the most confident ones",
            "r": "rank of the class by its labelled examples, 1 for the most frequent",
            "C": "number of classes",
            "N_{(r)}": "labelled examples of the class of rank $r$",
            r"\alpha": f"{self.alpha:.3g}; 0 keeps all",
        }
        if self.least_power < 1:
            latex += r", \qquad \pi^{(g)} \propto \pi^{s_g}"
            symbols |= {
                r"\pi^{(g)}": "class shares that predictions are aligned to in generation $g$",
                "g": "number of the generation",
                "s_g": f"falls from 1 to {self.least_power:g} over {self.number} generations",
            }
        return Formula(latex, symbols)
