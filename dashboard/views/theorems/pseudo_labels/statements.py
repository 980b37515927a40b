"""What Theorem 1 claims, what follows for the error, and what becomes of its assumption."""

from dataclasses import replace

from dashboard.views.theorems.pseudo_labels.settings import TwoSets
from dashboard.views.theorems.theorem import Statement
from ltcore.methods.sources import RETHINKING
from ltcore.plots.base.amounts import latex
from ltcore.plots.theorems.pseudo_labels.sets import MU_NEG, MU_POS
from ltcore.theory.pseudo_labels.gaussian_rule import balanced_error, bayes_error
from ltcore.theory.pseudo_labels.self_training import one_step
from ltcore.theory.ssl_mean import guarantee_terms

SOURCE = replace(RETHINKING, where="Theorem 1; the constants as derived here")
CLASSES = (
    r"$X$ is $N(\mu_1, \sigma^2)$ in the positive and $N(\mu_2, \sigma^2)$ in the negative class, $\mu_1 "
    r"> \mu_2$, and both classes are equally frequent where errors are counted; in the pictures "
    r"$\mu_1 = 1$, $\mu_2 = -1$"
)
CLASS_SYMBOLS = {
    r"\mu_1, \mu_2": "means of the positive and the negative class, here 1 and −1",
    r"\sigma": "standard deviation of both classes, in units of half the distance of their means",
    r"\Phi": "distribution function of the standard normal law, from 0 to 1",
}
SET_SYMBOLS = CLASS_SYMBOLS | {
    "n_+, n_-": "points with the pseudo-label + and −, each at least 1; $n = n_+ + n_-$",
    "p, q": "precisions: share of the pseudo-labels + that are correct, and of the pseudo-labels −",
    r"\Delta": r"gap of the precisions, $p - q$, from −1 to 1",
    r"\hat\theta": "the estimated threshold, the mean of the two sets' means; above it the rule predicts "
    "positive",
    r"\delta": "distance from the target, above 0",
}


def _today(sets: TwoSets) -> str:
    labels, delta = sets.labels, sets.delta
    terms = guarantee_terms(delta, labels.n_pos, labels.n_neg, MU_POS, MU_NEG, labels.sigma)
    told = " - ".join(f"{float(term):.4f}" for term in terms)
    return (
        rf"1 - {told} = {1 - float(terms.sum()):.4f} \quad \text{{within }} \delta = {latex(delta)}"
    )


THEOREM = Statement(
    claim=r"""For every $\delta > 0$ the estimate
$\hat\theta = \tfrac12(\text{mean of the positive set} + \text{mean of the negative set})$ obeys

$$
\left|\hat\theta - \frac{\mu_1+\mu_2}{2} - \Delta\,\frac{\mu_1-\mu_2}{2}\right| \le \delta, \qquad
\Delta = p - q,
$$

with a probability of at least

$$
1 - 2\exp\!\left(-\frac{2\delta^2}{9\sigma^2}\,\frac{n_+ n_-}{n_+ + n_-}\right)
- 2\exp\!\left(-\frac{8\,n_+\delta^2}{9(\mu_1-\mu_2)^2}\right)
- 2\exp\!\left(-\frac{8\,n_-\delta^2}{9(\mu_1-\mu_2)^2}\right).
$$

Below 0 this says nothing (it is vacuous). The target lies $\Delta(\mu_1-\mu_2)/2$ away from the Bayes
threshold $(\mu_1+\mu_2)/2$: the gap of the precisions decides *where*, the smaller set *how certainly*.""",
    assumptions=(
        CLASSES,
        "each point of the positive set is truly positive with probability $p$, each of the negative set "
        "truly negative with probability $q$, independently of all others",
        "given its true class, a point of a set is still Gaussian: the base classifier's mistakes do not "
        "depend on $x$. A threshold violates this; the last picture shows what happens then",
    ),
    symbols=SET_SYMBOLS,
    derivation=r"""Let $\hat p$ and $\hat q$ be the shares of correct labels. The mean of the positive set is
$\mu_2 + (\mu_1-\mu_2)\hat p$ plus noise of variance $\sigma^2/n_+$, that of the negative set
$\mu_1 - (\mu_1-\mu_2)\hat q$ plus noise of variance $\sigma^2/n_-$. So $\hat\theta$ minus its target is

$$
\text{noise} + \frac{\mu_1-\mu_2}{2}(\hat p - p) - \frac{\mu_1-\mu_2}{2}(\hat q - q), \qquad
\text{noise} \sim N\!\left(0, \frac{\sigma^2}{4}\Big(\frac1{n_+}+\frac1{n_-}\Big)\right).
$$

Let each of the three parts be at most $\delta/3$. The Gaussian tail $2e^{-a^2/(2v)}$ with $a = \delta/3$ and
the variance $v$ of the noise gives the first term. Hoeffding's inequality $2e^{-2 n_+ c^2}$ with
$c = \frac{2\delta}{3(\mu_1-\mu_2)}$ gives the second, with $n_-$ the third; the three risks add up.

**Exact distribution** (this lab's addition): $n_+\hat p$ and $n_-\hat q$ are binomial, so $\hat\theta$ is a
mixture of Gaussians. Its distribution is computed from its characteristic function, a product of two binomial
ones and a Gaussian one; that is the solid line.""",
    source=SOURCE,
    today=_today,
)


