"""FixMatch: what the network says of a weakly changed image is the label of a strongly changed one."""

from dataclasses import dataclass

from ltcore.methods.parts.formula import Formula


@dataclass(frozen=True, kw_only=True)
class Consistency:
    """Learn from unlabelled examples of whose class the network is confident.

    Attributes:
        threshold: smallest probability of the likeliest class that counts, in (0, 1].
        weight: of the unlabelled loss, at least 0.
        ratio: unlabelled examples per labelled one in a batch, at least 1.
        align: whether predictions are moved towards the class shares of the labelled examples first.
        window: batches whose mean prediction stands for the network's own class shares (align).
    """

    threshold: float = 0.95
    weight: float = 1.0
    ratio: int = 7
    align: bool = False
    window: int = 128

    def formula(self) -> Formula:
        """Return the unlabelled loss."""
        said = "q" if self.align else "p"
        aligned = r"q = \frac{p \, \pi / \bar{p}}{Z}, \qquad " if self.align else ""
        loss = (
            rf"L_U = \frac{{1}}{{|B_U|}} \sum_{{u \in B_U}} 1[\max {said} \geq t] \, "
            r"\big( -\log p(y_u \mid \text{strong view of } u) \big)"
        )
        symbols = {
            "L_U": f"loss of the unlabelled examples, beside the labelled ones with weight {self.weight:g}",
            "B_U": f"unlabelled examples of a step, {self.ratio} per labelled one",
            "u": "an unlabelled example",
            "p": "prediction for its weak view, without gradient, or for its strong view",
            "y_u": f"likeliest class under ${said}$",
            "t": f"threshold, {self.threshold:g}",
        }
        if self.align:
            symbols |= {
                "q": "prediction for the weak view, aligned",
                r"\pi": "shares of the classes in the labelled examples",
                r"\bar{p}": f"mean prediction over the last {self.window} batches",
                "Z": "what makes the sum 1",
            }
        return Formula(aligned + loss, symbols)
