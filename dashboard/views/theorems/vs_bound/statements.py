"""What the page of the vector-scaling bound claims, and what of it is a reading."""

import numpy as np

from dashboard.views.theorems.theorem import Statement
from dashboard.views.theorems.vs_bound.settings import Bound
from ltcore.methods.sources import TLA_ADRW
from ltcore.plots.theorems.vs_bound.terms import COUNTS
from ltcore.registry import Source
from ltcore.theory.vs_bound.bound import prior_factor
from ltcore.theory.vs_bound.terms import lipschitz_factors
from ltcore.theory.vs_bound.toy import measure

PROPOSITION = Source(
    TLA_ADRW.title, TLA_ADRW.year, TLA_ADRW.url, "Proposition 3, as in the lecture notes"
)
ALGORITHM = Source(
    TLA_ADRW.title, TLA_ADRW.year, TLA_ADRW.url, "Algorithm 1, as in the lecture notes"
)
SYMBOLS = {
    r"C, N, n_y": "numbers of classes, of training examples, and of those of class $y$",
    r"\rho": r"imbalance ratio $n_{\max}/n_{\min}$",
    r"\pi_y, \pi_C": "prior of class $y$ (its proportion of the training examples), and the smallest "
    "prior",
    r"f(x), \theta": "scores of the $C$ classes, and the learned parameters",
    r"\alpha_y": "weight of an example of class $y$ in the loss, above 0",
    r"\beta_y, \Delta_y": "what the loss multiplies the score of class $y$ by, and what it adds to it",
    r"\tilde\beta_y": r"here $\sqrt{\beta_y^2 + \max_{j \ne y}\beta_j^2}$, which is $\sqrt2$ if all "
    r"$\beta$ are 1; in the paper $\sqrt{\beta_y^2 + (\sum_{j \ne y}\beta_j)^2}$, which is larger "
    "for three or more classes",
    r"s_y": r"smallest $\operatorname{softmax}_y(\beta f(x) + \Delta)$ over the training examples of class "
    r"$y$",
    r"[j = y]": "1 where $j = y$, else 0",
    r"S": "sum of the terms; the term of class $y$ is the summand",
    r"R_{\mathrm{bal}}": "balanced risk: the expected loss, not the error, averaged over classes",
    r"\Phi": "what the training loss contributes",
    r"M, \delta": "upper bound of the loss, and the allowed probability that the bound fails",
    r"\hat{\mathfrak C}_S(\mathcal F)": "empirical Rademacher complexity of the heads: how well they fit "
    "noise",
    r"\tau, \gamma, \nu": r"shifts are $\Delta_y = \tau\log\pi_y$, factors $\beta_y = "
    r"(n_y/n_{\max})^\gamma$, "
    r"late weights $\alpha_y \propto \pi_y^{-\nu}$",
}
READING = (
    "**A reading:** the proposition writes a softmax of one number, the smallest score $B_y$ of class "
    "$y$. Here (b) is $s_y$ as defined below, with which each term is rigorous; (a) is "
    r"$\operatorname{softmax}_y$ of all $\beta_j B_j + \Delta_j$, which may be larger, so it is "
    "not a bound; the 5 % quantile does not depend on outliers and is not a bound either"
)
CLAIM = r"""With probability at least $1 - \delta$ over the training set, up to constants that depend on
the version of the contraction lemma, for all heads $f$ of the class $\mathcal F$:

$$
R_{\mathrm{bal}}(f) \;\lesssim\; \Phi + \frac{\hat{\mathfrak C}_S(\mathcal F)}{C\pi_C}
\underbrace{\sum_{y=1}^{C} \alpha_y\,\tilde\beta_y\,\sqrt{\pi_y}\,(1 - s_y)}_{S},
\qquad \Phi = \frac{1}{C\pi_C}\Bigl(\overline{L} + 3M\sqrt{\tfrac{\ln(2/\delta)}{2N}}\Bigr)
$$

for the loss $L(f(x), y) = -\alpha_y \log\operatorname{softmax}_y(\beta f(x) + \Delta)$ with training mean
$\overline L$."""
DERIVATION = r"""**The terms.** $\partial L/\partial f_j = \alpha_y\beta_j(p_j - [j = y])$ with
$p = \operatorname{softmax}(\beta f + \Delta)$, so

$$
\lVert\nabla L\rVert^2 = \alpha_y^2\Bigl(\beta_y^2(1 - p_y)^2 + \sum_{j \ne y}\beta_j^2 p_j^2\Bigr)
\le \alpha_y^2 (1 - p_y)^2 \bigl(\beta_y^2 + \max_{j \ne y}\beta_j^2\bigr),
$$

because $\sum_{j \ne y} p_j^2 \le (1 - p_y)^2$. Over the training examples of class $y$,
$1 - p_y \le 1 - s_y$: the loss is Lipschitz there with $\alpha_y\tilde\beta_y(1 - s_y)$, and no smaller
factor than $\tilde\beta_y$ suffices. The paper bounds $\sum_{j \ne y}\beta_j^2 p_j^2$ by
$(1 - p_y)^2 (\sum_{j \ne y}\beta_j)^2$, which also holds but grows with the number of classes.

**The roots.** The complexity on $n_y$ examples is proportional to $n_y^{-1/2}$, and the class contributes
$n_y/N$ of the mean: $(n_y/N)\,n_y^{-1/2} \propto \sqrt{\pi_y}$. The contraction lemma, class by class, gives
the sum.

**The factor.** $R_{\mathrm{bal}} = \frac1C\sum_y R_y \le \frac{1}{C\pi_C}\sum_y \pi_y R_y$, since
$\pi_y \ge \pi_C$ and no loss is negative. The rest is the standard bound of a mean loss by its training mean,
a complexity, and $3M\sqrt{\ln(2/\delta)/(2N)}$.

For linear heads with $\lVert W\rVert_F \le \Lambda$ on features $z$:
$\hat{\mathfrak C} \le \Lambda\sqrt{C\sum_i\lVert z_i\rVert^2}/N$."""


