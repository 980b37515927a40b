"""What the pictures of covered volume claim, and why it is so."""

from dashboard.views.theorems.theorem import Statement
from ltcore.methods.sources import CLASS_BALANCED
from ltcore.plots.base.amounts import latex
from ltcore.registry import Source
from ltcore.theory.covering.law import beta_of, mean_covered

SOURCE = Source(
    CLASS_BALANCED.title,
    CLASS_BALANCED.year,
    CLASS_BALANCED.url,
    "Sec. 3, Proposition 1, for the urn and its mean; arcs, variances and the trap are this lab's",
)
SYMBOLS = {
    "n": "number of samples of a class, for example images",
    "N": "volume of the class in units of one sample, at least 1: everything there is to see of it",
    r"\beta": r"$1 - 1/N$, equivalently $N = 1/(1-\beta)$; from 0 to below 1",
    "V": "covered volume, what has been seen so far",
    "E_n": "effective number: the mean of $V$ after $n$ samples",
}
SAMPLES = "samples are independent and uniform over the volume, each of volume 1"
SCATTER = r"""$$
\begin{aligned}
\operatorname{Var}(\text{urn}) &= N w^n + N(N-1)\,v^n - N^2 w^{2n}, \\
\operatorname{Var}(\text{arcs}) &= \frac{2N^2\,(w^{n+1} - v^{n+1})}{n+1} + N(N-2)\,v^n - N^2 w^{2n},
\end{aligned}
$$"""


def _today(volume: float, samples: int) -> str:
    beta = beta_of(volume)
    return (
        rf"\beta = 1 - \frac{{1}}{{{latex(volume)}}} = {latex(beta, 4)}, \qquad "
        rf"E_{{{samples}}} = \frac{{1 - {latex(beta, 4)}^{{{samples}}}}}{{1 - {latex(beta, 4)}}} = "
        rf"{float(mean_covered(samples, volume)):.4f}"
    )


EFFECTIVE = Statement(
    claim=r"""For every $n$, the mean covered volume is the effective number

$$
E_n = \frac{1-\beta^n}{1-\beta} = N\left(1 - \left(1 - \tfrac1N\right)^n\right), \qquad
\beta = \frac{N-1}{N},
$$

so on average the next sample adds $\beta^n$: almost 1 for $n \ll N$, and nothing in the limit, because
$E_n \to N$.""",
    assumptions=(
        SAMPLES,
        "urn: a sample is entirely old with probability $V/N$, otherwise entirely new; $N$ is a whole "
        "number",
        "arcs: a sample is an arc of length 1 on a circle of length $N$ and may overlap others "
        r"partially; any $N \ge 1$",
    ),
    symbols=SYMBOLS,
    derivation=r"""**Urn.** A sample adds 1 with probability $1 - V/N$. Means are linear, so
$E_{n+1} = E_n + 1 - E_n/N = 1 + \beta E_n$ with $E_0 = 0$: the geometric sum.

**Arcs.** One arc leaves a fixed point of the circle uncovered with probability $1 - 1/N = \beta$, and $n$
arcs with probability $\beta^n$. The mean uncovered length is $N\beta^n$, so the mean covered length is
$N(1 - \beta^n)$: the same formula, although no sample needs to be entirely new or entirely old.""",
    source=SOURCE,
    today=lambda covering: _today(covering.volume, covering.n),
)
SPREAD = Statement(
    claim=rf"""Urn and arcs have the same mean $E_n$, and the variances

{SCATTER}

with $w = 1 - 1/N = \beta$ and $v = \max(0, 1 - 2/N)$.""",
    assumptions=(
        SAMPLES,
        r"$N$ is a whole number; the second line holds for any $N \ge 1$ once $n \ge 1$",
    ),
    symbols=SYMBOLS
    | {
        "w": r"$1 - 1/N$, which is $\beta$: the probability that one sample misses a point",
        "v": r"$\max(0, 1 - 2/N)$: the probability that it misses two points that are far apart",
        r"\operatorname{Var}": "variance of $V$; its square root is the standard deviation",
    },
    derivation=r"""The covered and the uncovered volume have the same variance. In the urn, two different
boxes both stay empty with probability $v^n$: sum over all $N(N-1)$ pairs, add the $N$ boxes paired with
themselves, and subtract the squared mean $N^2w^{2n}$.

On the circle, two points at distance $u < 1$ both stay uncovered with probability $(1 - (1+u)/N)^n$, points
farther apart with probability $v^n$ (for $N \ge 2$). Integrated over the circle, the first case gives
$N \cdot 2\int_0^1 (w - u/N)^n\,du$, the first fraction; the remaining length $N - 2$ gives the second
term.""",
    source=SOURCE,
    today=lambda covering: _today(covering.volume, covering.n),
)
TRAP = Statement(
    claim=r"""For arcs, $E_n = (1-\beta^n)/(1-\beta)$ holds for every $\beta$ from 0 to below 1. For the urn,
it holds if $N = 1/(1-\beta)$ is a whole number; otherwise the urn's mean is never below the formula, and in
the limit the mean exceeds the formula by the share

$$
\frac{\lceil N \rceil - N}{N}.
$$""",
    assumptions=(
        SAMPLES,
        "the urn's probability of something new, $1 - V/N$, is clamped at 0 once $V > N$",
    ),
    symbols=SYMBOLS | {r"\lceil N \rceil": "the smallest whole number that is at least $N$"},
    derivation=r"""The urn's $V$ is a whole number. At the largest whole number below $N$, a sample is still
new with positive probability, and it takes $V$ to $\lceil N \rceil$, more than there is. In the recursion for
$E_n$ the probability $1 - V/N$ would then have to be negative; clamped at 0 it is larger, and so is the mean.
If $N$ is whole, the number of distinct boxes never reaches such a state, and on a circle $V \le N$
always.""",
    source=SOURCE,
    today=lambda covering: _today(covering.odd, covering.few),
)
