"""Mixing: blends of two examples, and to whom their label goes."""

from dataclasses import dataclass

import numpy as np

from ltcore.methods.parts.formula import Formula
from ltcore.types import FloatArray, IntArray


@dataclass(frozen=True)
class Mixing:
    """Blend every example of a batch with another one of it.

    Attributes:
        alpha: the share is drawn from Beta(alpha, alpha); at least 0.01, because torch's draws of smaller
            ones underflow and pile up at 1/2 instead of at 0 and 1.
        kappa: ratio of counts from which the label goes to the rarer class whole (Remix); 0 never (mixup).
        tau: only where the rarer one's share is above 1 - tau (Remix).
    """

    alpha: float = 1.0
    kappa: float = 0.0
    tau: float = 0.0

    def yielded(self, counts: IntArray) -> FloatArray:
        """Return the share of the examples over which a class can win a blend's label whole (Remix).

        Args:
            counts: training examples per class, shape (C,), at least one above 0.

        Returns:
            Shares, float64, shape (C,).

        Example:
            >>> Mixing(kappa=3.0, tau=0.5).yielded(np.array([90, 10])).tolist()
            [0.0, 0.9]
        """
        frequent = counts[None, :] >= self.kappa * counts[:, None]
        return np.asarray((frequent * counts[None, :]).sum(1) / counts.sum(), dtype=np.float64)

    def formula(self) -> Formula:
        """Return the blend of inputs and of losses, and the rule of Remix where it holds."""
        symbols = {
            r"x_i, x_j": "an example and another one from its batch, of classes $y_i$ and $y_j$",
            r"\lambda": r"share of the first, drawn from $\text{Beta}(\alpha, \alpha)$",
            r"\alpha": f"{self.alpha:g}; larger values give more even blends",
        }
        blend = r"\tilde{x} = \lambda x_i + (1 - \lambda) x_j, \qquad "
        if self.kappa == 0:
            return Formula(rf"{blend} \tilde{{L}} = \lambda L(y_i) + (1 - \lambda) L(y_j)", symbols)
        rule = (
            r"\mu = \begin{cases} 0 & n_i \geq \kappa n_j \text{ and } \lambda < \tau \\ "
            r"1 & n_j \geq \kappa n_i \text{ and } 1 - \lambda < \tau \\ \lambda & \text{else} \end{cases}"
        )
        return Formula(
            rf"{blend} \tilde{{L}} = \mu L(y_i) + (1 - \mu) L(y_j), \\[2ex] {rule}",
            {
                **symbols,
                r"\mu": "share of the first label; 0 and 1 give the whole label to the rarer class",
                r"n_i, n_j": "training examples of both classes",
                r"\kappa": f"ratio of counts from which the rarer class takes the label, {self.kappa:g}",
                r"\tau": "applies only if the frequent class's share of the blend is below "
                f"{self.tau:g}",
            },
        )
