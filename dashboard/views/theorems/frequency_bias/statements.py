"""What the page on frequency bias claims."""

from dashboard.views.theorems.frequency_bias.settings import FrequencyBias
from dashboard.views.theorems.theorem import Statement
from ltcore.registry import Source
from ltcore.theory.frequency_bias.gradients import first_bias_gradient, path

GRADIENT = Source(
    "Equalization Loss for Long-Tailed Object Recognition",
    2020,
    "https://arxiv.org/abs/2003.05176",
    "Tan et al., CVPR 2020, on gradients that rare classes get from others; the formulas as in the "
    "lecture notes; the toy data are this lab's",
)
EFFECTIVE = Source(
    "Class-Balanced Loss Based on Effective Number of Samples",
    2019,
    "https://arxiv.org/abs/1901.05555",
    "Cui et al., CVPR 2019, Sec. 3; the comparison with class means is this lab's",
)
SYMBOLS = {
    "x, y": "features of an example and its class",
    "K, n_i": "number of classes, three here, and number of training examples of class $i$",
    r"w_i, b_i": "vector and bias of class $i$ in the classifier, the rows of $W$ and $b$; its score is "
    "$z_i$",
    "s_i": r"$\operatorname{softmax}_i(Wx + b)$, the probability given to class $i$",
    r"[i = y]": "1 where $i = y$, else 0",
    r"\pi_i": "prior of class $i$, its share of the training examples",
    r"m_i, \bar m": r"mean of the features of class $i$, its prototype, and $\bar m = \sum_j \pi_j m_j$",
    r"\tau": r"logit adjustment adds $\tau\log\pi_i$ to score $i$ in the loss, here with $\tau = 1$",
    r"E, N, \beta": r"effective number $E = (1 - \beta^n)/(1 - \beta)$ of a class of $n$ examples, and "
    r"$N = 1/(1 - \beta)$, which it cannot exceed",
}
CLAIM = r"""For one example of class $y$ the gradients of the loss $L = -\log s_y$ are

$$
\frac{\partial L}{\partial w_i} = (s_i - [i = y])\,x, \qquad
\frac{\partial L}{\partial b_i} = s_i - [i = y], \qquad \sum_i \frac{\partial L}{\partial w_i} = 0,
$$

so a step moves $w_y$ towards $x$ and **every other** $w_i$ away from it. At $W = 0$, $b = 0$ the mean over
the training set is

$$
\mathbb E\,\frac{\partial L}{\partial b_i} = \frac1K - \pi_i, \qquad
\mathbb E\,\frac{\partial L}{\partial w_i} = \frac{\bar m}{K} - \pi_i m_i .
$$"""
DERIVATION = r"""$\log s_y = z_y - \log\sum_j e^{z_j}$, so $\partial L/\partial z_i = s_i - [i = y]$, and
$\partial z_i/\partial w_i = x$, $\partial z_i/\partial b_i = 1$. The $s_i$ sum to 1, and so does $[i = y]$,
so summed over $i$ the gradients cancel. $s_i - [i = y]$ is negative only for $i = y$.

At $W = 0$, $b = 0$ all $s_i$ are $1/K$. The examples of class $j$ contribute $\pi_j\,(1/K - [i = j])\,m_j$ to
row $i$; the sum over $j$ is $\bar m/K - \pi_i m_i$. The length of what class $j$ contributes to all rows is
$\pi_j \lVert m_j\rVert\sqrt{1 - 1/K}$: if all means are equally long, the classes share the first gradient as
they share the data.

With class weights $\alpha_y$, replace $\pi_j$ by $\alpha_j\pi_j$. Logit adjustment changes $s_i$ instead: at
the start $s_i = \pi_i$, so the mean gradient of every bias is 0."""


def _today_start(asked: FrequencyBias) -> str:
    head, tail = asked.head, asked.tail
    told = first_bias_gradient([head, 1 - head - tail, tail])
    return r"\frac1K - \pi = (" + r",\; ".join(f"{value:.4f}" for value in told) + ")"


def _today_moves(asked: FrequencyBias) -> str:
    found = path(asked.toy, asked.loss, 200)
    told = found.gradients[asked.step].sum(axis=0)
    rows = r" \\ ".join(" & ".join(f"{value:.3f}" for value in row) for row in told)
    return (
        rf"\nabla_{{(W, b)}} L = \begin{{pmatrix}} {rows} \end{{pmatrix}}"
        r"\quad\text{(rows: head, medium, tail; last column: } b)"
    )


MOVES = Statement(
    claim=CLAIM,
    assumptions=(
        "the formulas for one example always hold; those for the mean hold only at the start, for any "
        "distributions",
        "**the toy data:** three overlapping round classes with standard deviation 1, 120° apart; "
        "gradient descent on all examples from zero with rate 0.5. If lines can separate the "
        "classes, the tail is only slower",
        r"weights have mean 1 over the examples: $1/\pi_y$, or one over the effective number with "
        r"$\beta = 0.999$",
    ),
    symbols=SYMBOLS,
    derivation=DERIVATION,
    source=GRADIENT,
    today=_today_moves,
)
START = Statement(
    claim=CLAIM,
    assumptions=(
        "$W = 0$, $b = 0$; a random start of small weights is close to it",
        "for the cosines: three means of the same length, 120° apart",
    ),
    symbols=SYMBOLS,
    derivation=DERIVATION,
    source=GRADIENT,
    today=_today_start,
)
PROTOTYPES = Statement(
    claim=r"""At $W = 0$, $b = 0$ the gradient is that of $n_i$ copies of each class mean $m_i$. With weights
$\alpha_i \propto 1/E_{n_i}$ class $i$ has the share

$$
\frac{(n_i/E_{n_i})\lVert m_i\rVert}{\sum_j (n_j/E_{n_j})\lVert m_j\rVert}, \qquad
E_n = \frac{1 - \beta^n}{1 - \beta}, \qquad N = \frac{1}{1 - \beta},
$$

of it: $\pi_i$ for $N = 1$, and $1/K$ each as $N \to \infty$, if all means are equally long.""",
    assumptions=(
        "the shares hold only at the start",
        "the effective number models a class as a set of $N$ prototypes from which examples are drawn; "
        "see *Effective number*",
    ),
    symbols=SYMBOLS,
    derivation=r"""At the start the residual $s_i - [i = y]$ is the same for all examples of a class, so the
sum over them is the residual times $n_i m_i$. Later it is small for examples deep inside and large near the
boundary, and the mean of a product is no longer the product of means.

$E_n \to 1$ as $\beta \to 0$, which is $N = 1$: no weights. $E_n \to n$ as $\beta \to 1$: $n_i/E_{n_i} \to
1$.""",
    source=EFFECTIVE,
)
