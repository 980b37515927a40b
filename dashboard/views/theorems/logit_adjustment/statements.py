"""What the pictures of logit adjustment claim, and why it is so."""

from dashboard.views.theorems.logit_adjustment.settings import Adjustment
from dashboard.views.theorems.theorem import Statement
from ltcore.plots.base.amounts import latex
from ltcore.registry import Source
from ltcore.theory.logit_adjustment.two_classes import gaussian_cut, gaussian_errors

TITLE, LINK = "Long-Tail Learning via Logit Adjustment", "https://arxiv.org/abs/2007.07314"
GAUSSIANS = (
    r"positives are $N(\mu, \sigma^2)$, negatives $N(-\mu, \sigma^2)$, $\mu > 0$, $0 < \pi < 1$"
)
SYMBOLS = {
    r"\Phi, \varphi": "distribution function and density of the standard normal law",
    r"\mu, \sigma": "half the distance between the class means, and the standard deviation of each class",
    r"\pi": "prior: share of the positive, rarer class",
    r"\tau": r"temperature of the adjustment: $\tau \log$ prior is subtracted from each logit",
}


def _cut_today(asked: Adjustment) -> str:
    tau, prior, mu = asked.tau, asked.prior, asked.mu
    error, balanced = gaussian_errors(tau, mu, 1.0, prior)
    return (
        rf"\frac{{t({latex(tau)})}}{{\sigma}} = {float(gaussian_cut(tau, mu, 1.0, prior)) + 0.0:.4f}, \qquad "
        rf"\operatorname{{BER}} = {float(balanced):.4f}, \qquad \operatorname{{err}} = {float(error):.4f}"
    )


CUT = Statement(
    claim=r"""Subtracting $\tau \log$ prior from each logit moves the threshold between two Gaussian classes
to

$$
t(\tau) = (1 - \tau)\,\frac{\sigma^2}{2\mu}\,\log\frac{1 - \pi}{\pi}.
$$

The balanced error is smallest at $\tau = 1$, where it is $\Phi(-\mu/\sigma)$ for every $\pi$, and it is
symmetric around $\tau = 1$; the plain error is smallest at $\tau = 0$:

$$
\operatorname{BER} = \tfrac12\Phi\!\left(\tfrac{t - \mu}{\sigma}\right)
+ \tfrac12\Phi\!\left(-\tfrac{t + \mu}{\sigma}\right), \qquad
\operatorname{err} = \pi\,\Phi\!\left(\tfrac{t - \mu}{\sigma}\right)
+ (1 - \pi)\,\Phi\!\left(-\tfrac{t + \mu}{\sigma}\right).
$$""",
    assumptions=(
        GAUSSIANS,
        "the scores are the true log-posteriors: unlimited data, and a model that can fit them",
    ),
    symbols=SYMBOLS
    | {
        "x": r"the feature; the picture measures it in units of $\sigma$",
        r"t(\tau)": "threshold: to its right the rule predicts “positive”",
        r"\operatorname{err}": "error: share of all points that are misclassified",
        r"\operatorname{BER}": "balanced error: mean of the shares that are misclassified in each class",
    },
    derivation=r"""The log-odds of the positives are $\frac{2\mu}{\sigma^2}x - \log\frac{1-\pi}{\pi}$; the
adjustment adds $\tau \log\frac{1-\pi}{\pi}$. Setting the sum to 0 gives $t(\tau)$. In the picture the dotted
curve is the positive class times $\left(\frac{1-\pi}{\pi}\right)^\tau$: it crosses the negative class at the
threshold.

$\frac{d}{dt}\operatorname{BER} = \frac{1}{2\sigma}\left[\varphi\!\left(\tfrac{t-\mu}{\sigma}\right) -
\varphi\!\left(\tfrac{t+\mu}{\sigma}\right)\right]$ has the sign of $t$, so the minimum is at $t = 0$.
Exchanging $t$ and $-t$ exchanges the two terms, hence the symmetry. The derivative of $\operatorname{err}$
has the sign of $\pi\varphi\!\left(\tfrac{t-\mu}{\sigma}\right) -
(1-\pi)\varphi\!\left(\tfrac{t+\mu}{\sigma}\right)$, which is 0 where the posterior is 1/2, at $\tau = 0$.""",
    source=Source(
        TITLE, 2021, LINK, "Menon et al., ICLR 2021, Sec. 4; the two Gaussians are this lab's"
    ),
    today=_cut_today,
)

