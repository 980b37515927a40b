"""What Theorem 3 claims, why it has a delta, and how much training data it asks for."""

from dataclasses import replace

from dashboard.views.theorems.page import Settings, Statement
from ltcore.methods.sources import RETHINKING
from ltcore.plots.theorems.radius.rule import LEVEL, Radius
from ltcore.theory.radius.event import event_probability, needed_examples
from ltcore.theory.radius.exponents import bound_exponents, gap_on_event
from ltcore.theory.selfsup_radius import error_bound, guarantee

SOURCE = replace(
    RETHINKING, where="Theorem 3; exact laws, Chernoff and the best cut are this lab's"
)
CLASSES = (
    r"positives are $N(0, \sigma_1^2 I_d)$, negatives $N(0, \beta\sigma_1^2 I_d)$: the same mean, "
    r"$\beta > 1$, in whole $d \ge 1$ dimensions"
)
RULE = (
    r"the feature is $Z = k_1\lVert X\rVert^2 + k_2$ with $k_1, k_2 > 0$; the rule says positive where $Z$ "
    r"is below the midpoint of its means over $N_+$ training positives and $N_-$ training negatives, each at "
    r"least 1 and all independent"
)
DELTA = r"$0 < \delta < (\beta-1)/(\beta+1)$; beyond it the theorem claims nothing"
SYMBOLS = {
    "d": "dimensions, whole, at least 1",
    r"\sigma_1": "standard deviation of the positive, rare class in each dimension; it cancels",
    r"\beta": "variance of the negatives over that of the positives, above 1: not the imbalance",
    "p_+, p_-": "shares of the classes where errors are counted, both 1/2 for the balanced error",
    "N_+, N_-": "training examples of the rare, positive and the frequent, negative class",
    r"\delta": "how far a class's mean squared radius in training may be off, as a share of its expectation",
    "A": r"$\beta - 1 - (1+\beta)\delta$: what the training error leaves of the gap between the classes",
    r"\chi^2_d": "squared radius of a positive over $\\sigma_1^2$; of a negative it is $\\beta$ times that",
    "I_d": "identity matrix: the classes are round",
    r"\text{Chernoff}": "sharper bounds of the same two tails, on the same event: the lower dashed line",
}
EVENT = r"""Let $m_+$ and $m_-$ be the training means of $\lVert X\rVert^2$ over their expectations
$d\sigma_1^2$ and $\beta d\sigma_1^2$. They are chi-square numbers with $dN_\pm$ degrees of freedom over
these, and for such a mean $P(|m - 1| \ge \delta) \le 2e^{-dN\delta^2/8}$ where $\delta < 1$. Both classes
together give the probability."""


def radius_of(settings: Settings) -> Radius:
    """Return the clouds and the training set that the sliders of the page describe."""
    balanced = settings["measure"] == "balanced"
    return Radius(
        d=int(settings["d"]),
        beta=settings["beta"],
        p_pos=0.5 if balanced else settings["p_pos"],
        delta=settings["delta"],
        n_pos=int(settings["n_pos"]),
        n_neg=int(settings["n_neg"]),
        balanced=balanced,
    )


def _today(settings: Settings) -> str:
    rule = radius_of(settings)
    positive, negative = (float(e) for e in bound_exponents(rule.delta, rule.beta))
    bound = float(error_bound(rule.delta, rule.d, rule.beta, rule.p_pos))
    return (
        rf"A = {float(gap_on_event(rule.delta, rule.beta)):.4g}, \qquad "
        rf"{rule.p_pos:g}\,e^{{-{rule.d}\cdot{positive:.4g}}} + "
        rf"{1 - rule.p_pos:g}\,e^{{-{rule.d}\cdot{negative:.4g}}} = {bound:.4g}"
    )