def _cost_today(sets: TwoSets) -> str:
    labels = sets.labels
    error = float(balanced_error(labels.target, MU_POS, MU_NEG, labels.sigma))
    best = float(bayes_error(MU_POS, MU_NEG, labels.sigma))
    return rf"{error:.5f} - {best:.5f} = {error - best:.5f} \quad \text{{at }} \Delta = {latex(labels.gap)}"


COST = Statement(
    claim=r"""The rule “positive if $x > \theta$” has the balanced error

$$
\operatorname{BER}(\theta) = \frac12\,\Phi\!\left(\frac{\theta-\mu_1}{\sigma}\right)
+ \frac12\,\Phi\!\left(\frac{\mu_2-\theta}{\sigma}\right),
$$

smallest at the Bayes threshold, $\Phi\big(-\frac{\mu_1-\mu_2}{2\sigma}\big)$. It grows with the distance from
that threshold. So, with the probability that Theorem 1 promises for $\delta$, pseudo-labels give a rule whose
balanced error is at most $\operatorname{BER}$ at the distance $|\Delta|\frac{\mu_1-\mu_2}{2} + \delta$.""",
    assumptions=(
        CLASSES,
        "the dashed line and the dots also need the assumptions of Theorem 1; the solid line needs none "
        "of them",
    ),
    symbols=SET_SYMBOLS
    | {
        r"\theta": "threshold of a rule; above it the rule predicts positive",
        r"\operatorname{BER}": "balanced error, the mean of both classes' errors",
    },
    derivation=r"""A positive is missed if $X \le \theta$, with probability $\Phi((\theta-\mu_1)/\sigma)$, a
negative if $X > \theta$, with probability $\Phi((\mu_2-\theta)/\sigma)$. At the Bayes threshold both
densities are equal, so the derivative of the error is 0: **the cost of a small shift is only its square**. To
the right of it the positive class has the larger density, so the error rises; to the left the error rises
likewise.

On the event of Theorem 1, $\hat\theta$ is at most $|\Delta|\frac{\mu_1-\mu_2}{2} + \delta$ away from the
Bayes threshold. The dashed line uses the $\delta$ for which the theorem promises 95 %.""",
    source=SOURCE,
    today=_cost_today,
)


def _steps_today(sets: TwoSets) -> str:
    t, prior = sets.t, sets.prior
    after = float(one_step(t, prior, MU_POS, MU_NEG, sets.sigma))
    return rf"G({latex(t)}) = {after:.4f} \quad \text{{for }} \pi = {latex(prior)}"


SELF_TRAINING = Statement(
    claim=r"""Let the base classifier be a threshold $t$, and let a share $\pi$ of the unlabelled points be
positive. With infinitely many of them, the next threshold is

$$
G(t) = \tfrac12\,\big(E[X \mid X > t] + E[X \mid X \le t]\big).
$$

$G$ is increasing, so repeated steps move in one direction and end at the first threshold with $G(t) = t$ on
their way. For $\pi = \frac12$ the Bayes threshold is one of these. Otherwise, if the classes overlap, it is
not: the steps end closer to the mean of the larger class.""",
    assumptions=(
        CLASSES,
        r"unlabelled points: a mixture of both classes, positive with share $\pi$",
        "this is not the setting of Theorem 1: the sets are truncated at $t$, so a point of a set is not "
        "Gaussian given its class. It is this lab's own, simplest picture of why unlabelled data "
        "should be balanced",
    ),
    symbols=CLASS_SYMBOLS
    | {
        "t": "threshold before a step; above it a point gets the pseudo-label +",
        r"\pi": "share of the positive class among the unlabelled points, from 0 to 1",
        "G(t)": "threshold after the step",
        "p, q": "precisions of the sets that $t$ makes: P(positive | $x > t$), P(negative | $x \\le t$)",
        r"\Delta": "$p - q$; with means 1 and −1 it is the target of Theorem 1",
        r"\varphi": "density of the standard normal law",
        "a_1, a_2": r"$(t - \mu_1)/\sigma$ and $(t - \mu_2)/\sigma$",
    },
    derivation=r"""With $a_k = (t-\mu_k)/\sigma$ the part of the mixture above $t$ has the mean

$$
E[X \mid X > t] = \frac{\pi\,[\mu_1\Phi(-a_1) + \sigma\varphi(a_1)] +
(1-\pi)\,[\mu_2\Phi(-a_2) + \sigma\varphi(a_2)]}{\pi\,\Phi(-a_1) + (1-\pi)\,\Phi(-a_2)},
$$

and its mirror image gives the part below. Both increase with $t$, and so does $G$. Repeating
$t \leftarrow G(t)$ is Lloyd's algorithm for 2-means on a line: it looks for two equally wide clouds, not for
two classes, and if one class is rare it splits the larger class in two. At $\pi = \frac12$ the mixture is
symmetric about $(\mu_1+\mu_2)/2$, hence $G$ leaves it in place.""",
    source=SOURCE,
    today=_steps_today,
)
