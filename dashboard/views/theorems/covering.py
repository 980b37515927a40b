"""The page of the effective number as covered volume: why one more image adds less."""

from dashboard.views.theorems.page import (
    Choice,
    Draws,
    Parameter,
    Picture,
    Settings,
    Start,
    Statement,
    TheoremPage,
)
from ltcore.methods.sources import CLASS_BALANCED
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.covering.paths import Volume
from ltcore.plots.theorems.covering.spread import spread_scene
from ltcore.plots.theorems.covering.steps import steps_scene
from ltcore.plots.theorems.covering.trap import trap_scene
from ltcore.registry import Source
from ltcore.theory.covering.law import beta_of, mean_covered

SOURCE = Source(
    CLASS_BALANCED.title,
    CLASS_BALANCED.year,
    CLASS_BALANCED.url,
    "Sec. 3, Proposition 1, for the urn and its mean; arcs, variances and the trap are this lab's",
)
STEPS = (*range(17), *range(18, 41, 2), *range(45, 101, 5))
SYMBOLS = {
    "n": "samples of a class, images say, whole, at least 0",
    "N": "volume of the class in units of one sample, at least 1: all there is to see of it",
    r"\beta": r"$1 - 1/N$, equally $N = 1/(1-\beta)$; from 0 to below 1",
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


def _today(size: str, n: str, settings: Settings) -> str:
    volume, samples = settings[size], int(settings[n])
    beta = beta_of(volume)
    return (
        rf"\beta = 1 - \frac{{1}}{{{volume:g}}} = {beta:.4g}, \qquad "
        rf"E_{{{samples}}} = \frac{{1 - {beta:.4g}^{{{samples}}}}}{{1 - {beta:.4g}}} = "
        rf"{float(mean_covered(samples, volume)):.4f}"
    )


EFFECTIVE = Statement(
    r"""For every $n$ the mean covered volume is the effective number

$$
E_n = \frac{1-\beta^n}{1-\beta} = N\left(1 - \left(1 - \tfrac1N\right)^n\right), \qquad
\beta = \frac{N-1}{N},
$$

so the next sample adds $\beta^n$: for $n \ll N$ almost 1, in the end nothing, for $E_n \to N$.""",
    (
        SAMPLES,
        r"urn: a sample is wholly old with probability $V/N$, else wholly new; $N$ is whole",
        "arcs: a sample is an arc of length 1 on a circle of length $N$, may overlap in part; any $N \\ge 1$",
    ),
    SYMBOLS,
    r"""**Urn.** A sample adds 1 with probability $1 - V/N$. Means are linear, so
$E_{n+1} = E_n + 1 - E_n/N = 1 + \beta E_n$ with $E_0 = 0$: the geometric sum.

**Arcs.** A fixed point of the circle stays bare of one arc with probability $1 - 1/N = \beta$, of $n$ arcs
with $\beta^n$. The mean bare length is $N\beta^n$, so the mean covered length is $N(1 - \beta^n)$: the same
formula, and no sample need be all new or all old.""",
    SOURCE,
    lambda settings: _today("volume", "n", settings),
)
SPREAD = Statement(
    rf"""Urn and arcs have the same mean $E_n$, and the variances

{SCATTER}

with $w = 1 - 1/N = \beta$ and $v = \max(0, 1 - 2/N)$.""",
    (SAMPLES, "$N$ is whole; the second line holds for any $N \\ge 1$ once $n \\ge 1$"),
    SYMBOLS
    | {
        "w": r"$1 - 1/N$, which is $\beta$: how likely one sample misses a point",
        "v": r"$\max(0, 1 - 2/N)$: how likely it misses two points that are far apart",
        r"\operatorname{Var}": "variance of $V$; its root is the standard deviation",
    },
    r"""The variance of what is covered is that of what is bare. In the urn two different boxes both stay bare
with probability $v^n$: sum over all $N(N-1)$ pairs, add the $N$ boxes with themselves, subtract the squared
mean $N^2w^{2n}$.

On the circle two points at distance $u < 1$ both stay bare with probability $(1 - (1+u)/N)^n$, farther ones
with $v^n$ (for $N \ge 2$). The first, integrated over the circle, is $N \cdot 2\int_0^1 (w - u/N)^n\,du$, the
first fraction; the remaining length $N - 2$ gives the second term.""",
    SOURCE,
    lambda settings: _today("volume", "n", settings),
)
TRAP = Statement(
    r"""For arcs $E_n = (1-\beta^n)/(1-\beta)$ holds with every $\beta$ from 0 to below 1. For the urn it
holds where $N = 1/(1-\beta)$ is whole; else its mean is never below the formula, and in the end exceeds it by
the share

$$
\frac{\lceil N \rceil - N}{N}.
$$""",
    (SAMPLES, "the urn's probability of something new, $1 - V/N$, is cut off at 0 once $V > N$"),
    SYMBOLS | {r"\lceil N \rceil": "the smallest whole number that is at least $N$"},
    r"""The urn's $V$ is whole. From the largest whole number below $N$ a sample is still new with a positive
probability, and takes $V$ to $\lceil N \rceil$, more than there is. In the recursion for $E_n$ the
probability $1 - V/N$ would now have to be negative; cut off at 0 it is larger, so the mean is too.
Numbers of distinct boxes do not have this state when $N$ is whole, and on a circle $V \le N$ always.""",
    SOURCE,
    lambda settings: _today("odd", "few", settings),
)


def _steps(settings: Settings, draws: Draws) -> Scene:
    volume = Volume(settings["volume"], settings["process"])
    return steps_scene(volume, int(settings["n"]), draws=draws.number, seed=draws.seed)


def _spread(settings: Settings, draws: Draws) -> Scene:
    return spread_scene(settings["volume"], int(settings["n"]), draws=draws.number, seed=draws.seed)


def _trap(settings: Settings, draws: Draws) -> Scene:
    return trap_scene(settings["odd"], int(settings["few"]), draws=draws.number, seed=draws.seed)


ORIGIN = "Computed from the formulas on this page; samples are dropped at uniform places."
PAGE = TheoremPage(
    "covering",
    "Covered volume",
    ":material/blur_circular:",
    "Why does one more image add less?",
    "Each image covers a small part of all there is to see of a class. The more is covered, the less of the "
    "next image is new.",
    (
        Parameter(
            "volume",
            "Volume N",
            (5.0, 10.0, 20.0, 50.0, 100.0),
            20.0,
            help="All there is to see of a class, in images; β = 1 − 1/N.",
        ),
        Parameter("n", "Samples n", STEPS, 40, "{:g}", "Step by step, up to 100."),
        Choice(
            "process",
            "A sample is",
            {"urn": "all or nothing", "arcs": "an arc"},
            "arcs",
            "All or nothing: the urn, wholly new or wholly old. An arc may overlap others in part.",
        ),
        Parameter(
            "odd",
            "Volume N",
            (1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0),
            2.5,
            help="Whole or not; β = 1 − 1/N.",
        ),
        Parameter("few", "Samples n", tuple(range(31)), 20),
    ),
    {
        "steps": Picture(
            "What does each sample add?",
            ("n", "volume", "process"),
            _steps,
            EFFECTIVE,
            "The coloured part of the strokes, what is new, shrinks from left to right; together it is what "
            "is covered.",
            "Move n from 0 on, step by step, and change between all or nothing and arcs: the mean stays.",
            simulated=True,
            origin=ORIGIN,
        ),
        "spread": Picture(
            "Same mean, other spread?",
            ("n", "volume"),
            _spread,
            SPREAD,
            "Both processes agree in the mean for every n, yet the urn scatters more: partial overlaps "
            "average out.",
            "Raise n to 100 at N = 5: everything is covered, and nothing scatters any more.",
            simulated=True,
            origin=ORIGIN,
        ),
        "trap": Picture(
            "And if N is not whole?",
            ("odd", "few"),
            _trap,
            TRAP,
            "The urn ends above N, at the next whole number: with N = 2.5 it counts 3, 20 % too many.",
            "Set N to a whole number: all three agree.",
            simulated=True,
            origin=ORIGIN,
        ),
    },
    (
        Start("The first samples are nearly all new", "steps", {"n": 3, "volume": 100.0}),
        Start("The hundredth sample adds almost nothing", "steps", {"n": 100, "process": "urn"}),
        Start("Partial overlaps scatter less", "spread", {"n": 100, "volume": 100.0}),
        Start("At N = 2.5 the urn fills up to 3", "trap"),
    ),
)
