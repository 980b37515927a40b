"""What the page of CReST and of the cost rules claims, with assumptions and derivations."""

from dashboard.views.theorems.crest_and_costs.settings import CrestAndCosts
from dashboard.views.theorems.theorem import Statement
from ltcore.plots.base.amounts import latex
from ltcore.registry import Source

CREST = Source(
    "CReST: A Class-Rebalancing Self-Training Framework for Imbalanced Semi-Supervised Learning "
    "(Wei et al., CVPR)",
    2021,
    "https://arxiv.org/abs/2102.09559",
    "keep rates; the imbalance of the kept pseudo-labels is this lab's",
)
CREST_PLUS = Source(CREST.title, CREST.year, CREST.url, "CReST+, schedule as in the lecture notes")
COSTS = Source(
    "Training Cost-Sensitive Neural Networks with Methods Addressing the Class Imbalance Problem "
    "(Zhou and Liu, TKDE)",
    2006,
    "https://doi.org/10.1109/TKDE.2006.17",
    "threshold moving, as in the lecture notes; the areas are this lab's",
)
CLASSES = {
    "L": "number of classes",
    "N_l": "labelled examples of the class of frequency rank $l$; $N_1$ is the largest",
    r"\gamma": r"imbalance ratio $N_1 / N_L$",
}


def _keep_today(asked: CrestAndCosts) -> str:
    alpha, gamma = asked.alpha, asked.gamma
    return (
        rf"\mu_1 = {latex(gamma)}^{{-{latex(alpha, 3)}}} = {gamma**-alpha:.4f}, \qquad "
        rf"{latex(gamma)}^{{1 - {latex(alpha, 3)}}} = {gamma ** (1 - alpha):.3f}"
    )


def _target_today(asked: CrestAndCosts) -> str:
    if asked.generations == 1:
        return "t_0 = 1"
    g, last, t_min = asked.g, asked.generations - 1, asked.t_min
    power = 1 - (1 - t_min) * g / last
    return (
        rf"t_{{{g}}} = 1 - (1 - {latex(t_min)}) \cdot \frac{{{g}}}{{{last}}} = {power:.3f}, \qquad "
        rf"{latex(asked.gamma)}^{{{power:.3f}}} = {asked.gamma**power:.2f}"
    )


