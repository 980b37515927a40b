"""Re-training: what is done to the classifier once the features are learnt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ltcore.methods.parts.formula import Formula, share_of_run

Distance = Literal["centred", "euclidean", "cosine"]
DISTANCES: Mapping[Distance, str] = {
    "euclidean": "Euclidean distance",
    "cosine": "one minus the cosine",
    "centred": "Euclidean distance after subtracting the mean of all features and dividing by "
    "the length",
}


@dataclass(frozen=True, kw_only=True)
class Retraining:
    """What is done to the classifier after the features have been learnt.

    Attributes:
        kind: "crt" (a new classifier, class-balanced), "lws" (one learnt factor per class), "tau_norm"
            (class vectors divided by a power of their length) or "ncm" (nearest class mean).
        share: length of the second stage, as a share of the first one's.
        from_run: id of a finished run to take the features from; empty trains them first.
        shift_batch_norm: whether batch-norm statistics follow the new sampling (crt, lws).
        tau: power of the length (tau_norm).
        choose_tau: whether tau is chosen on validation where there is one (tau_norm).
        distance: how class means are compared (ncm).
    """

    kind: Literal["crt", "lws", "tau_norm", "ncm"]
    share: float = 0.0
    from_run: str = ""
    shift_batch_norm: bool = False
    tau: float = 1.0
    choose_tau: bool = True
    distance: Distance = "centred"

    def formula(self) -> Formula:
        """Return the classifier that the second stage leaves."""
        match self.kind:
            case "crt":
                return self._crt()
            case "lws":
                return self._lws()
            case "tau_norm":
                return self._tau_norm()
            case "ncm":
                return self._ncm()

    def _crt(self) -> Formula:
        return Formula(
            r"z_c = w_c^\top h(x) + b_c \text{, retrained}",
            {
                "h": "features of the first stage, unchanged",
                r"w_c, b_c": f"class vector and bias, re-initialised and trained for {self._length()}",
                "z_c": "output for class $c$",
            },
        )

    def _lws(self) -> Formula:
        return Formula(
            r"z_c = f_c \, (w_c^\top h(x) + b_c)",
            {
                "h": "features of the first stage, unchanged",
                r"w_c, b_c": "class vector and bias of the first stage, also unchanged",
                "f_c": f"factor of class $c$, initially 1, trained for {self._length()}",
                "z_c": "output for class $c$",
            },
        )

    def _tau_norm(self) -> Formula:
        chosen = " without a validation set, otherwise chosen on it" if self.choose_tau else ""
        return Formula(
            r"z_c = \frac{w_c^\top h(x)}{\lVert w_c \rVert^{\tau}} + b_c",
            {
                "h": "features, as learned",
                r"w_c, b_c": "class vector and bias, as learned",
                r"\tau": f"power of the length, {self.tau:g}{chosen}; 0 changes nothing",
                "z_c": "output for class $c$",
            },
        )

    def _ncm(self) -> Formula:
        return Formula(
            r"\hat{y} = \arg\min_c \; d\big(h(x), \mu_c\big)",
            {
                "h": "features, as learned",
                r"\mu_c": "mean feature of the training examples of class $c$",
                "d": DISTANCES[self.distance],
            },
        )

    def _length(self) -> str:
        return f"{share_of_run(self.share)} of the first stage's length"
