"""What the page of the two features claims, and why."""

from dashboard.views.theorems.theorem import Statement
from dashboard.views.theorems.two_features.settings import TwoFeatures
from ltcore.registry import Source
from ltcore.theory.two_features.shares import rare_mean_share, self_supervised_limit

SOURCE = Source(
    "Self-supervised Learning is More Robust to Dataset Imbalance",
    2022,
    "https://arxiv.org/abs/2110.05025",
    "Liu, HaoChen, Gaidon and Ma, ICLR 2022, Sec. 3.1; the formulas and the reductions are this lab's",
)
DATA = {
    r"e_1, e_2": r"two orthonormal directions in $\mathbb{R}^d$, the features",
    "d": "dimension of the examples",
    r"\tau": r"how far half of the frequent examples lie along $-e_2$, at least 0",
    r"\rho": "standard deviation of the noise in each coordinate, at least 0",
    r"q, \xi": "a fair coin, 0 or 1, and noise, $N(0, I_d)$; drawn independently for every example",
    "n, n_3": "training examples of class 1, equal to those of class 2, and of the rare class 3",
    "N": "all training examples, $2n + n_3$",
}
SETTING = r"""$$
\text{class 1: } e_1 - q\tau e_2 + \rho\xi, \qquad
\text{class 2: } -e_1 - q\tau e_2 + \rho\xi, \qquad
\text{class 3, rare: } e_2 + \rho\xi.
$$"""
KEPT = (
    "“kept” is the share of a feature's squared length that lies in the row space of the map, from 0 "
    "(nothing) to 1 (all). Both maps keep two directions here"
)


def _today(asked: TwoFeatures) -> str:
    limit = self_supervised_limit(asked.d, asked.n, asked.n_rare, asked.tau, asked.rho)
    first, second = (float(share) for share in limit)
    alone = float(rare_mean_share(asked.d, asked.n_rare, asked.rho))
    return (
        rf"\kappa_1 = {first:.3f}, \qquad \kappa_2 = {second:.3f}, \qquad "
        rf"\text{{rare examples alone: }} {alone:.3f}"
    )