def _surely_today(settings: Settings) -> str:
    rule = radius_of(settings)
    told = float(guarantee(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    exact = float(event_probability(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    return (
        rf"1 - 2e^{{-{rule.n_neg}\cdot{rule.d}\cdot{rule.delta:g}^2/8}} - "
        rf"2e^{{-{rule.n_pos}\cdot{rule.d}\cdot{rule.delta:g}^2/8}} = {told:.4f}, \qquad "
        rf"\text{{exactly }} {exact:.4f}"
    )


def _needed_today(settings: Settings) -> str:
    rule = radius_of(settings)
    needed = int(needed_examples(rule.delta, rule.d, LEVEL))
    return rf"N \ge \frac{{8\ln 80}}{{{rule.d}\cdot{rule.delta:g}^2}}: \quad N = {needed}"


THEOREM = Statement(
    r"""With a probability of at least $1 - 2e^{-N_- d\delta^2/8} - 2e^{-N_+ d\delta^2/8}$ over trainings,

$$
\operatorname{err} \;\le\; p_+\,e^{-dA^2/32} + p_-\,e^{-dA^2/(32\beta^2)}
\quad\text{where } A = \beta - 1 - (1+\beta)\,\delta \le 2,
$$

and with $e^{-dA/16}$ in the place of $e^{-dA^2/32}$ where $A > 2$, that is
$\delta < (\beta-3)/(\beta+1)$.""",
    (CLASSES, RULE, DELTA),
    SYMBOLS,
    EVENT
    + r""" On that event the cut $T = \tfrac d2(m_+ + \beta m_-)$, in units of $\sigma_1^2$, is at least
$dA/2$ away from the classes' means $d$ and $\beta d$. A positive is lost where $\chi^2_d \ge d(1 + A/2)$,
with probability at most $e^{-dA^2/32}$ for $A \le 2$ and $e^{-dA/16}$ beyond; a negative where
$\chi^2_d \le d(1 - A/(2\beta))$, with at most $e^{-dA^2/(32\beta^2)}$.

Exactly the error of a training is $p_+ P(\chi^2_d > T) + p_- P(\chi^2_d < T/\beta)$; endless data have
$T = d(1+\beta)/2$. Chernoff's bounds of the same two tails are $e^{-d(\varepsilon - \ln(1+\varepsilon))/2}$
with $\varepsilon = A/2$ and $e^{-d(-\varepsilon' - \ln(1-\varepsilon'))/2}$ with $\varepsilon' = A/(2\beta)$.
The best cut is where both weighted densities meet,
$\frac{\beta}{\beta-1}\left(d\ln\beta + 2\ln\frac{p_+}{p_-}\right)$, or 0 where that is negative.""",
    SOURCE,
    _today,
)
WHY_DELTA = Statement(
    r"""For every $\delta$ of the range at once: the bound on the error grows with $\delta$, and so does the
probability with which it is promised,

$$
1 - 2e^{-N_- d\delta^2/8} - 2e^{-N_+ d\delta^2/8}.
$$""",
    (CLASSES, RULE, DELTA),
    SYMBOLS,
    EVENT
    + r""" Exactly the event has the probability $P(|m_+ - 1| < \delta)\,P(|m_- - 1| < \delta)$, for both
means are independent.

The error is a function of the cut with one valley, so on the event it is largest at one of the ends
$\tfrac d2(1+\beta)(1 \mp \delta)$: the curve “worst, exact”. Each dot is one training: its $\delta$ is the
larger of $|m_+ - 1|$ and $|m_- - 1|$, its height the exact error of its rule.
None can lie above that curve.""",
    SOURCE,
    _surely_today,
)
HOW_MUCH = Statement(
    r"""The theorem's probability is at least 95 % with $N_+ = N_- = N$ where

$$
N\,d\,\delta^2 \;\ge\; 8\ln 80 \approx 35.06,
$$

and with endless negatives where $N_+\,d\,\delta^2 \ge 8\ln 40 \approx 29.51$. However many negatives there
are, it stays below $1 - 2e^{-N_+ d\delta^2/8}$.""",
    (CLASSES, RULE, DELTA, r"the event does not depend on $\beta$ or on the shares $p_+, p_-$"),
    SYMBOLS,
    EVENT
    + r""" Set both terms to 2.5 % for the first line, one of them to 5 % for the second.

Exactly a class's mean is off with probability
$P(|\chi^2_{dN}/(dN) - 1| \ge \delta)$: only the product $dN$ matters, so a dimension is worth as much as an
example, and the class with fewer examples fails first.""",
    SOURCE,
    _needed_today,
)
