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
        aligned = r"q = \frac{p \, (\pi / \bar{p})}{Z}, \qquad " if self.align else ""
        loss = (
            r"L_U = \frac{1}{|B_U|} \sum_{u \in B_U} 1[\max q \geq t] \, "
            r"\big(-\log p(\hat{y} \mid \text{strong}(u))\big)"
        )
        symbols = {
            "p": "prediction for the weakly changed image, without gradient",
            "q": "the same, aligned" if self.align else "p",
            r"\hat{y}": "likeliest class under $q$",
            "t": f"threshold, {self.threshold:g}",
            "B_U": f"unlabelled examples of a step, {self.ratio} per labelled one",
            r"\lambda": f"weight of this loss beside the labelled one, {self.weight:g}",
        }
        if self.align:
            symbols |= {
                r"\pi": "shares of the classes in the labelled examples",
                r"\bar{p}": f"mean prediction over the last {self.window} batches",
                "Z": "what makes the sum 1",
            }
        else:
            loss = loss.replace(r"\max q", r"\max p")
            del symbols["q"]
            symbols[r"\hat{y}"] = "likeliest class under $p$"
        return Formula(aligned + loss, symbols)