LEARNING = Statement(
    claim=rf"""{SETTING}

Labels ask only for $e_1$ and for whatever tells the few rare examples apart. Supervised learning keeps $e_1$
and a direction that overfits the rare examples; self-supervised learning, which sees $e_2$ in the frequent
classes, keeps $e_1$ and $e_2$.

* **With labels**: the linear network $W_2 W_1 x$ of least
  $\lVert W_1^\top W_1\rVert_F^2 + \lVert W_2^\top W_2\rVert_F^2$ in which every example's own score is ahead
  of the others by at least 1. The representation is $W_1$.
* **Without labels**: $W$ of least
  $-\operatorname{{E}}[(W(x+u))^\top W(x+v)] + \tfrac12\lVert W^\top W\rVert_F^2$.""",
    assumptions=(
        "many examples of classes 1 and 2, few of class 3. The paper's Theorem 3.1 makes the claim "
        "precise; its rates and its probability are not repeated here: the pictures show what was "
        "learned with the current settings",
        KEPT,
        "$u$ and $v$ have mean 0 and are independent of each other and of $x$",
    ),
    symbols=DATA
    | {
        "W_1, W_2, W": "matrices; what a representation keeps is the row space of $W_1$ or of $W$",
        "u, v": "two random perturbations of the same example",
        "M": "$W_2 W_1$, what the linear network computes",
        "S": r"mean of $x x^\top$ over the training examples",
        r"\lVert\cdot\rVert_F": "Frobenius norm: root of the sum of squared entries",
    },
    derivation=r"""**With labels.** Let $M = W_2W_1$. Then
$\lVert M\rVert_F^2 = \langle W_2^\top W_2, W_1W_1^\top\rangle \le \tfrac12(\lVert W_2^\top W_2\rVert_F^2 +
\lVert W_1^\top W_1\rVert_F^2)$. So the objective is at least $2\lVert M\rVert_F^2$, with equality if
$W_2^\top W_2 = W_1W_1^\top$; then $W_1$ and $M$ have the same rank, so the same row space. It remains to find
the smallest $\lVert M\rVert_F$ with all margins at least 1: the multi-class maximum margin solution. It is a
combination of the examples; its rows sum to 0, so it has rank 2.

**Without labels.** As $u, v$ are independent with mean 0, the first term is $-\operatorname{tr}(WSW^\top)$.
With
$-\operatorname{tr}(W^\top W S) + \tfrac12\lVert W^\top W\rVert_F^2 = \tfrac12\lVert W^\top W - S \rVert_F^2 -
\tfrac12\lVert S\rVert_F^2$ the best $W^\top W$ of rank 2 is the part of $S$ on its two largest eigenvectors.
With many examples, $S$ is close to $\rho^2 I + \operatorname{diag}(s_1, s_2, 0, \dots)$: both features stand
out, though no label names $e_2$.""",
    source=SOURCE,
)
LAWS = Statement(
    claim=r"""For large $d$ and $N$ with a fixed ratio $g = d/N$, self-supervision keeps this share of feature
$j$ (if both features are found):

$$
\kappa_j = \frac{s_j^2 - g\rho^4}{s_j^2 + g\,s_j\,\rho^2} \ \text{ where } s_j > \rho^2\sqrt{g},
\ \text{ else } 0, \qquad s_1 = \frac{2n}{N}, \quad s_2 = \frac{n\tau^2 + n_3}{N}.
$$

The mean of the rare examples alone contains this share of $e_2$, on average and for every $d$:

$$
1 - \frac{d-1}{2}\int_0^\infty e^{-sd/2 \,-\, m(1 - e^{-s})}\,ds \;\approx\; \frac{1}{1 + d\rho^2/n_3},
\qquad m = \frac{n_3}{2\rho^2}.
$$""",
    assumptions=(
        "the first formula is a limit for the spiked covariance model (Paul, Statistica Sinica 2007), "
        "applied by this lab; the second is exact",
        "neither formula describes supervised learning. What labels keep of $e_2$ is close to the second "
        "formula for two rare examples in 100 dimensions; with many rare examples, or in few "
        "dimensions, it is often far less",
        KEPT,
    ),
    symbols=DATA
    | {
        r"\kappa_1, \kappa_2": "shares of $e_1$ and $e_2$ that self-supervision keeps, from 0 to 1",
        "s_1, s_2": "strengths: mean squares of the features over the training examples, without noise",
        "g": "$d/N$, dimensions per example",
        "m": "signal-to-noise ratio of the mean of the rare examples",
    },
    derivation=r"""The mean of $x x^\top$ is near $\rho^2 I + s_1 e_1e_1^\top + s_2 e_2e_2^\top$: the coin is
independent of the class, so the features are uncorrelated. That the eigenvectors of finitely many examples
have this squared cosine with $e_j$ is Paul's theorem; it is not proved here.

The mean of $n_3$ rare examples is $e_2 + \rho\,\xi/\sqrt{n_3}$. Its squared cosine with $e_2$ is $A/(A+B)$,
where $A$ is non-central $\chi^2_1$ with parameter $2m$ and $B$ is central $\chi^2_{d-1}$. Given a Poisson
number $J$ of mean $m$ it is Beta$(\tfrac12 + J, \tfrac{d-1}2)$, of mean $1 - \frac{d-1}{2}\frac{1}{d/2 + J}$.
Write $\frac{1}{d/2+J} = \int_0^\infty e^{-s(d/2+J)}ds$ and use $\operatorname{E} e^{-sJ} =
e^{-m(1-e^{-s})}$.""",
    source=SOURCE,
    today=_today,
)
PROBE = Statement(
    claim=r"""Projected on two orthonormal directions $B$, an example is $B\mu + \rho\,B\xi$, where $B\xi$ is
$N(0, I_2)$: a normal distribution in the plane around one of five means. A linear probe misclassifies class
$k$ with probability

$$
1 - \Pr(\text{own score exceeds both others}),
$$

the mass of a normal distribution in a corner, which Owen's T function gives exactly.""",
    assumptions=(
        "the probe is a softmax regression fitted to unlimited data with the three classes equally frequent",
        "the paper's probe is a linear function, without an offset; the version with one is this lab's",
        "a tiny penalty, $10^{-4}$ times half the squared norm, keeps the probe finite if classes do not "
        "overlap",
    ),
    symbols=DATA
    | {
        "B": r"orthonormal rows that span what was kept, $2 \times d$",
        r"\mu": r"mean of an example without its noise: $\pm e_1$, $\pm e_1 - \tau e_2$ or $e_2$",
    },
    derivation=r"""Rows of $B$ are orthonormal, so $B\xi \sim N(0, BB^\top) = N(0, I_2)$, for every $d$. The
scores are linear, so their differences are jointly normal: two differences, whose correlation follows from
the weights. The probability that both are positive is the one we need. The fit itself uses quadrature over
the five normal distributions.

Without an offset and with $e_1$ alone, the scores are multiples of one number: if it is positive, the largest
multiple wins; if it is negative, the smallest; the class in between, the rare one, never wins. With an offset
it can win around 0.""",
    source=SOURCE,
)
