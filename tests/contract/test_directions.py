"""Each method differs from plain training in the direction its paper states, and by its defining term alone.

Every row holds a number that is the same for plain training whatever the counts are, the direction in which
the method moves it, and the composition without the term that defines the method, which must not move it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from ltcore.batches.batch import Batch
from ltcore.data import Examples, LongTailData
from ltcore.methods import METHODS
from ltcore.methods.base import (
    ClassWeights,
    Clustering,
    Composition,
    LdamHingeLoss,
    LdamLoss,
    Mixing,
    Sampling,
    SigmoidLoss,
    SoftmaxLoss,
)
from ltcore.models.heads import LinearHead
from ltcore.models.mlp import MLP
from ltcore.models.network import Network
from ltcore.steps.clustered import find_subclasses
from ltcore.steps.mixing import label_shares
from ltcore.steps.retraining import ClassMeans, NearestMeanReshape, TauNormalised
from ltcore.steps.streams import StreamSize, sampling_stream
from ltcore.steps.supervised import SupervisedMethod
from ltcore.steps.synthetic import SmoteExamples
from ltcore.types import Task
from tests.conftest import there
from tests.contract.unlabelled_numbers import (
    adopted,
    tail_preference,
    tail_target,
    unlabelled_pull,
)

COUNTS = np.array([50, 400, 8])
TAIL, HEAD = 2, 1
LATE = 0.9
EQUAL = torch.tensor([[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]])
"""One example of each class, all equally well recognised: cosines or logits."""


class Fixed(nn.Module):
    """A model whose outputs are given."""

    def __init__(self, outputs: torch.Tensor) -> None:
        super().__init__()
        self.outputs = nn.Parameter(outputs.clone())

    def forward(self, _: torch.Tensor) -> torch.Tensor:
        return self.outputs * 1


def gradients(composition: Composition, outputs: torch.Tensor = EQUAL) -> torch.Tensor:
    """Return how strongly each of the three examples pulls at its outputs late in the run, shape (3,)."""
    model = Fixed(outputs)
    batch = Batch(torch.arange(3), torch.arange(3), (torch.zeros(3, 1),))
    SupervisedMethod(composition, COUNTS).step(model, batch, LATE).loss.backward()
    assert model.outputs.grad is not None
    norms: torch.Tensor = model.outputs.grad.norm(dim=1)
    return norms


def tail_pull(composition: Composition) -> float:
    """Tail's share of the gradient among equally well recognised examples; plain training: 1/3."""
    pulls = gradients(composition)
    return float(pulls[TAIL] / pulls.sum())


def tail_certainty(composition: Composition) -> float:
    """Probability that the loss sees for the tail less that of the head, at equal outputs; plain: 0."""
    batch = Batch(torch.arange(3), torch.arange(3), (torch.zeros(3, 1),))
    output = SupervisedMethod(composition, COUNTS).step(Fixed(EQUAL), batch, LATE)
    seen = there(output.scored).true_probability
    return float(seen[TAIL] - seen[HEAD])


def tail_weight(composition: Composition) -> float:
    """Class weight of the tail over that of the head late in the run; plain training: 1."""
    weights = SupervisedMethod(composition, COUNTS).weights_at(LATE)
    return 1.0 if weights is None else float(weights[TAIL] / weights[HEAD])


def seen_early(composition: Composition, outputs: torch.Tensor) -> torch.Tensor:
    """Return the logits of the head's example as the loss sees them early in the run, shape (3,)."""
    loss = SupervisedMethod(composition, COUNTS).loss_at(0.0)
    return loss.seen_logits(outputs, torch.arange(3), *loss.numbers)[HEAD]


def early_slope(composition: Composition) -> float:
    """What raising the tail's output by 1 raises in what the loss sees; plain training: 1."""
    return float((seen_early(composition, EQUAL + 1) - seen_early(composition, EQUAL))[TAIL])


