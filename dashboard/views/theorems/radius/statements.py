"""What Theorem 3 claims, why it has a delta, and how much training data it asks for."""

from dataclasses import replace

from dashboard.views.theorems.radius.settings import Clouds
from dashboard.views.theorems.theorem import Statement
from ltcore.methods.sources import RETHINKING
from ltcore.plots.base.amounts import latex
from ltcore.plots.theorems.radius.rule import LEVEL
from ltcore.theory.radius.event import event_probability, needed_examples
from ltcore.theory.radius.exponents import bound_exponents, gap_on_event
from ltcore.theory.selfsup_radius import error_bound, guarantee

SOURCE = replace(
    RETHINKING,
    where="Theorem 3; the exact distributions, Chernoff's bounds and the best threshold are "
    "this lab's",
)
CLASSES = (
    r"positives are $N(0, \sigma_1^2 I_d)$, negatives $N(0, \beta\sigma_1^2 I_d)$: the same mean, $\beta "
    r"> 1$, in $d \ge 1$ dimensions"
)
RULE = (
    r"the feature is $Z = k_1\lVert X\rVert^2 + k_2$ with $k_1, k_2 > 0$; the rule predicts positive if "
    "$Z$ is below the midpoint of its two training means, over $N_+$ positives and $N_-$ "
    "negatives; both numbers are at least 1, and all examples are independent"
)
DELTA = r"$0 < \delta < (\beta-1)/(\beta+1)$; outside this range the theorem claims nothing"
SYMBOLS = {
    "d": "number of dimensions, at least 1",
    r"\sigma_1": "standard deviation of the positive, rare class in each dimension; it cancels",
    r"\beta": "variance of the negatives over that of the positives, above 1: not the imbalance",
    "p_+, p_-": "shares of the classes where errors are counted, both 1/2 for the balanced error",
    "N_+, N_-": "training examples of the rare, positive and the frequent, negative class",
    r"\delta": "how far a class's mean squared radius in training may be off, as a share of its expectation",
    "A": r"$\beta - 1 - (1+\beta)\delta$: what the errors of the training means leave of the gap between "
    "the classes",
    r"\chi^2_d": r"squared radius of a positive divided by $\sigma_1^2$; for a negative, $\beta$ times that",
    "I_d": "identity matrix: the classes are round",
    r"\text{Chernoff}": "sharper bounds of the same two tails, on the same event: the lower dashed line",
}
EVENT = r"""Let $m_+$ and $m_-$ be the training means of $\lVert X\rVert^2$ divided by their expectations
$d\sigma_1^2$ and $\beta d\sigma_1^2$. Each is a chi-square variable with $dN_\pm$ degrees of freedom divided
by that number, and for such a mean $P(|m - 1| \ge \delta) \le 2e^{-dN\delta^2/8}$ if $\delta < 1$. Both
classes together give the probability."""


def _today(clouds: Clouds) -> str:
    rule = clouds.rule
    positive, negative = (float(e) for e in bound_exponents(rule.delta, rule.beta))
    bound = float(error_bound(rule.delta, rule.d, rule.beta, rule.p_pos))
    return (
        rf"A = {latex(float(gap_on_event(rule.delta, rule.beta)), 4)}, \qquad "
        rf"{latex(rule.p_pos)}\,e^{{-{rule.d}\cdot{latex(positive, 4)}}} + "
        rf"{latex(1 - rule.p_pos)}\,e^{{-{rule.d}\cdot{latex(negative, 4)}}} = {latex(bound, 4)}"
    )


