"""Vector scaling: a softmax of logits that are multiplied and shifted class by class."""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from ltcore.classwise import log_priors, vs_multipliers
from ltcore.methods.parts.formula import OUTPUT, PRIOR, Formula, Values
from ltcore.methods.parts.logit_adjusted import prior_in_loss
from ltcore.methods.parts.loss import ClassNumbers, Loss


@dataclass(frozen=True)
class VectorScalingLoss(Loss):
    """Cross-entropy on logits multiplied by ``(n / n_max) ** gamma`` and shifted by ``tau * log(prior)``."""

    gamma: float = 0.3
    tau: float = 1.0

    def numbers(self, counts: ArrayLike) -> ClassNumbers:
        """Return factor and shift of each logit.

        Raises:
            ValueError: a count is below 1.

        Example:
            >>> VectorScalingLoss(gamma=0.5).numbers([100, 25]).multipliers.round(6).tolist()
            [1.0, 0.5]
        """
        return ClassNumbers.filled(
            counts,
            multipliers=vs_multipliers(counts, self.gamma),
            offsets=log_priors(counts, self.tau),
        )

    @property
    def corrects_prior(self) -> str:
        """Its shift does, where there is one."""
        return prior_in_loss(self.tau)

    @property
    def not_vs_because(self) -> str:
        """It is the one."""
        return ""

    def formula(self) -> Formula:
        """Return the formula of VS; without its shift that of CDT."""
        symbols = {
            "z_c": OUTPUT,
            "b_c": r"factor of class $c$, $(n_c / n_\text{max})^{\gamma}$: a smaller factor makes $z_c$ grow",
            r"\gamma": f"power of the factors, {self.gamma:g}",
        }
        numbers: dict[str, Values] = {"b": lambda counts: self.numbers(counts).multipliers}
        shift = ""
        if self.tau:
            shift = r" + \tau \log \pi_{0}"
            symbols |= {r"\pi_c": PRIOR, r"\tau": f"strength of the shift, {self.tau:g}"}
            numbers[r"\tau \log \pi"] = lambda counts: self.numbers(counts).offsets
        own, any_class = (
            rf"e^{{b_{label} z_{label}{shift.replace('{0}', label)}}}" for label in ("y", "c")
        )
        latex = rf"\log \frac{{{own}}}{{\sum_{{c=1}}^{{C}} {any_class}}}"
        return Formula(latex, symbols, numbers, sign="-")