def early_shift(composition: Composition) -> float:
    """What the loss adds to an output of 0 of the tail, less that of the head; plain training: 0."""
    seen = seen_early(composition, torch.zeros(3, 3))
    return float(seen[TAIL] - seen[HEAD])


def late_slope(composition: Composition) -> float:
    """The tail's slope late in the run over that early; plain training: 1."""
    late = (
        composition
        if composition.late_loss is None
        else replace(composition, loss=composition.late_loss.loss)
    )
    return early_slope(replace(late, late_loss=None)) / early_slope(composition)


def certainty(composition: Composition) -> float:
    """Probability that the loss sees for an example of any class, less that of plain cosines at its scale."""
    loss = composition.loss
    scale = loss.scale if isinstance(loss, LdamLoss) else 1.0
    plain = torch.softmax(scale * EQUAL, dim=1).diagonal().mean()
    batch = Batch(torch.arange(3), torch.arange(3), (torch.zeros(3, 1),))
    output = SupervisedMethod(composition, COUNTS).step(Fixed(EQUAL), batch, LATE)
    seen = there(output.scored).true_probability
    return float(seen.mean() - plain)


def easy_pull(composition: Composition) -> float:
    """Pull of an easy example over that of a hard one, relative to plain training (so that it is 1 there)."""
    outputs = torch.tensor([[2.0, -2.0, -2.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    pulls, plain = (
        gradients(composition, outputs),
        gradients(replace(composition, loss=_unfocused(composition)), outputs),
    )
    return float((pulls[0] / pulls[1]) / (plain[0] / plain[1]))


def _unfocused(composition: Composition) -> SoftmaxLoss | SigmoidLoss:
    return SigmoidLoss() if isinstance(composition.loss, SigmoidLoss) else SoftmaxLoss()


def wrong_positives(composition: Composition) -> float:
    """Mean answer "yes" of a fresh network over C - 1 wrong classes, less 1 / C."""
    model = Network(MLP((2,), width=4), LinearHead(4, 50))
    for parameter in model.head.parameters():
        nn.init.zeros_(parameter)
    SupervisedMethod(composition, np.full(50, 3)).start(model, new_head=True)
    outputs = model(torch.zeros(1, 2))
    answers = (
        torch.sigmoid(outputs) if isinstance(composition.loss, SigmoidLoss) else outputs.softmax(1)
    )
    return float(answers.detach().mean()) - 1 / 50


def class_sharing(composition: Composition) -> float:
    """How much raising a rival's output takes from another rival's gradient; separate questions: 0."""

    def pull(rival: float) -> float:
        model = Fixed(torch.tensor([[rival, 0.0, 1.0]]))
        batch = Batch(torch.arange(1), torch.tensor([TAIL]), (torch.zeros(1, 1),))
        SupervisedMethod(composition, COUNTS).step(model, batch, LATE).loss.backward()
        assert model.outputs.grad is not None
        return float(model.outputs.grad[0, 1])

    return pull(0.0) - pull(3.0)


def drawn(composition: Composition) -> np.ndarray:
    """Return the positions that the last tenth of a run of 50 epochs draws."""
    labels = np.repeat(np.arange(3), COUNTS)
    steps = 50 * 15
    stream = sampling_stream(composition.sampling, labels, 3, StreamSize(32, steps, (0, 0)))
    return np.concatenate([stream(step) for step in range(int(LATE * steps), steps)])


def tail_draws(composition: Composition) -> float:
    """Tail's share of what is drawn late; plain training: its share of the examples."""
    labels = np.repeat(np.arange(3), COUNTS)
    return float((labels[drawn(composition)] == TAIL).mean())


def examples_used(composition: Composition) -> float:
    """Share of the training examples that a run ever sees; plain training: all."""
    return float(len(np.unique(drawn(composition))) / COUNTS.sum())


def blending(composition: Composition) -> float:
    """Mean share of the second example in a batch; plain training blends nothing."""
    if composition.mixing is None:
        return 0.0
    method = SupervisedMethod(composition, COUNTS)
    inputs = torch.eye(3)
    seen = []

    class Watching(nn.Module):
        def forward(self, blends: torch.Tensor) -> torch.Tensor:
            seen.append(float(1 - blends.diagonal().max()))
            return blends.clone().requires_grad_()

    with torch.random.fork_rng():
        torch.manual_seed(0)
        for _ in range(200):
            method.step(Watching(), Batch(torch.arange(3), torch.arange(3), (inputs,)), LATE)
    return float(np.mean(seen))


def tail_labels(composition: Composition) -> float:
    """Label mass of the tail in blends with the head over all shares, less 1/2."""
    mixing = composition.mixing or Mixing()
    head, tail = (torch.tensor([float(COUNTS[label])]) for label in (HEAD, TAIL))
    shares = np.linspace(0.005, 0.995, 100)
    own = [label_shares(s, tail, head, kappa=mixing.kappa, tau=mixing.tau) for s in shares]
    return float(torch.stack(own).mean()) - 0.5


def data() -> LongTailData:
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(3), COUNTS)
    pool = rng.standard_normal((len(labels), 2)).astype(np.float32)
    train = Examples(pool, np.arange(len(labels)), labels)
    mean, std = np.zeros(2, np.float32), np.ones(2, np.float32)
    return LongTailData(
        task=Task("toy", ("b", "a", "c"), COUNTS, (2,)),
        train=train,
        val=None,
        test=train,
        mean=mean,
        std=std,
        checksum="0",
    )


def tail_examples(composition: Composition) -> float:
    """Tail's share of the training set after synthesis; plain training: its share of the examples."""
    if composition.smote is None:
        return float(COUNTS[TAIL] / COUNTS.sum())
    examples = SmoteExamples(composition.smote, "inputs", (0, 0))(
        data(), lambda: np.empty((0, 2), np.float32)
    )
    return float((examples.labels == TAIL).mean())


def head_clusters(composition: Composition) -> float:
    """Sub-classes that the head is learnt as; plain training: one."""
    if composition.clusters is None:
        return 1.0
    return float((find_subclasses(composition.clusters, data(), 0).parents == HEAD).sum())


def biased_network() -> Network:
    """A network whose features tell the classes apart and whose classifier prefers the head."""
    network = Network(MLP((2,), width=3), LinearHead(3, 3))
    vectors = torch.diag(torch.tensor([1.0, 9.0, 0.3]))
    network.head.load_state_dict({"weight": vectors, "bias": torch.zeros(3)})
    return network


FEATURES = np.repeat(np.eye(3, dtype=np.float32), 4, axis=0) + np.float32(0.2)
LABELS = np.repeat(np.arange(3), 4)


def tail_predictions(composition: Composition) -> float:
    """Share of examples that are put into the tail by the corrected classifier; before: none."""
    network = biased_network()
    if composition.retraining is not None and composition.retraining.kind == "ncm":
        NearestMeanReshape(3, composition.retraining.distance)(network)
        ClassMeans().finish(network, lambda _: (FEATURES, LABELS))
    elif composition.retraining is not None:
        TauNormalised(composition.retraining).finish(network, lambda _: (FEATURES, LABELS))
    scores = network.head(torch.from_numpy(FEATURES)).detach()
    return float((scores.argmax(1) == TAIL).float().mean())


def tail_as_rival(composition: Composition) -> float:
    """Tail's share of what examples of the head push down; plain training with equal rivals: 1/2."""
    model = Fixed(torch.zeros(400, 3))
    batch = Batch(torch.arange(400), torch.full((400,), HEAD), (torch.zeros(400, 1),))
    with torch.random.fork_rng():
        torch.manual_seed(0)
        SupervisedMethod(composition, COUNTS).step(model, batch, LATE).loss.backward()
    assert model.outputs.grad is not None
    pushed = model.outputs.grad.sum(dim=0)
    return float(pushed[TAIL] / (pushed.sum() - pushed[HEAD]))


def anchoring(composition: Composition) -> float:
    """Slope of the loss as all scores of a batch rise together, at scores near 100; plain training: none."""
    model = Fixed(EQUAL + 100)
    batch = Batch(torch.arange(3), torch.arange(3), (torch.zeros(3, 1),))
    SupervisedMethod(composition, COUNTS).step(model, batch, LATE).loss.backward()
    assert model.outputs.grad is not None
    return float(model.outputs.grad.sum())


def long_features_pull(composition: Composition) -> float:
    """Late pull of an example with features ten times as long over that of another; plain training: 1."""

    class Head(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.outputs = nn.Parameter(torch.tensor([[0.6, 0.2, 0.2]] * 2))

        def forward(self, _: torch.Tensor) -> torch.Tensor:
            return self.outputs * 1

    model = Network(MLP((2,), width=2), Head())
    model.backbone = nn.Identity()  # type: ignore[assignment]  # the inputs are the features
    features = torch.tensor([[6.0, -4.0], [0.6, 0.4]])
    batch = Batch(torch.arange(2), torch.full((2,), HEAD), (features,))
    SupervisedMethod(composition, COUNTS).step(model, batch, LATE).loss.backward()
    pulls = model.head.outputs.grad.norm(dim=1)  # type: ignore[union-attr, operator]
    return float(pulls[0] / pulls[1])


class Row(NamedTuple):
    """A method's number, the direction in which it goes, and the composition without the defining term."""

    number: Callable[[Composition], float]
    direction: int
    without: Callable[[Composition], Composition]


def unweighted(composition: Composition) -> Composition:
    return replace(composition, weights=ClassWeights())


def ungenerated(composition: Composition) -> Composition:
    return replace(composition, generations=None)


def levelled(composition: Composition) -> Composition:
    assert composition.generations is not None
    return replace(composition, generations=replace(composition.generations, least_power=1.0))


def unsampled(composition: Composition) -> Composition:
    return replace(composition, sampling=Sampling())


def of(**settings) -> Callable[[Composition], Composition]:
    """Return the composition with a loss of these settings."""
    return lambda composition: replace(composition, loss=replace(composition.loss, **settings))


def plain(composition: Composition) -> Composition:
    return Composition(head=composition.head)


def shift_only(composition: Composition) -> Composition:
    return replace(unweighted(composition), late_loss=None, loss=SoftmaxLoss())


ROWS: dict[str, list[Row]] = {
    "erm": [Row(tail_pull, 0, plain)],
    "sigmoid": [
        Row(wrong_positives, 0, plain),
        Row(class_sharing, -1, lambda composition: replace(composition, loss=SoftmaxLoss())),
    ],
    "inverse": [Row(tail_pull, 1, unweighted)],
    "inverse_sqrt": [Row(tail_pull, 1, unweighted)],
    "focal": [Row(easy_pull, -1, of(gamma=0.0))],
    "cb_softmax": [Row(tail_pull, 1, unweighted)],
    "cb_sigmoid": [Row(tail_pull, 1, unweighted)],
    "cb_focal": [Row(tail_pull, 1, unweighted), Row(easy_pull, -1, of(gamma=0.0))],
    "drw": [Row(tail_pull, 1, unweighted)],
    "ldam": [Row(tail_pull, 1, of(max_margin=0.0))],
    "ldam_drw": [
        Row(tail_pull, 1, lambda composition: of(max_margin=0.0)(unweighted(composition))),
        Row(tail_certainty, -1, of(max_margin=0.0)),
        Row(tail_weight, 1, unweighted),
    ],
    "m_drw": [Row(tail_pull, 1, unweighted), Row(certainty, -1, of(max_margin=0.0))],
    "ldam_hg": [Row(tail_certainty, -1, of(max_margin=0.0))],
    "ldam_hg_drs": [
        Row(tail_certainty, -1, of(max_margin=0.0)),
        Row(tail_draws, 1, unsampled),
    ],
    "hg_drs": [Row(tail_draws, 1, unsampled)],
    "drs": [Row(tail_draws, 1, unsampled)],
    "logit_adjustment": [Row(tail_pull, 1, of(tau=0.0))],
    "balanced_softmax": [Row(tail_pull, 1, of(tau=0.0))],
    "cdt": [Row(tail_certainty, -1, of(gamma=0.0))],
    "vs": [
        Row(tail_certainty, -1, of(gamma=0.0, tau=0.0)),
        Row(early_slope, -1, of(gamma=0.0)),
        Row(early_shift, -1, of(tau=0.0)),
    ],
    "pairwise": [Row(tail_pull, 1, shift_only)],
    "tla_adrw": [
        Row(tail_pull, 1, shift_only),
        Row(tail_weight, 1, unweighted),
        Row(early_slope, -1, of(gamma=0.0)),
        Row(early_shift, -1, of(tau=0.0)),
        Row(late_slope, 1, lambda composition: replace(composition, late_loss=None)),
    ],
    "eql": [Row(tail_as_rival, -1, of(chance=0.0))],
    "lade": [Row(early_shift, -1, shift_only), Row(anchoring, 1, of(strength=0.0))],
    "ib": [
        Row(long_features_pull, -1, lambda composition: replace(composition, late_loss=None)),
        Row(tail_weight, 1, unweighted),
    ],
    "class_balanced_sampling": [Row(tail_draws, 1, unsampled)],
    "square_root_sampling": [Row(tail_draws, 1, unsampled)],
    "progressive_sampling": [Row(tail_draws, 1, unsampled)],
    "effective_number_sampling": [Row(tail_draws, 1, unsampled)],
    "under_sampling": [Row(tail_draws, 1, unsampled), Row(examples_used, -1, unsampled)],
    "over_sampling": [Row(tail_draws, 1, unsampled)],
    "smote": [Row(tail_examples, 1, lambda composition: replace(composition, smote=None))],
    "mixup": [Row(blending, 1, lambda composition: replace(composition, mixing=None))],
    "remix": [
        Row(blending, 1, lambda composition: replace(composition, mixing=None)),
        Row(tail_labels, 1, lambda composition: replace(composition, mixing=Mixing())),
    ],
    "cog": [
        Row(head_clusters, 1, lambda composition: replace(composition, clusters=Clustering(400)))
    ],
    "cog_os": [
        Row(head_clusters, 1, lambda composition: replace(composition, clusters=Clustering(400)))
    ],
    "crt": [Row(tail_draws, 1, unsampled)],
    "lws": [Row(tail_draws, 1, unsampled)],
    "self_training": [
        Row(adopted, 1, lambda composition: replace(composition, self_training=None))
    ],
    "fixmatch": [
        Row(unlabelled_pull, 1, lambda composition: replace(composition, consistency=None))
    ],
    "crest": [Row(tail_preference, 1, ungenerated), Row(adopted, 1, ungenerated)],
    "crest_plus": [
        Row(tail_preference, 1, ungenerated),
        Row(tail_target, 1, levelled),
    ],
    "tau_norm": [Row(tail_predictions, 1, plain)],
    "ncm": [Row(tail_predictions, 1, plain)],
}

CASES = [
    pytest.param(METHODS[name], row, id=f"{name}-{row.number.__name__}")
    for name, rows in ROWS.items()
    if name in METHODS
    for row in rows
]


def test_every_method_has_a_direction():
    assert set(ROWS) == set(METHODS)


@pytest.mark.parametrize(("record", "row"), CASES)
def test_a_method_moves_its_number_and_its_term_alone_does(record, row):
    composition = record.compose(record.settings())
    plain_number = row.number(Composition(head=composition.head))
    without = row.number(row.without(composition))
    assert without == pytest.approx(plain_number, abs=5e-3)
    moved = row.number(composition) - without
    if row.direction == 0:
        assert moved == pytest.approx(0, abs=1e-6)
    else:
        assert row.direction * moved > 0.02


def test_without_its_bias_initialisation_a_sigmoid_loss_begins_with_wrong_positives(monkeypatch):
    monkeypatch.setattr(SupervisedMethod, "start", lambda self, network, *, new_head: None)
    assert wrong_positives(Composition(loss=SigmoidLoss())) > 0.4


def test_a_hinge_pulls_at_what_has_not_won_by_its_margin():
    pulls = gradients(Composition(loss=LdamHingeLoss(0.5), head="cosine"))
    assert float(pulls[TAIL]) > 0
    assert float(pulls[HEAD]) == 0
    assert gradients(Composition(loss=LdamHingeLoss(0.0), head="cosine")).tolist() == [0, 0, 0]


# --- what a batch of three comes to: hand values --------------------------------------------------------

LOGITS = torch.tensor([[2.0, 1.0, -1.0], [0.5, -0.5, 1.5], [-1.0, 3.0, 0.2]])
COSINES = torch.tensor([[0.6, 0.2, 0.1], [0.1, -0.2, 0.7], [-0.3, 0.8, 0.05]])
GOLDEN_COUNTS = np.array([5000, 500, 50])
ROOTS = float(np.sqrt(GOLDEN_COUNTS / GOLDEN_COUNTS.sum()).sum())
TLA = {"vs_gamma": 0.2, "tau": 1.2}
PLAIN = (  # what differs from plain training is not the loss of a batch
    *("class_balanced_sampling", "square_root_sampling", "progressive_sampling"),
    *("effective_number_sampling", "under_sampling", "over_sampling", "drs", "smote"),
    *("crt", "lws", "tau_norm", "ncm"),
    *("self_training", "fixmatch", "crest", "crest_plus"),
)
GOLDEN = [  # (method, settings, outputs, labels, progress, loss to 7 digits: facts, sections 3 to 11)
    ("erm", {}, LOGITS, (0, 0, 2), 0, 1.544256453),
    ("focal", {"gamma": 1.0}, LOGITS, (0, 2, 1), 0, 0.081619296),
    ("focal", {"gamma": 2.0, "form": "sigmoid"}, LOGITS, (0, 2, 1), 0, 0.480692163),
    ("cb_softmax", {}, LOGITS, (0, 0, 2), 0, 2.599615559),
    ("cb_softmax", {"normalise_by": "weights"}, LOGITS, (0, 0, 2), 0, 2.826754584),
    ("cb_sigmoid", {}, LOGITS, (0, 0, 2), 0, 3.601805150),
    ("cb_focal", {}, LOGITS, (0, 0, 2), 0, 2.953623527),
    ("cb_focal", {"form": "softmax"}, LOGITS, (0, 0, 2), 0, 2.447534034),
    ("ldam", {}, COSINES, (0, 2, 1), 0, 0.016444783),
    ("ldam_drw", {}, COSINES, (0, 0, 2), 0.79, 20.081385619),
    ("ldam_drw", {}, COSINES, (0, 0, 2), 0.8, 36.853987814),
    ("ldam_drw", {"normalise_by": "batch"}, COSINES, (0, 0, 2), 0.8, 33.892648722),
    ("drw", {}, LOGITS, (0, 0, 2), 0.5, 1.544256453),
    ("drw", {}, LOGITS, (0, 0, 2), 0.9, 2.826754584),
    ("logit_adjustment", {}, LOGITS, (0, 2, 1), 0, 1.292365954),
    ("logit_adjustment", {"tau": 0.5}, LOGITS, (0, 2, 1), 0, 0.606461021),
    ("sigmoid", {}, LOGITS, (0, 2, 1), 0, 1.521002180),
    ("balanced_softmax", {}, LOGITS, (0, 2, 1), 0, 1.292365954),
    ("vs", {"vs_gamma": 0.2, "tau": 1.2}, LOGITS, (0, 2, 1), 0, 2.037647599),
    ("vs", {"vs_gamma": 0.2, "tau": 1.2}, LOGITS[:1], (2,), 0, 7.940588461),
    ("vs", {}, LOGITS, (0, 2, 1), 0, (0.023122857 + 4.782922130 + 0.610477683) / 3),
    ("vs", {"vs_gamma": 0.0}, LOGITS, (0, 2, 1), 0, 1.292365954),  # logit adjustment
    ("cdt", {}, LOGITS, (0, 2, 1), 0, (0.284177871 + 0.980249361 + 0.274281459) / 3),
    ("cdt", {"vs_gamma": 0.0}, LOGITS, (0, 0, 2), 0, 1.544256453),
    ("pairwise", {"power": 1.0}, LOGITS, (0, 2, 1), 0, 1.292365954),
    # Our weights have mean 1 over the examples: the facts' values over sum(pi * alpha), 3 and 1.344225.
    (
        "pairwise",
        {"power": 0.0},
        LOGITS,
        (0, 2, 1),
        0,
        (0.387403561 + 45.244262053 + 0.845278072) / 9,
    ),
    ("pairwise", {}, LOGITS, (0, 2, 1), 0, (0.120633010 + 17.179074310 + 0.247601787) / 3 / ROOTS),
    ("m_drw", {}, COSINES[:1], (0,), 0, 3.094922956),
    ("m_drw", {}, COSINES[:1], (2,), 0, 30.000006144),
    ("m_drw", {"normalise_by": "batch"}, COSINES[:1], (2,), 0.79, 30.000006144),
    ("m_drw", {"normalise_by": "batch"}, COSINES[:1], (2,), 0.8, 2.690725413 * 30.000006144),
    ("ldam_hg", {"scale": 1.0}, COSINES[:1], (0,), 0, 0.0),
    ("ldam_hg", {"scale": 1.0}, COSINES[:1], (1,), 0, 0.681170663),
    ("ldam_hg", {}, COSINES[:1], (2,), 0, 30.0),
    ("ldam_hg", {}, torch.tensor([[0.3, 0.25, 0.1]]), (0,), 0, 30 * 0.108113883),
    ("ldam_hg_drs", {}, COSINES[:1], (1,), 0.9, 30 * 0.681170663),
    ("hg_drs", {}, COSINES[:1], (2,), 0, 15.0),
    ("hg_drs", {"max_margin": 0.5}, COSINES[:1], (2,), 0.9, 30.0),
    ("tla_adrw", TLA, LOGITS, (0, 2, 1), 0.79, 2.037647599),
    ("tla_adrw", {"vs_gamma": 0.2}, LOGITS, (0, 0, 2), 0.8, 2.878980012),
    ("tla_adrw", {"tau": 1.0, "nu": 0.0}, LOGITS, (0, 2, 1), 0.8, 1.292365954),
    (
        "eql",
        {"leave_out": 1.0},
        LOGITS[:1],
        (0,),
        0,
        0.313261688,
    ),  # log(1 + e^-1): two classes are left
    ("eql", {"leave_out": 0.0}, LOGITS, (0, 0, 2), 0, 1.544256453),
    ("lade", {"regulariser": 0.0}, LOGITS, (0, 2, 1), 0, 1.292365954),  # logit adjustment
    ("ib", {}, LOGITS, (0, 0, 2), 0.49, 1.544256453),  # cross-entropy before the switch
    *((name, {}, LOGITS, (0, 0, 2), 0.9, 1.544256453) for name in PLAIN),
]


@pytest.mark.parametrize(("name", "settings", "outputs", "labels", "progress", "value"), GOLDEN)
def test_golden_value(name, settings, outputs, labels, progress, value):
    record, targets = METHODS[name], torch.tensor(labels)
    method = SupervisedMethod(record.compose(record.settings(**settings)), GOLDEN_COUNTS)
    batch = Batch(torch.arange(len(targets)), targets, (torch.zeros(len(targets), 1),))
    loss = method.step(Fixed(outputs), batch, progress).loss.detach()
    assert float(loss) == pytest.approx(value, rel=2e-6)


def test_every_method_has_a_golden_value():
    elsewhere = {"inverse", "inverse_sqrt", "mixup", "remix", "cog", "cog_os"}
    assert {row[0] for row in GOLDEN} == set(METHODS) - elsewhere
