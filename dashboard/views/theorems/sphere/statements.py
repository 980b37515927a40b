"""What the page of the sphere claims, and why."""

from dashboard.views.theorems.sphere.settings import Sphere
from dashboard.views.theorems.theorem import Statement
from ltcore.plots.theorems.sphere.classes import long_tail
from ltcore.registry import Source
from ltcore.theory.sphere.simplex import simplex_cosine
from ltcore.theory.sphere.uniformity import owned_in_the_limit

POTENTIAL = Source(
    "Understanding Contrastive Representation Learning through Alignment and Uniformity on the Hypersphere",
    2020,
    "https://arxiv.org/abs/2005.10242",
    "Wang and Isola, ICML 2020: the potential; weighting it by class and all numbers are this lab's",
)
HARMONY = Source(
    "Combating Representation Learning Disparity with Geometric Harmonization",
    2023,
    "https://arxiv.org/abs/2310.17622",
    "Zhou et al., NeurIPS 2023; temperature and rounds from the authors' code; the toy data are this "
    "lab's",
)
SYMBOLS = {
    "K": "number of classes",
    "n_k, N": "examples of class $k$, and of all classes",
    "z_i": "unit vector of example $i$, on the circle or the sphere",
    "w_i": r"its weight: $1/N$ by example, $1/(K n_{y_i})$ by class; $y_i$ is its class",
    "t": "sharpness of the potential, 2 here as in the paper",
}


def _today(sphere: Sphere) -> str:
    counts = long_tail(sphere.classes, sphere.ratio)
    by_example = float(owned_in_the_limit(counts, "sample")[-1])
    return (
        rf"\text{{rarest class: }} \frac{{n_K}}{{N}} = \frac{{{counts[-1]}}}{{{sum(counts)}}} = "
        rf"{by_example:.3f}, \qquad \frac1K = {1 / len(counts):.3f}, \qquad "
        rf"-\frac{{1}}{{K-1}} = {simplex_cosine(len(counts)):.3f}"
    )


UNIFORM = Statement(
    claim=r"""A contrastive loss pushes examples apart. In the limit it lowers the potential

$$
\sum_{i \ne j} w_i w_j\, e^{-t \lVert z_i - z_j\rVert^2}.
$$

Of all distributions of weight on the sphere, the **uniform** one has the lowest potential. If classes stay
together, each then owns a part of the sphere equal to its share of the weight:

$$
\frac{n_k}{N} \ \text{ by example}, \qquad \frac1K \ \text{ by class}.
$$

How far apart can classes be? Of $K$ unit vectors at least two have a cosine of $-1/(K-1)$ or more.""",
    assumptions=(
        "there are many examples, and classes stay together; on the circle they are consecutive arcs "
        "whose order never changes",
        "the layouts have about 200 examples and take 150 gradient steps, starting from equal arcs "
        "(circle) or around evenly spaced points (sphere)",
        r"all pairs have the cosine $-1/(K-1)$ only in a simplex, which needs $K - 1$ dimensions: $K \le "
        r"3$ on the circle, $K \le 4$ on the sphere",
    ),
    symbols=SYMBOLS,
    derivation=r"""**Uniform is lowest.** On the sphere the kernel
$e^{-t\lVert z - z'\rVert^2} = e^{-2t}\,e^{2t\,z^\top z'}$ is strictly positive definite, so the potential is
strictly convex in the distribution and has one minimum; it does not change when the sphere is rotated, so its
minimum does not change either: it is uniform.

**What a class owns.** If weight is uniform, a part of the sphere holds a share of the weight equal to its
share of the area. The weight of class $k$ is $\sum_{y_i = k} w_i$: $n_k/N$ or $1/K$.

**On the circle** class $k$ is an arc of $2\pi$ times its share, and the distance between neighbouring centres
is half the sum of their two arcs. By example, two adjacent tail classes are only $\pi(n_k + n_{k+1})/N$
apart.

**Simplex.** $0 \le \lVert \sum_k v_k\rVert^2 = K + \sum_{k \ne l} v_k^\top v_l$, so the mean cosine of the
$K(K-1)$ pairs is at least $-1/(K-1)$, and so is the largest.""",
    source=POTENTIAL,
    today=_today,
)
SINKHORN = Statement(
    claim=r"""Find soft labels $Q$, one row per example, whose columns have given shares $\pi$:

$$
\max_Q\ \sum_{i,k} Q_{ik} S_{ik} - T \sum_{i,k} Q_{ik}\ln Q_{ik}
\quad\text{with}\quad \sum_k Q_{ik} = 1, \quad \sum_i Q_{ik} = N\pi_k, \quad Q \ge 0.
$$

There is one solution, $Q_{ik} = a_i\, e^{S_{ik}/T}\, b_k$; rescaling columns and rows alternately finds it.
Without the condition on the columns, it is the softmax, $b_k = 1$.""",
    assumptions=(
        r"$T > 0$ and shares $\pi_k > 0$ that sum to 1",
        "geometric harmonization does not know the true shares: it estimates them during training. "
        "“True” here is what it would require if the estimate were exact",
        "these are toy data: examples lie around their own vertex, are pulled towards the head's vertex, "
        "and have noise added",
    ),
    symbols={
        "K, N": "number of classes, each with one vertex of the simplex, and number of examples",
        "S_{ik}": "cosine between example $i$ and vertex $k$",
        "Q_{ik}": "how much of example $i$ is assigned to vertex $k$",
        r"\pi_k": "share of all examples that vertex $k$ must receive",
        "T": "temperature; the authors' code uses 0.05",
        "a_i, b_k": "the factors of rows and columns",
    },
    derivation=r"""The objective is strictly concave and the conditions are linear, so there is one solution.
With multipliers $\alpha_i$ and $\beta_k$ for the two conditions,
$S_{ik} - T(\ln Q_{ik} + 1) - \alpha_i - \beta_k = 0$ gives $Q_{ik} = a_i\,e^{S_{ik}/T}\,b_k$. With the
condition on the rows alone, $b_k = 1$ and $a_i$ divides by the row's sum, which is a softmax.

Scaling the columns corrects their sums and spoils those of the rows; scaling the rows does the reverse. Each
step lowers the relative entropy between $Q$ and the solution, so both sums are right in the limit (Sinkhorn).
The residual is half the sum of the differences between the shares that the columns have and the required
shares: the share of the examples that is still in the wrong column.""",
    source=HARMONY,
)
