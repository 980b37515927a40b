"""The page of Theorem 2: what a straight line can never do."""

from dataclasses import dataclass, replace

from dashboard.shell.controls import slider
from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.shell.settings import Settings
from dashboard.shell.simulated import Simulated
from dashboard.views.theorems.theorem import Statement, theorem_picture
from ltcore.methods.sources import RETHINKING
from ltcore.plots.base.amounts import latex, numeral
from ltcore.plots.theorems.linear_limit import balanced_scene, error_scene, floor_scene
from ltcore.theory.linear_limit import error

SOURCE = replace(
    RETHINKING, where="Theorem 2; the balanced version and the best thresholds are this lab's"
)
BETAS = (1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0, 1000.0, 10_000.0)
SYMBOLS = {
    r"\Phi": "distribution function of the standard normal distribution, from 0 to 1",
    r"\theta, b": r"direction and offset of the linear rule "
    r"$f(x) = \operatorname{sign}(\langle\theta, x\rangle + b)$",
    r"\sigma_1": "standard deviation of the positive class in each of $d$ dimensions",
    "t": r"threshold: $b / (\lVert\theta\rVert \sigma_1)$, the only thing a linear rule can choose",
    r"\beta": r"variance of the negative class over that of the positive, above 1 in the theorem",
    "p_+, p_-": "proportions of the positive and the negative class, $p_+ + p_- = 1$",
    "I_d": "identity matrix: the classes are round",
    "x, X": r"a point, and a random one; the picture turns the plane so that $\theta$ lies along $x_1$",
}
CLASSES = (
    r"positives are $N(0, \sigma_1^2 I_d)$, negatives $N(0, \beta\sigma_1^2 I_d)$: "
    r"the same mean, $\beta > 1$"
)


@dataclass(frozen=True, kw_only=True)
class Line(Simulated):
    """A linear rule for two classes around the same point."""

    t: float = slider("Threshold t", tuple(step / 10 for step in range(-40, 41)), 1.0)
    beta: float = slider(
        "Variance ratio β",
        BETAS,
        3.0,
        numeral,
        "Variance of the negative class divided by that of the positive class.",
    )
    p_neg: float = slider(
        "Share p₋ of negatives",
        (0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99),
        0.6,
        help="Theorem 2 requires at least 0.5.",
    )


LINE = Settings(Line, "linear_limit")


def _today(line: Line) -> str:
    return (
        rf"\operatorname{{err}}({latex(line.t)}) = {float(error(line.t, line.beta, line.p_neg)):.4f}, \qquad "
        rf"\frac{{p_-}}{{2}} = {line.p_neg / 2:.3f}"
    )