LOSSES = Statement(
    claim=r"""With the loss $\omega_y \log\left(1 + e^{m_y - y f}\right)$, a free score $f$ decides for the
positive class if its posterior is above $1/(1 + r)$, where $r$ is the ratio of the pulls at $f = 0$:

$$
r = \frac{\omega_+\,\Lambda(m_+)}{\omega_-\,\Lambda(m_-)}.
$$

The loss is consistent for the balanced error if and only if $r = (1 - \pi)/\pi$.""",
    assumptions=(
        GAUSSIANS,
        "unlimited data, and a score that may take any value at every point. Small samples and limited "
        "capacity are left out, and with them the way LDAM's margins act",
    ),
    symbols=SYMBOLS
    | {
        "f, y": "score, positive for the class $y = +1$; the other class is $y = -1$",
        r"\omega_y, m_y": "weight and margin of the class $y$, the margin in logits, a scale included",
        r"\Lambda(z)": r"logistic function $1/(1 + e^{-z})$",
        "r": "ratio of the pulls of the two classes at a score of 0",
        r"\eta": r"posterior of the positive class at a point",
        r"\text{LDAM}": r"label-distribution-aware margins, $m_y$ in proportion to $n_y^{-1/4}$, $n_y$ the "
        "count of the class",
    },
    derivation=r"""At a point with posterior $\eta$ the expected loss is convex in $f$, with the derivative
$-\eta\,\omega_+\Lambda(m_+) + (1 - \eta)\,\omega_-\Lambda(m_-)$ at $f = 0$. Its minimum is to the right of 0
if this is negative, that is, if $\eta > 1/(1 + r)$. The best rule for the balanced error chooses the class
whose density is larger, $\eta/\pi > (1 - \eta)/(1 - \pi)$, that is $\eta > \pi$; so $1/(1 + r) = \pi$ is
needed.

Cross-entropy: $r = 1$. Weights $1/\pi$ and $1/(1 - \pi)$: $r = (1 - \pi)/\pi$. Logit adjustment has no
weights and $m_+ = -m_- = \log\frac{1-\pi}{\pi}$: $\Lambda(m)/\Lambda(-m) = e^m$, the same $r$. Both together:
its square. “Half margin, half weight” is $\delta = \sqrt{\text{prior}}$ of the pairwise family: weights
$\text{prior}^{-1/2}$ and half the margins. The equalised margin is the log prior of the rival class. LDAM's
margins are at most 0.5 times the scale; for two large ones $\Lambda(m_+)/\Lambda(m_-)$ is near 1. A ratio $r$
moves the threshold of the Gaussians by $-\frac{\sigma^2}{2\mu}\log r$.""",
    source=Source(TITLE, 2021, LINK, "Menon et al., ICLR 2021; the table of losses is this lab's"),
    today=lambda asked: rf"\frac{{1 - \pi}}{{\pi}} = {latex((1 - asked.prior) / asked.prior, 4)}",
)

CLASSES = Statement(
    claim=r"""The adjusted rule chooses the class $k$ whose line is highest,

$$
\frac{\mu_k x}{\sigma^2} - \frac{\mu_k^2}{2\sigma^2} + (1 - \tau)\log\pi_k .
$$

Class $k$ is chosen between two points $a_k$ and $b_k$, and its recall is

$$
\max\left(0,\; \Phi\!\left(\frac{b_k - \mu_k}{\sigma}\right)
- \Phi\!\left(\frac{a_k - \mu_k}{\sigma}\right)\right).
$$

At $\tau = 1$ every point is assigned to the nearest mean, which is best for the balanced error.""",
    assumptions=(
        r"class $k$ is $N(\mu_k, \sigma^2)$; the ten means are equally spaced on a line",
        r"priors fall by the same factor from class to class; $\rho$ is the ratio of the first to the last",
        "the scores are the true log-posteriors",
    ),
    symbols={
        r"\Phi": "distribution function of the standard normal law",
        r"\mu_k, \sigma": r"mean of class $k$, and the standard deviation of every class",
        r"\pi_k": r"prior of class $k$",
        r"\rho": "imbalance ratio: the prior of the most frequent class over that of the rarest",
        r"\tau": r"temperature of the adjustment: $\tau \log \pi_k$ is subtracted from each logit",
        "a_k, b_k": r"ends of the interval where class $k$ is chosen; it is empty if $a_k \ge b_k$",
    },
    derivation=r"""Up to a term that all classes share, $\log \pi_k + \log p(x \mid k)$ is the line above at
$\tau = 0$. The maximum of straight lines is convex in $x$: each line is highest on one interval, or nowhere.
Lines $j$ and $k$ cross at

$$
\frac{\mu_j + \mu_k}{2} + (1 - \tau)\frac{\sigma^2}{\mu_k - \mu_j}\log\frac{\pi_j}{\pi_k};
$$

for $\mu_j < \mu_k$ class $k$ is higher to the right of it. So $a_k$ is the largest crossing with a class on
its left, $b_k$ the smallest with one on its right. The line of a rare class
between two frequent ones may not be the highest anywhere.

At $\tau = 1$ the priors are gone: the rule chooses the class with the largest density, which gives the
largest mean recall.""",
    source=Source(
        TITLE, 2021, LINK, "Menon et al., ICLR 2021, Sec. 4; the classes on a line are this lab's"
    ),
    today=lambda asked: rf"\tau = {latex(asked.tau)}, \qquad \rho = {latex(asked.ratio)}",
)

