"""What the pictures of the plug-in rule claim, and why it is so."""

from dashboard.views.theorems.plug_in.settings import PlugIn
from dashboard.views.theorems.theorem import Statement
from ltcore.plots.theorems.plug_in.regret import flat_limits
from ltcore.registry import Source
from ltcore.theory.plug_in.law import regret_rate, threshold_regrets

SOURCE = Source(
    "On the Statistical Consistency of Algorithms for Binary Classification under Class Imbalance",
    2013,
    "https://proceedings.mlr.press/v28/menon13a.html",
    "Menon et al., ICML 2013, Algorithm 1 and Theorem 3 in the numbering of the lecture notes; the Gaussians "
    "and the rate are this lab's",
)
CLASSES = (
    "in the pictures positives are $N(1, s^2)$, negatives $N(-1, 1)$; $s = 1$ if the model is right, $s "
    "= 2$ if it is wrong"
)
SYMBOLS = {
    r"\eta(x)": "posterior probability of the positive class",
    "p": "proportion of positives, $0 < p < 1$",
    r"\operatorname{AM}, \operatorname{AM}^*": "mean of the two recalls, for a rule and for the best "
    "possible rule; 1 − AM is the balanced error",
    r"\operatorname{TPR}, \operatorname{TNR}": "recall of the positives, recall of the negatives",
    "s": "standard deviation of the positives",
}


def _regret_today(rule: PlugIn) -> str:
    if rule.model == "right":
        return (
            rf"c = {regret_rate(rule.prior):.4f}, \qquad \text{{regret of }} \tfrac12 \to "
            rf"{flat_limits(rule.prior, rule.spread)[1]:.4f}"
        )
    own, half = flat_limits(rule.prior, rule.spread)
    return rf"\text{{regret of }} \hat p \to {own:.4f}, \qquad \text{{regret of }} \tfrac12 \to {half:.4f}"


def _threshold_today(rule: PlugIn) -> str:
    lost = max(float(threshold_regrets(rule.threshold, rule.prior, rule.spread)), 0.0)
    return rf"\operatorname{{AM}}^* - \operatorname{{AM}} = {lost:.4f}"


REGRET = Statement(
    claim=r"""Fit a probability $\hat\eta$ to $n$ examples and predict positive if $\hat\eta(x) > \hat p$,
where $\hat p$ is the share of positives among them. Then, in probability,

$$
\operatorname{AM}^* - \operatorname{AM} \;\to\; 0 \qquad (n \to \infty).
$$

For the Gaussians of the picture and the right model the regret falls like $1/n$: $n$ times the regret tends
in distribution to $c\,\chi^2_1$, which has mean $c$. With the threshold $1/2$ it stays at a positive value
for $p \ne 1/2$.""",
    assumptions=(
        r"$\hat p \to p$ in probability, with $0 < \hat p < 1$",
        r"$\operatorname{E}\lvert\hat\eta(x) - \eta(x)\rvert^r \to 0$ for some $r \ge 1$: the model can "
        "express the posterior, and the penalty goes to 0 slowly; if no line can, the limit is "
        "positive",
        r"$\eta(x)$ does not take the value $p$ with positive probability, in either class",
        CLASSES + "; a training set that lacks a class cannot be fitted and counts as failed",
    ),
    symbols=SYMBOLS
    | {
        "n": "training examples",
        r"\hat\eta": r"logistic regression on $x$ with the penalty $0.05\, n^{-3/4}$ times the slope squared",
        r"\hat p": "proportion of positives among the training examples",
        r"\chi^2_1": "square of a standard normal number; its median is 0.455",
        "c": "rate of the regret, below",
        "I, b": "Fisher information of slope and intercept, and the intercept",
        r"\varphi": "density of the standard normal distribution",
        "r": "any power, at least 1",
    },
    derivation=r"""AM is accuracy with the costs $\frac{1}{2p}$ and $\frac{1}{2(1-p)}$, so its best rule
predicts the positive class if $\frac{\eta}{p} > \frac{1-\eta}{1-p}$, that is, if $\eta > p$. If $\hat\eta$
and $\hat p$ are close to $\eta$ and $p$, the two rules differ only where $\eta$ is close to $p$, and there a
mistake costs little.

The rate: with $s = 1$ the rule is a threshold at $0$ plus an error. The influence functions of $\hat b$ and
of $\log\frac{\hat p}{1-\hat p}$ have the covariance $\frac{1}{p(1-p)}$, and the slope, 2, plays no part at
the threshold 0, so

$$
n \operatorname{Var}(\text{cut}) \to \frac14\left[(I^{-1})_{bb} - \frac{1}{p(1-p)}\right].
$$

The second derivative of AM at the threshold 0 is $-\varphi(1)$: the regret is $\frac{\varphi(1)}{2}$ times
the square of the threshold, and $c$ is $\frac{\varphi(1)}{2}$ times the limit above.""",
    source=SOURCE,
    today=_regret_today,
)

THRESHOLD = Statement(
    claim=r"""Among all rules, AM is largest for

$$
\text{positive where } \eta(x) > p, \qquad \operatorname{AM} = \tfrac12(\operatorname{TPR} +
\operatorname{TNR}),
$$

whatever the classes look like. The error is smallest for $\eta(x) > \tfrac12$.""",
    assumptions=(r"$\eta$ is the true posterior", CLASSES),
    symbols=SYMBOLS | {"c": "current threshold"},
    derivation=r"""$1 - \operatorname{AM}$ is the error with the costs $\frac{1}{2p}$ of a missed positive and
$\frac{1}{2(1-p)}$ of a false alarm. At a given point, predicting “positive” costs less if
$\frac{\eta}{p} > \frac{1-\eta}{1-p}$, that is, if $\eta > p$. With costs of 1 the same step gives
$\eta > \tfrac12$.

For Gaussians $\log\frac{\eta}{1-\eta}$ is a parabola in $x$, and a straight line for $s = 1$; the set where
it is above $\log\frac{c}{1-c}$ is a half-line, an interval, or the outside of an interval. The threshold $p$
is logit adjustment at $\tau = 1$ for two classes.""",
    source=SOURCE,
    today=_threshold_today,
)