STATEMENT = Statement(
    claim=r"""For every linear rule $f(x) = \operatorname{sign}(\langle\theta, x\rangle + b)$ with $b > 0$:

$$
\operatorname{err}(t) = p_+\,\Phi(-t) + p_-\,\Phi\!\left(\frac{t}{\sqrt\beta}\right)
\;\ge\; \frac{p_-}{2} \;\ge\; \frac14, \qquad t = \frac{b}{\lVert\theta\rVert\,\sigma_1}.
$$""",
    assumptions=(
        CLASSES,
        r"$p_- \ge 1/2$ and $b > 0$ (so $t > 0$). Without $b > 0$, the rule that always predicts "
        "“negative” has error $p_+$, which may be far below 1/4",
    ),
    symbols=SYMBOLS,
    derivation=r"""$\langle\theta, X\rangle$ is $N(0, \lVert\theta\rVert^2\sigma_1^2)$ for positives and
$N(0, \beta\lVert\theta\rVert^2\sigma_1^2)$ for negatives: the dimension no longer matters. A positive is
misclassified if $\langle\theta, X\rangle \le -b$, with probability $\Phi(-t)$; a negative if
$\langle\theta, X\rangle > -b$, with probability $\Phi(t/\sqrt\beta)$, at least 1/2 for $t > 0$. So the second
term alone is at least $p_-/2$.

The derivative in $t$ vanishes at $t^2 = \frac{2\beta}{\beta-1}\ln\frac{p_+\sqrt\beta}{p_-}$ if this is
positive; otherwise the error only falls towards 1/2 as $t \to 0$.""",
    source=SOURCE,
    today=_today,
)
BALANCED = Statement(
    claim=r"""For **every** linear rule, for all $b$ and all shares of the classes, the balanced error is

$$
\tfrac12\,\Phi(-t) + \tfrac12\,\Phi\!\left(\frac{t}{\sqrt\beta}\right) \;\ge\;
\tfrac12\,\Phi(-t^*) + \tfrac12\,\Phi\!\left(\frac{t^*}{\sqrt\beta}\right) \;>\; \frac14,
\qquad t^{*2} = \frac{\beta \ln\beta}{\beta - 1}.
$$""",
    assumptions=(
        CLASSES,
        "nothing else: no condition on the sign of $b$ or on the shares. This version is this lab's; 1/4 "
        r"cannot be improved, because the middle term tends to it as $\beta \to \infty$",
    ),
    symbols=SYMBOLS | {"t^*": "threshold of the linear rule with the smallest balanced error"},
    derivation=r"""For $t \le 0$ the balanced error is at least 1/2: with $-t = s \ge 0$ it is
$\tfrac12\Phi(s) + \tfrac12\Phi(-s/\sqrt\beta) \ge \tfrac12\Phi(s) + \tfrac12\Phi(-s) = \tfrac12$.
For $t > 0$ set the derivative to 0: $\varphi(t) = \varphi(t/\sqrt\beta)/\sqrt\beta$ with the normal density
$\varphi$, so $t^2(1 - 1/\beta) = \ln\beta$. At this $t^*$ the second term is at least 1/4 and the first is
positive. As $\beta \to \infty$, $t^* \to \infty$ and $t^*/\sqrt\beta \to 0$: the sum tends to 1/4.""",
    source=SOURCE,
)


PAGE = Page(
    slug="linear_limit",
    title="Theorem 2: what a line cannot do",
    icon=":material/horizontal_rule:",
    door="Theorems",
    question="What can a straight line never do?",
    sentence="Two classes share a centre, and one is wider. If both count equally, every straight line "
    "misclassifies more than a quarter of the points.",
    pictures={
        "error": theorem_picture(
            label="Where is it wrong?",
            settings=LINE,
            controls=("t", "beta", "p_neg"),
            scene=lambda line: error_scene(
                line.t, line.beta, line.p_neg, draws=line.draws, seed=line.seed
            ),
            statement=STATEMENT,
            notice="Wherever the line moves, it gives up one class to save the other: no direction in "
            "the plane separates them.",
            try_this="Set p₋ to 0.9 and move t below 0: the plain error falls below 1/4, because the "
            "rule then predicts “negative” almost always.",
            simulated=True,
            origin="Exact errors from the normal distribution; samples are simulated by their binomial "
            "counts.",
        ),
        "balanced": theorem_picture(
            label="Without its assumptions?",
            settings=LINE,
            controls=("t", "beta"),
            scene=lambda line: balanced_scene(line.t, line.beta),
            statement=BALANCED,
            notice="The balanced error of the constant rules is 1/2, so no condition on the sign of b is "
            "needed.",
            try_this="Move β to 10,000: the floor approaches 1/4 and never reaches it.",
        ),
        "floor": theorem_picture(
            label="How low can it get?",
            settings=LINE,
            controls=("beta", "p_neg"),
            scene=lambda line: floor_scene(line.beta, line.p_neg),
            statement=BALANCED,
            notice="The promise 1/4 is tight only for enormous β; at β = 3 the truth is 43.5 %.",
            try_this="Set p₋ to 0.9: always predicting “negative” is then better than any line with t > "
            "0.",
        ),
    },
    presets=(
        Preset("No line gets below 43 % at β = 3", {"beta": 3.0, "t": 1.3}, "balanced"),
        Preset("At p₋ = 0.9 the floor is p₋/2", {"p_neg": 0.9, "t": 1.0}, "error"),
        Preset("Always “negative” beats every line", {"p_neg": 0.9, "t": -3.0}, "error"),
        Preset("β = 10,000 stays above 1/4", {"beta": 10_000.0}, "floor"),
    ),
    afresh=True,
)