PAIRWISE = Statement(
    claim=r"""For any $\delta_y > 0$ the loss

$$
\ell(y, f) = \alpha_y \log\left[1 + \sum_{j \ne y} e^{\Delta_{yj}}\, e^{f_j - f_y}\right], \qquad
\alpha_y = \frac{\delta_y}{P(y)}, \quad \Delta_{yj} = \log\frac{\delta_j}{\delta_y},
$$

is smallest, over all scores, at $f_y(x) = \log P(x \mid y) + c(x)$: choosing the largest score then gives the
smallest balanced error.""",
    assumptions=(
        "unlimited data, and scores that may take any value at every point",
        r"every class is possible at every point, $P(x, y) > 0$",
    ),
    symbols={
        r"\ell(y, f)": "loss of an example of class $y$ with the scores $f$",
        r"\delta_y": r"free choice, here $P(y)^\nu$ times $e^{s z}$ with a standard normal number $z$",
        r"\nu, s": "power of the prior, and size of the random part: the two sliders",
        r"\alpha_y, \Delta_{yj}": "weight of the true class, and margin against a rival",
        "P(y), P(x, y)": "prior of a class; joint probability of a point and a class",
        r"P(x \mid y)": "probability of a point within a class",
        "c(x)": "a number that depends on the point only, not on the class",
    },
    derivation=r"""With $g_y = f_y + \log\delta_y$ the loss is $\alpha_y$ times the cross-entropy of the
softmax of $g$. At each $x$ its expectation is smallest where $\operatorname{softmax}(g)_y$ is proportional to
$P(y \mid x)\,\alpha_y$, that is to $\frac{P(y \mid x)\,\delta_y}{P(y)}$. Subtract $\log\delta_y$:
$f_y = \log\frac{P(y \mid x)}{P(y)} + c(x) = \log P(x \mid y) + c'(x)$.

The same argument shows where an incorrect loss ends: without the weights at $\log P(x, y) - \log\delta_y$,
which is correct only for $\delta = P$ up to a factor; with reversed margins at
$\log P(x \mid y) + 2\log\delta_y$, which is correct only if $\delta$ is the same for all classes. The picture
uses none of this: it starts from scores of 0 and takes Newton steps on the loss itself.""",
    source=Source(TITLE, 2021, LINK, "Menon et al., ICLR 2021, Theorem 1"),
)

NORMS = Statement(
    claim=r"""The softmax classifier that cross-entropy learns from two round Gaussian classes has
$w_+ - w_- = (2\mu/\sigma^2,\, 0)$, and its boundary is $(w_+ - w_-)\cdot x + (b_+ - b_-) = 0$.

* Logit adjustment adds $\tau\log\frac{1-\pi}{\pi}$ to $b_+ - b_-$: the boundary moves parallel to itself, at
  $\tau = 1$ to the midpoint between the means.
* $\tau$-normalisation divides $w_k$ by $\lVert w_k\rVert^\tau$: it scales and rotates the normal and leaves
  the offset unchanged. If the biases differ, the boundary never passes through the origin; without biases it
  always does. Vectors of equal length are all scaled alike.""",
    assumptions=(
        r"positives are $N((c + \mu, 0), \sigma^2 I)$, negatives $N((c - \mu, 0), \sigma^2 I)$ in the "
        r"plane; the picture uses $\mu = \sigma = 1$",
        "the lengths are a free choice here; in trained networks those of frequent classes tend to be larger",
    ),
    symbols={
        r"\mu, \sigma": "half the distance between the class means, and the standard deviation in each "
        "direction",
        r"\pi": "prior: share of the positive, rarer class",
        r"\tau": "temperature of the adjustment, and power of the normalisation",
        "w_k, b_k": "vector and bias of a class, $k$ is $+$ or $-$; the score is $w_k \\cdot x + b_k$",
        "c": "position of the midpoint between the means, on the first axis",
        "u": r"part that both vectors share: $w_\pm = u \pm (\mu/\sigma^2,\, 0)$, with $u$ = (along, across)",
        "I": "identity matrix: the classes are round",
        r"\Phi": "distribution function of the standard normal law",
    },
    derivation=r"""The log-odds are $\frac{2\mu}{\sigma^2}(x_1 - c) - \log\frac{1-\pi}{\pi}$: they fix the
difference of the vectors and of the biases, and nothing else, because $u$ cancels in the softmax. The
adjusted classifier is $\frac{2\mu}{\sigma^2}(x_1 - c) - (1-\tau)\log\frac{1-\pi}{\pi}$, free of $u$.

The normalised normal is $\lVert w_+\rVert^{-\tau} w_+ - \lVert w_-\rVert^{-\tau} w_-$, which depends on $u$;
the offset $b_+ - b_-$ stays. At the origin the left side is $b_+ - b_-$ for every $\tau$. If
$\lVert w_+\rVert = \lVert w_-\rVert$, the normal is only shortened or lengthened: without biases nothing
changes, with biases the boundary's distance from the origin is rescaled. Projecting the classes on the normal
gives both errors in terms of $\Phi$; their mean is never below $\Phi(-\mu/\sigma)$.""",
    source=Source(
        "Decoupling Representation and Classifier for Long-Tailed Recognition",
        2020,
        "https://arxiv.org/abs/1910.09217",
        "Kang et al., ICLR 2020, for τ-normalisation; the comparison is this lab's",
    ),
)
