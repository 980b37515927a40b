"""What the page of the margin bounds claims, with assumptions and derivations."""

from dashboard.views.theorems.margin_theory.settings import MarginTheory
from dashboard.views.theorems.theorem import Statement
from ltcore.methods.sources import LDAM
from ltcore.registry import Source
from ltcore.theory.ldam_margin import two_class_optimum
from ltcore.theory.margin_theory.bounds import gain_over_ratio

TRADE_OFF = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1")
BOUND_SOURCE = Source(LDAM.title, LDAM.year, LDAM.url, "Theorem 2")
SOUDRY = Source(
    "The Implicit Bias of Gradient Descent on Separable Data (Soudry et al., JMLR)",
    2018,
    "https://jmlr.org/papers/v19/18-188.html",
    "Theorem 3",
)
SYMBOLS = {
    r"\gamma_j": r"margin of class $j$: the smallest $z_y - \max_{k \ne y} z_k$ over its training examples, "
    "$z$ being the logits and $y$ the label; $\\gamma_1$ that of class 1",
    "n_j": "training examples of class $j$",
}
GAIN = SYMBOLS | {
    "G": "total margin that the classes share; it cancels in all ratios",
    "K": "number of classes",
    r"\rho": "imbalance ratio: the largest count over the smallest",
}


def _two_today(asked: MarginTheory) -> str:
    n1, n2 = asked.n1, asked.n2
    first, second, value = two_class_optimum(n1, n2)
    return (
        rf"\frac{{\gamma_1}}{{\gamma_2}} = \frac{{{first:.3f}}}{{{second:.3f}}} = "
        rf"\left(\frac{{{n2}}}{{{n1}}}\right)^{{1/4}}, \qquad \text{{bound }} {value:.4f}"
    )


def _many_today(asked: MarginTheory) -> str:
    gain = float(gain_over_ratio(asked.rho, asked.k))
    return rf"\text{{ratio}} = {gain:.4f} > \frac1{{{asked.k}}}"


