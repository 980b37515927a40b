"""The formulas of what a recipe has beside its loss: weights, draws, synthesis, clusters, re-training."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from dashboard.methods.loss_formulas import Values
from ltcore.classwise.phases import class_probabilities, loss_weights
from ltcore.methods.base import (
    ClassWeights,
    Clustering,
    Mixing,
    Recipe,
    Retraining,
    Sampling,
    Smote,
)
from ltcore.resampling import cluster_counts, filled_up_size, replications

SCHEMES: Mapping[str, str] = {
    "inverse": r"\frac{1}{n_c}",
    "inverse_sqrt": r"\frac{1}{\sqrt{n_c}}",
    "effective": r"\frac{1-\beta}{1-\beta^{n_c}}",
    "adrw": r"\pi_c^{-\nu}",
}
"""Scheme of class weights -> what the weights are proportional to, in LaTeX."""
NORMALISATIONS: Mapping[str, str] = {
    "classes": "scaled so that the weights sum to the number of classes",
    "examples": "scaled so that their mean over the training examples is 1",
    "rarest": "scaled so that the rarest class weighs 1",
    "none": "not scaled",
}
DRAWS: Mapping[str, str] = {
    "power": r"\frac{n_c^{\,a}}{\sum_k n_k^{\,a}}",
    "progressive": r"(1 - t) \, \pi_c + \frac{t}{C}",
    "effective": r"\frac{n_c / E_c}{\sum_k n_k / E_k}, \qquad E_c = \frac{1-\beta^{n_c}}{1-\beta}",
    "under": r"\frac{1}{C}, \qquad n_\text{min} \text{ examples of each class are kept}",
    "over": r"\frac{1}{C}, \qquad \text{each class is repeated up to } n_\text{max}",
}
"""Scheme of sampling -> the share of each class in the draws, in LaTeX."""
DISTANCES: Mapping[str, str] = {
    "euclidean": "Euclidean distance",
    "cosine": "one minus the cosine",
    "centred": "Euclidean distance after taking off the mean of all features and dividing by the length",
}


class PartFormula(NamedTuple):
    """One part of a recipe.

    Attributes:
        formula: a line in LaTeX, empty where the loss already shows the part.
        symbols: LaTeX -> meaning.
        numbers: symbol of what depends on the counts -> its values.
    """

    formula: str
    symbols: Mapping[str, str]
    numbers: Mapping[str, Values] = {}


def part_formulas(recipe: Recipe) -> Iterator[PartFormula]:
    r"""Yield what the card says of each part of a recipe that is not its loss.

    Example:
        >>> [part.formula for part in part_formulas(Recipe(sampling=Sampling("progressive")))]
        ['P(c) = (1 - t) \\, \\pi_c + \\frac{t}{C}']
    """
    if recipe.weights.scheme != "none":
        yield _weights(recipe.weights)
    if recipe.sampling.scheme != "instance":
        yield _sampling(recipe.sampling)
    if recipe.mixing is not None:
        yield _mixing(recipe.mixing)
    if recipe.smote is not None:
        yield _smote(recipe.smote)
    if recipe.clusters is not None:
        yield _clusters(recipe.clusters)
    if recipe.retraining is not None:
        yield _RETRAINED[recipe.retraining.kind](recipe.retraining)


def share_of_run(share: float) -> str:
    """Return a share of the training as people write it."""
    return f"{100 * share:.3g} %"


def _weights(weights: ClassWeights) -> PartFormula:
    text = (
        f"weight of class $c$, proportional to ${SCHEMES[weights.scheme]}$, "
        f"{NORMALISATIONS[weights.normalise]}"
    )
    if weights.defer_until:
        text += f"; until {share_of_run(weights.defer_until)} of the training all weigh 1"
    if weights.normalise_by == "weights":
        text += "; a batch's loss is divided by the sum of its weights"
    symbols = {"w_c": text}
    if weights.scheme == "effective":
        symbols[r"\beta"] = f"effective-number parameter, {weights.beta:g}"
    if weights.scheme == "adrw":
        symbols |= {
            r"\pi_c": "share of class $c$ in the training examples",
            r"\nu": f"power of the weights, {weights.nu:g}",
        }
    return PartFormula("", symbols, {"w": lambda counts: loss_weights(weights, counts)})


def _sampling(sampling: Sampling) -> PartFormula:
    text = "probability that a draw is of class $c$"
    if sampling.defer_until:
        until = share_of_run(sampling.defer_until)
        text += f"; until {until} of the training every example is drawn equally often"
    symbols = {"P(c)": text}
    match sampling.scheme:
        case "power":
            symbols["a"] = (
                f"power of the class size, {sampling.power:g}; 1 draws examples as they come, 0 classes "
                "equally often"
            )
        case "progressive":
            symbols["t"] = "share of the training that is done, in [0, 1]"
            symbols[r"\pi_c"] = "share of class $c$ in the training examples"
        case "effective":
            symbols["E_c"] = "effective number of class $c$"
            symbols[r"\beta"] = f"effective-number parameter, {sampling.beta:g}"
        case _:
            symbols[r"n_\text{min}, n_\text{max}"] = (
                "examples of the rarest and of the largest class"
            )
    late = r"P_\text{end}" if sampling.scheme == "progressive" else "P"
    return PartFormula(
        f"P(c) = {DRAWS[sampling.scheme]}",
        symbols,
        {late: lambda counts: class_probabilities(sampling, counts)},
    )


def _mixing(mixing: Mixing) -> PartFormula:
    symbols = {
        r"x_i, x_j": "an example and another one of its batch, of classes $y_i$ and $y_j$",
        r"\lambda": r"share of the first, drawn from $\text{Beta}(\alpha, \alpha)$",
        r"\alpha": f"{mixing.alpha:g}: the larger, the more even the blends",
    }
    blend = r"\tilde{x} = \lambda x_i + (1 - \lambda) x_j, \qquad "
    if mixing.kappa == 0:
        return PartFormula(rf"{blend} \tilde{{L}} = \lambda L(y_i) + (1 - \lambda) L(y_j)", symbols)
    rule = (
        r"\mu = \begin{cases} 0 & n_i \geq \kappa n_j \text{ and } \lambda < \tau \\ "
        r"1 & n_j \geq \kappa n_i \text{ and } 1 - \lambda < \tau \\ \lambda & \text{else} \end{cases}"
    )
    return PartFormula(
        rf"{blend} \tilde{{L}} = \mu L(y_i) + (1 - \mu) L(y_j), \\[2ex] {rule}",
        {
            **symbols,
            r"\mu": "share of the first label; 0 and 1 give the label to the rarer class whole",
            r"n_i, n_j": "training examples of both classes",
            r"\kappa": f"ratio of counts from which the rarer class takes the label, {mixing.kappa:g}",
            r"\tau": f"only while the frequent one's share of the blend is below {mixing.tau:g}",
        },
    )


def _smote(smote: Smote) -> PartFormula:
    return PartFormula(
        r"x_\text{new} = x + u \, (x_\text{near} - x), \qquad u \sim U[0, 1)",
        {
            "x": "an example of a class that is filled up"
            + (" (its features, after a first stage)" if smote.space == "features" else ""),
            r"x_\text{near}": f"one of its {smote.neighbours} nearest neighbours of the same class",
            "u": "how far along the line between both",
            "m": "examples of every class afterwards, old and new together",
        },
        {"m": lambda counts: 0.0 * counts + filled_up_size(counts, smote.keep_largest)},
    )


def _clusters(clusters: Clustering) -> PartFormula:
    best = r"\max_{k \in c} z_k" if clusters.decision == "max" else r"\log \sum_{k \in c} e^{z_k}"
    size = f"{clusters.reference_count:,}" if clusters.reference_count else "the median class size"
    symbols = {
        "K_c": "clusters that class $c$ is cut into by k-means; the loss is that of the clusters",
        "m": f"size that clusters should have: {size}",
        "z_k": "output for cluster $k$",
    }
    formula = r"K_c = \max\Big(1, \Big\lfloor \frac{n_c}{m} + \frac{1}{2} \Big\rfloor\Big)"
    numbers: dict[str, Values] = {
        "K": lambda counts: 1.0 * cluster_counts(counts, clusters.reference_count)
    }
    if clusters.replicate:
        symbols["r_c"] = "how often each example of class $c$ is used"
        formula += (
            r", \qquad r_c = \max\Big(1, \Big\lfloor \frac{m}{n_c} + \frac{1}{2} \Big\rfloor\Big)"
        )
        numbers["r"] = lambda counts: 1.0 * replications(counts, clusters.reference_count)
    predicted = rf"\hat{{y}} = \arg\max_c \; {best}"
    return PartFormula(rf"{formula}, \qquad {predicted}", symbols, numbers)


def _crt(retraining: Retraining) -> PartFormula:
    return PartFormula(
        r"z_c = w_c^\top h(x) + b_c \text{, learnt anew}",
        {
            "h": "features of the first stage, which stay as they are",
            r"w_c, b_c": f"class vector and bias, drawn anew and trained for {_length(retraining)}",
            "z_c": "output for class $c$",
        },
    )


def _lws(retraining: Retraining) -> PartFormula:
    return PartFormula(
        r"z_c = f_c \, (w_c^\top h(x) + b_c)",
        {
            "h": "features of the first stage, which stay as they are",
            r"w_c, b_c": "class vector and bias of the first stage, which stay as well",
            "f_c": f"factor of class $c$, at first 1, trained for {_length(retraining)}",
            "z_c": "output for class $c$",
        },
    )


def _tau_norm(retraining: Retraining) -> PartFormula:
    chosen = " where there is no validation set, else chosen on it" if retraining.choose_tau else ""
    return PartFormula(
        r"z_c = \frac{w_c^\top h(x)}{\lVert w_c \rVert^{\tau}} + b_c",
        {
            "h": "features, as they were learnt",
            r"w_c, b_c": "class vector and bias, as they were learnt",
            r"\tau": f"power of the length, {retraining.tau:g}{chosen}; 0 changes nothing",
            "z_c": "output for class $c$",
        },
    )


def _ncm(retraining: Retraining) -> PartFormula:
    return PartFormula(
        r"\hat{y} = \arg\min_c \; d\big(h(x), \mu_c\big)",
        {
            "h": "features, as they were learnt",
            r"\mu_c": "mean feature of the training examples of class $c$",
            "d": DISTANCES[retraining.distance],
        },
    )


def _length(retraining: Retraining) -> str:
    return f"{share_of_run(retraining.share)} of the first stage's length"


_RETRAINED = {"crt": _crt, "lws": _lws, "tau_norm": _tau_norm, "ncm": _ncm}