def _today(bound: Bound) -> str:
    found = measure(bound.toy.ring, "ce")
    plain = np.ones(len(COUNTS[bound.ratio]))
    ours, theirs = (lipschitz_factors(plain, rivals=kind)[0] for kind in ("largest", "summed"))
    return (
        rf"\frac{{1}}{{C\pi_C}} = {prior_factor(COUNTS[bound.ratio]):.2f}, \quad "
        rf"\hat{{\mathfrak C}} = {found.complexity:.3f}, \quad S = {found.terms.sum():.3f}, \quad "
        rf"R_{{\mathrm{{bal}}}} = {found.surrogate:.3f}, \quad \tilde\beta_y = {ours:.2f} "
        rf"\text{{ (the paper's: {theirs:.2f})}} \quad\text{{(cross-entropy)}}"
    )


TOY = Statement(
    claim=CLAIM,
    assumptions=(
        r"**Rigorous:** $\alpha_y\tilde\beta_y(1 - s_y)$ bounds the length of the loss's gradient on the "
        r"training "
        r"examples of class $y$, and $R_{\mathrm{bal}} \le R/(C\pi_C)$",
        READING,
        r"**Also readings:** $\Phi$ is what the standard argument gives; $M$ is the largest training "
        "loss; the complexity is that of linear heads at the norm that was found, not at a norm "
        "fixed in advance",
        "**The toy data:** five round classes with standard deviation 1 and means on a circle, and "
        "linear heads with a ridge penalty of 0.001; they are this lab's",
    ),
    symbols=SYMBOLS,
    derivation=DERIVATION,
    source=PROPOSITION,
    today=_today,
)
PHASES = Statement(
    claim=r"""Algorithm 1, truncated logit adjustment (TLA) with aligned deferred re-weighting (ADRW),
minimises, with $\Delta_y = \tau\log\pi_y$ throughout,

$$
L = \begin{cases}
-\log\operatorname{softmax}_y(\beta f + \Delta), & \alpha_y = 1,\ \beta_y = (n_y/n_{\max})^\gamma, & t <
T_0,\\ -\alpha_y\log\operatorname{softmax}_y(f + \Delta), & \alpha_y \propto \pi_y^{-\nu},\ \beta_y = 1, & t
\ge T_0, \end{cases}
$$

and lowers the learning rate at $T_0$. The case for waiting: a weight multiplies $1 - s_y$, which is large for
every class at the start.""",
    assumptions=(
        "**Rigorous:** the terms at every epoch, as in the first picture, with reading (b); recalls are "
        "integrals, "
        "not a test set",
        "**A reading:** that weights should wait until $1 - s_y$ of the tail can be reduced. It is an "
        "argument from the bound, not a theorem, and these toy data do not support it",
        r"$\tau = 0.75$, $\gamma = 0.05$, $\nu = 0.25$; “weights” are $1/\pi_y$ with mean 1 over the "
        "examples; full-batch gradient descent from zero at a rate of 0.2",
    ),
    symbols=SYMBOLS | {"t, T_0": "epoch, and the epoch at which the second phase begins"},
    derivation=r"""At zero all scores are 0: under cross-entropy $s_y = 1/C$, so class $y$ has the term
$\alpha_y\sqrt{2\pi_y}\,(1 - 1/C)$. With $\alpha_y = 1/(C\pi_y)$, mean 1 over the examples, it is
$\sqrt{2/\pi_y}\,(1 - 1/C)/C$: largest for the rarest class. Later the terms depend on $s_y$ alone, because
$\alpha_y$, $\tilde\beta_y$ and $\pi_y$ are fixed within a phase.

On these toy data, $s_y$ of the rarest class falls under cross-entropy, because the head's examples push its
score down: late weights then meet a larger $1 - s_y$ than early ones. In a network that learns its features,
$s_y$ also falls first, but it rises again before $T_0$: see the third picture.""",
    source=ALGORITHM,
)
RUN = Statement(
    claim=CLAIM,
    assumptions=(
        r"**Rigorous:** $\alpha_y\tilde\beta_y(1 - s_y)$ for the images as training saw them in that epoch",
        "**A reading:** $s_y$ was measured during the epoch, from augmented images, in training mode, "
        "and while the weights changed; it is missing for an epoch that did not draw the class",
        "**Left out:** the complexity of the network, and with it the whole bound",
        r"LDAM is covered: its factor 30 is $\beta_y$ for all classes, and its margin is in $s_y$. A "
        "focal factor, a hinge, mixed or synthetic images and a second stage are not covered, and "
        "the page then says so",
    ),
    symbols=SYMBOLS,
    derivation=DERIVATION,
    source=PROPOSITION,
)