def _surely_today(clouds: Clouds) -> str:
    rule = clouds.rule
    told = float(guarantee(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    exact = float(event_probability(rule.delta, rule.d, rule.n_pos, rule.n_neg))
    return (
        rf"1 - 2e^{{-{rule.n_neg}\cdot{rule.d}\cdot{latex(rule.delta)}^2/8}} - "
        rf"2e^{{-{rule.n_pos}\cdot{rule.d}\cdot{latex(rule.delta)}^2/8}} = {told:.4f}, \qquad "
        rf"\text{{exactly }} {exact:.4f}"
    )


def _needed_today(clouds: Clouds) -> str:
    rule = clouds.rule
    needed = int(needed_examples(rule.delta, rule.d, LEVEL))
    return rf"N \ge \frac{{8\ln 80}}{{{rule.d}\cdot{latex(rule.delta)}^2}}: \quad N = {needed}"


THEOREM = Statement(
    claim=r"""With a probability of at least $1 - 2e^{-N_- d\delta^2/8} - 2e^{-N_+ d\delta^2/8}$ over training
sets,

$$
\operatorname{err} \;\le\; p_+\,e^{-dA^2/32} + p_-\,e^{-dA^2/(32\beta^2)}
\quad\text{where } A = \beta - 1 - (1+\beta)\,\delta \le 2,
$$

and with $e^{-dA/16}$ instead of $e^{-dA^2/32}$ if $A > 2$, that is, if $\delta < (\beta-3)/(\beta+1)$.""",
    assumptions=(CLASSES, RULE, DELTA),
    symbols=SYMBOLS,
    derivation=EVENT
    + r""" On that event the threshold $T = \tfrac d2(m_+ + \beta m_-)$, in units of $\sigma_1^2$, is at least
$dA/2$ away from the classes' means $d$ and $\beta d$. A positive is misclassified if
$\chi^2_d \ge d(1 + A/2)$, with probability at most $e^{-dA^2/32}$ for $A \le 2$ and $e^{-dA/16}$ beyond; a
negative if $\chi^2_d \le d(1 - A/(2\beta))$, with probability at most $e^{-dA^2/(32\beta^2)}$.

The exact error after training is $p_+ P(\chi^2_d > T) + p_- P(\chi^2_d < T/\beta)$; with unlimited data
$T = d(1+\beta)/2$. Chernoff's bounds for the same two tails are $e^{-d(\varepsilon - \ln(1+\varepsilon))/2}$
with $\varepsilon = A/2$ and $e^{-d(-\varepsilon' - \ln(1-\varepsilon'))/2}$ with $\varepsilon' = A/(2\beta)$.
The best threshold is where both weighted densities are equal,
$\frac{\beta}{\beta-1}\left(d\ln\beta + 2\ln\frac{p_+}{p_-}\right)$, or 0 if that is negative.""",
    source=SOURCE,
    today=_today,
)
WHY_DELTA = Statement(
    claim=r"""The theorem holds for every $\delta$ in the range. The bound on the error grows with $\delta$,
and so does the probability with which it is promised,

$$
1 - 2e^{-N_- d\delta^2/8} - 2e^{-N_+ d\delta^2/8}.
$$""",
    assumptions=(CLASSES, RULE, DELTA),
    symbols=SYMBOLS,
    derivation=EVENT
    + r""" The exact probability of the event is $P(|m_+ - 1| < \delta)\,P(|m_- - 1| < \delta)$, because the
two means are independent.

As a function of the threshold, the error has a single minimum, so on the event it is largest at one of the
two ends $\tfrac d2(1+\beta)(1 \mp \delta)$: the curve “worst, exact”. Each dot is one training set: its
$\delta$ is the larger of $|m_+ - 1|$ and $|m_- - 1|$, and its height is the exact error of its rule. No dot
can lie above that curve.""",
    source=SOURCE,
    today=_surely_today,
)
HOW_MUCH = Statement(
    claim=r"""With $N_+ = N_- = N$, the theorem's probability is at least 95 % if

$$
N\,d\,\delta^2 \;\ge\; 8\ln 80 \approx 35.06,
$$

and with unlimited negatives if $N_+\,d\,\delta^2 \ge 8\ln 40 \approx 29.51$. For every number of negatives,
it stays below $1 - 2e^{-N_+ d\delta^2/8}$.""",
    assumptions=(
        CLASSES,
        RULE,
        DELTA,
        r"the event does not depend on $\beta$ or on the shares $p_+, p_-$",
    ),
    symbols=SYMBOLS,
    derivation=EVENT
    + r""" For the first condition set both terms to 2.5 %; for the second set one of them to 5 %.

The exact probability that a class's mean is off is $P(|\chi^2_{dN}/(dN) - 1| \ge \delta)$: only the product
$dN$ matters, so a dimension is worth as much as an example, and the class with fewer examples fails
first.""",
    source=SOURCE,
    today=_needed_today,
)