KEEP = Statement(
    claim=r"""The class of frequency rank $l$ of $L$ keeps the share

$$
\mu_l = \left(\frac{N_{L+1-l}}{N_1}\right)^{\alpha}
$$

of its pseudo-labels: the rarest class keeps all of them. If pseudo-labels are as frequent as labels, the kept
ones have the imbalance ratio $\gamma^{1-\alpha}$.""",
    assumptions=(
        r"$0 \le \alpha \le 1$ in the picture; each class has at least one labelled example",
        "pseudo-labels are as frequent as labels. Those of a real model are not: it finds fewer examples "
        "of the tail, but those that it finds are mostly correct. That is why CReST trusts them",
        r"the picture's counts fall geometrically from $N_1$ to $N_1/\gamma$ and are not rounded",
    ),
    symbols=CLASSES
    | {
        r"\mu_l": "share of its pseudo-labels that the class of rank $l$ keeps",
        r"\alpha": "power: 0 keeps everything, 1 balances; the authors' code takes its inverse",
    },
    derivation=r"""The most frequent class, $l = 1$, keeps $(N_L/N_1)^\alpha = \gamma^{-\alpha}$, the rarest,
$l = L$, $(N_1/N_1)^\alpha = 1$. With $N_1$ and $N_L$ pseudo-labels, that leaves the ratio

$$
\frac{N_1\,\gamma^{-\alpha}}{N_L} = \gamma^{1-\alpha}.
$$

On a geometric tail $\mu_l = \gamma^{-\alpha(L-l)/(L-1)}$, so that class $l$ keeps
$N_L\,\gamma^{(1-\alpha)(L-l)/(L-1)}$: a geometric tail again.""",
    source=CREST,
    today=_keep_today,
)
TARGETS = Statement(
    claim=r"""In generation $g$ of $G$, CReST+ aligns pseudo-labels with the distribution

$$
\frac{p(y)^{t_g}}{\sum_{y'} p(y')^{t_g}}, \qquad t_g = 1 - (1 - t_{\min})\,\frac{g}{G-1},
\qquad g = 0, \dots, G - 1.
$$

Its imbalance ratio is $\gamma^{t_g}$: at first that of the labels, in the end $\gamma^{t_{\min}}$.""",
    assumptions=(
        r"$0 \le t_{\min} \le 1$; with $G = 1$ the formula would divide by 0, and we set $t = 1$",
        "the unlabelled data have the labels' distribution $p(y)$; otherwise the target is wrong",
    ),
    symbols=CLASSES
    | {
        "p(y)": "share of class $y$ among the labelled examples",
        "g, G": "generation, counted from 0, and their number",
        "t_g": r"power of generation $g$; $t_{\min}$ that of the last",
    },
    derivation=r"""The normalising sum is the same for all classes, so the ratio of the largest to the
smallest share is $p(y_1)^{t_g} / p(y_L)^{t_g} = (N_1/N_L)^{t_g} = \gamma^{t_g}$. Between $g = 0$ and
$g = G - 1$ the power falls in equal steps from 1 to $t_{\min}$, so the ratio falls by equal factors.""",
    source=CREST_PLUS,
    today=_target_today,
)
SAME = Statement(
    claim=r"""Threshold moving multiplies each predicted probability by the cost of all mistakes on its class,
and normalises. With row sums $\sum_j c_{kj} = \pi_k^{-\tau}$ that is post-hoc logit adjustment:

$$
\frac{p_k\,\pi_k^{-\tau}}{\sum_i p_i\,\pi_i^{-\tau}}
= \operatorname{softmax}(z - \tau \log \pi)_k .
$$""",
    assumptions=(
        r"$p = \operatorname{softmax}(z)$ are the probabilities of the uncorrected model, $\pi_k > 0$",
        r"if $p$ is not calibrated, a wrong temperature of the logits mixes with $\tau$",
    ),
    symbols={
        "p_k": r"predicted probability of class $k$, in the picture p₁, p₂, p₃",
        "c_{kj}": "cost of mistaking an example of class $k$ for class $j$; $c_{kk} = 0$",
        r"\pi_k": "prior of class $k$: its share of the training examples",
        r"\tau": "power of the priors, at least 0; 0 changes nothing, 1 aims at balanced error",
        "z": "logits",
        r"\rho": r"ratio of the largest prior to the smallest; $\pi_2$ is their geometric mean",
    },
    derivation=r"""$p_k = e^{z_k}/\sum_i e^{z_i}$ and $\pi_k^{-\tau} = e^{-\tau \log \pi_k}$. In the quotient
on the left the sums $\sum_i e^{z_i}$ cancel:

$$
\frac{e^{z_k - \tau\log\pi_k}}{\sum_i e^{z_i - \tau\log\pi_i}}.
$$

On the triangle both rules draw the borders $p_i/p_k = (\pi_i/\pi_k)^\tau$: straight lines through a corner,
all of which meet where $p_k$ is proportional to $\pi_k^\tau$.""",
    source=COSTS,
)
REAL_COSTS = Statement(
    claim=r"""Least expected cost chooses the class $j$ with the smallest $\sum_k p_k c_{kj}$; threshold
moving chooses the class $k$ with the largest $p_k \sum_j c_{kj}$. If all mistakes on a class cost the same,
$c_{kj} = c_k$ for $j \ne k$, both rules decide alike for every $p$. For other costs they may differ.""",
    assumptions=(
        r"$c_{kk} = 0$: a correct prediction costs nothing; $c_{kj} \ge 0$",
        "the shares are areas of the triangle: all predictions count equally, whatever a model really "
        "predicts",
        "with two classes each row has only one mistake, so both rules always agree",
    ),
    symbols={
        "p_k": r"predicted probability of class $k$, in the picture p₁, p₂, p₃",
        "c_{kj}": "cost of mistaking an example of class $k$ for class $j$",
        "c": "the cost on the slider, $c_{31}$, of mistaking class 3 for class 1",
    },
    derivation=r"""With equal costs in each row, $\sum_k p_k c_{kj} = \sum_k p_k c_k - p_j c_j$. The first sum
does not depend on $j$, so the smallest cost is the largest $p_j c_j$, and with $C$ classes the row sums are
$(C - 1)\,c_j$: the same decision.

Otherwise threshold moving is the least expected cost of **other** costs: those in which each mistake on a
class costs the mean of its row. It cannot see that a mistake can be mild or grave, depending on the class
that is predicted instead, and that a class between two others can be the safe answer.

Under both rules, each class is chosen on a polygon with straight sides; the picture intersects these
polygons.""",
    source=COSTS,
)