TWO_CLASSES = Statement(
    claim=r"""Among all margins with $\gamma_1 + \gamma_2 = G$, those proportional to $n_j^{-1/4}$ make the
bound smallest, and even then it is more than half of its value for equal margins:

$$
\min_{\gamma_1 + \gamma_2 = G} \frac{1}{\gamma_1\sqrt{n_1}} + \frac{1}{\gamma_2\sqrt{n_2}}
= \frac{(a + b)^2}{G}, \qquad
\frac{\text{best}}{\text{equal}} = \frac{(a+b)^2}{2(a^2+b^2)} \in \left(\tfrac12, 1\right],
\qquad a = n_1^{-1/4},\; b = n_2^{-1/4}.
$$""",
    assumptions=(
        r"all training examples are classified correctly, so $\gamma_1, \gamma_2 > 0$",
        "a larger margin for one class costs the other the same amount: only the sum $G$ is fixed",
        "the limit 1/2 is this lab's remark; the bound itself hides constants, which cancel in the ratio",
    ),
    symbols=GAIN,
    derivation=r"""Set the derivatives of $\frac{a^2}{\gamma_1} + \frac{b^2}{\gamma_2}$ with multiplier
$\lambda$ for the sum to 0: $a^2/\gamma_1^2 = b^2/\gamma_2^2 = \lambda$, so $\gamma_1 : \gamma_2 = a : b$,
that is $\gamma_1 = G a/(a+b)$. The value is $(a+b)^2/G$. With $\gamma_1 = \gamma_2 = G/2$ it is
$2(a^2 + b^2)/G$. The ratio is

$$
\frac{(a+b)^2}{2(a^2+b^2)} = \frac12 + \frac{ab}{a^2+b^2} > \frac12,
$$

and tends to 1/2 only as $n_1/n_2 \to \infty$.""",
    source=TRADE_OFF,
    today=_two_today,
)
MANY_CLASSES = Statement(
    claim=r"""For $K$ classes and a given sum $G$ of the margins, $\gamma_j$ proportional to $n_j^{-1/4}$ is
best, and

$$
\frac{\text{best}}{\text{equal}} =
\frac{\bigl(\sum_j n_j^{-1/4}\bigr)^2}{K \sum_j n_j^{-1/2}} \in \left(\tfrac1K, 1\right].
$$""",
    assumptions=(
        r"all $\gamma_j > 0$",
        r"the picture uses counts that fall geometrically from $n_1$ to $n_1/\rho$, not rounded; the "
        "statement holds for all counts",
        "only the part of the bound that margins change is compared",
    ),
    symbols=GAIN,
    derivation=r"""By the Cauchy-Schwarz inequality,
$\bigl(\sum_j n_j^{-1/4}\bigr)^2 = \bigl(\sum_j \sqrt{\gamma_j} \cdot
\tfrac{n_j^{-1/4}}{\sqrt{\gamma_j}}\bigr)^2 \le G \sum_j \tfrac{1}{\gamma_j \sqrt{n_j}}$, with equality if
$\gamma_j$ is proportional to $n_j^{-1/4}$. Equal margins $G/K$ give $\tfrac{K}{G}\sum_j n_j^{-1/2}$; the
ratio of both is the formula.

It is above $1/K$, because the square of a sum of positive numbers exceeds the sum of their squares, and at
most 1, again by Cauchy-Schwarz, with equality if all counts are equal.""",
    source=TRADE_OFF,
    today=_many_today,
)
BOUND = Statement(
    claim=r"""With probability at least $1 - n^{-5}$ over the training data, the error on a balanced test set
is

$$
L_{\text{bal}} \;\lesssim\; \frac1K \sum_{j=1}^{K} \left[ \frac{1}{\gamma_j}\sqrt{\frac{C(\mathcal F)}{n_j}}
+ \frac{\log n}{\sqrt{n_j}} \right];
$$

on a test set with the class frequencies of the training data it is
$\lesssim \frac{1}{\gamma_{\min}} \sqrt{\frac{C(\mathcal F)}{n}}$.""",
    assumptions=(
        r"all training margins are above 0: $\gamma_j > 0$ for every class. Early in training, or with "
        "wrong labels, the theorem says nothing",
        r"$\lesssim$ hides constants, and $C(\mathcal F)$ of a real network is not known: only the shape "
        "of the first term is meaningful",
    ),
    symbols=SYMBOLS
    | {
        r"\gamma_{\min}": "the smallest of all margins; on the picture γ_min",
        "n": "number of training examples",
        "K": "number of classes",
        r"\rho": "imbalance ratio: the largest count over the smallest",
        r"C(\mathcal F)": "complexity of the family of networks, on the picture C(F)",
        r"\lesssim": "at most, up to constants and smaller terms",
    },
    derivation=r"""Sketch: take one class alone, with its $n_j$ examples. A classic margin bound says that its
error is at most the share of examples with a margin below $\gamma_j$, which is 0, plus a multiple of
$\frac{1}{\gamma_j}\sqrt{C(\mathcal F)/n_j}$, plus a term for the randomness of the sample. The bound may fail
with probability $n^{-5}$ over all classes together, which costs $\sqrt{\log n / n_j}$ and a little more, at
most $\log n/\sqrt{n_j}$. The mean over the classes is the balanced error.

The second term contains neither margins nor the unknown complexity: with 10 classes from 5,000 to 50 examples
its mean is already 0.545, on CIFAR-100 with ratio 100 it is 1.659.""",
    source=BOUND_SOURCE,
)
DESCENT = Statement(
    claim=r"""For almost all separable data, from any start and with small enough steps, gradient descent on
the logistic loss follows

$$
w(t) = w^* \log t + \text{a bounded rest}, \qquad
w^* = \arg\min_w \lVert w\rVert \;\text{ with }\; y_i\, w^{\mathsf T} x_i \ge 1 \text{ for all } i.
$$

So $\lVert w\rVert / \log t \to \lVert w^*\rVert$, and the direction becomes that of the SVM. Positive class
weights only change the rest.""",
    assumptions=(
        "the data are linearly separable: some $w$ puts every example on the correct side",
        "the bias is a third weight, of a feature that is 1: the SVM here counts it in the length of $w$, "
        "and the angle in the picture is that between all three weights",
        "the picture shows the limit of vanishing steps (gradient flow), in which $t$ is learning rate "
        "times steps",
    ),
    symbols={
        "w": "two weights and the bias; $|w|$ or $\\lVert w\\rVert$ is their length",
        "w^*": "the shortest $w$ with margin 1: the hard-margin SVM",
        "x_i, y_i": "features, the last one 1, and label, −1 for the head and 1 for the tail",
        "a_i": "weight of an example, above 0",
        "t": "learning rate × number of steps",
        r"\log, \ln": "natural logarithm",
        r"\alpha_i": "multiplier of the SVM, above 0 for its support vectors, which lie at margin 1",
        r"\dot w": "change of $w$ per unit of $t$",
    },
    derivation=r"""Sketch. For large margins, $\log(1 + e^{-m}) \approx e^{-m}$, so
$\dot w \approx \sum_i a_i y_i x_i\, e^{-y_i w^{\mathsf T} x_i}$. Try $w = w^*\log t + r$ with a constant rest
$r$: the factor of an example is $t^{-y_i w^{*\mathsf T} x_i}\, e^{-y_i r^{\mathsf T} x_i}$. The terms of
examples beyond margin 1 fall faster than $1/t$ and vanish; the support vectors leave

$$
\dot w = \frac1t \sum_{i \text{ support}} a_i\, e^{-y_i r^{\mathsf T} x_i}\, y_i x_i = \frac{w^*}{t}
\quad\text{where}\quad a_i\, e^{-y_i r^{\mathsf T} x_i} = \alpha_i,\quad w^* = \sum_i \alpha_i y_i x_i .
$$

The last equation is the SVM's own condition. A weight $a_i$ moves $y_i r^{\mathsf T} x_i$ by $\log a_i$: a
constant, which $\log t$ outgrows.""",
    source=SOUDRY,
)
