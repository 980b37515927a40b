"""Named recipes: a method as it was published, data and training included, under one name.

``ltlab train --recipe ldam_drw_cifar10`` is LDAM-DRW on long-tailed CIFAR-10 at ratio 100, as its paper
trains it. Each lays its data, method and deviations over a general recipe, and says which family of published
numbers its runs may stand beside, and what of the original the settings of this lab cannot say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Tables = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class NamedRecipe:
    """A method with its data and its way of training.

    Attributes:
        method: name of the method.
        data: name of the data set; its ratio is 100, unless asked for otherwise.
        base: the general recipe that it is laid over.
        family: recipe family of the published numbers that it repeats, see ``ltcore.published``.
        sentence: where it comes from, and what is not as there.
        settings: of the method.
        changes: of the general recipe, table -> setting -> value.
    """

    method: str
    data: str
    base: str
    family: str
    sentence: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    changes: Tables = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called: method and data set."""
        return f"{self.method}_{self.data}"

    @property
    def tables(self) -> Tables:
        """What it lays over the general recipe."""
        return {
            "data": {"name": self.data, "profile": "exponential", "ratio": 100.0},
            "method": {"name": self.method, "settings": self.settings},
            **self.changes,
        }


LDAM_SENTENCE = (
    "As in the code of the LDAM paper, except that our warm-up raises the learning rate at every "
    "step and theirs once per epoch; we report the last epoch, they report the best on test "
    "images."
)
CB_SENTENCE = (
    "The settings of the class-balanced paper under the 200-epoch recipe. The paper scales inputs "
    "to x/128 − 1 and does not decay the last bias of sigmoid losses; we do neither."
)
LA_SENTENCE = (
    "Epochs, Nesterov momentum and steps as in google-research, but not its network, input "
    "scaling, crops of 2 pixels and batch normalisation without decay: here ResNet-32, crops of 4 "
    "pixels and decay on all parameters."
)
VS_SENTENCE = "γ and τ from the authors' README for CIFAR-10 at ratio 100, under the LDAM recipe."
VS_DDC_SENTENCE = (
    "γ and τ from stage one of DDC's script for CIFAR-100 at ratio 100, under the LDAM recipe."
)
TLA_SENTENCE = (
    "ν and τ from the second stage of DDC's 400-epoch script, at 200 epochs; both stages use the "
    "same τ, and γ of the first is 0.05, one of the script's values."
)
DIGITS_SENTENCE = "This lab's short recipe for digits with this method; it comes from no paper."


def _logit_adjustment(data: str, epochs: int, warmup: int, drops: tuple[int, ...]) -> NamedRecipe:
    """Return google-research's recipe; its epochs become shares of the run."""
    milestones = tuple(drop / epochs for drop in drops)
    schedule = {"name": "steps", "warmup": warmup / epochs, "milestones": milestones}
    return NamedRecipe(
        method="logit_adjustment",
        data=data,
        base="cifar",
        family="google_la",
        sentence=LA_SENTENCE,
        settings={"tau": 1.0},
        changes={
            "optim": {"nesterov": True},
            "schedule": {**schedule, "decay": 0.1},
            "train": {"epochs": epochs, "eval_every": 20},
        },
    )


_LDAM = {"max_margin": 0.5, "scale": 30.0}
_DRW = {"defer_until": 0.8, "beta": 0.9999}
_CIFAR = ("cifar10", "cifar100")

NAMED: tuple[NamedRecipe, ...] = (
    *(
        NamedRecipe(method="erm", data=data, base="cifar", family="ldam", sentence=LDAM_SENTENCE)
        for data in _CIFAR
    ),
    *(
        NamedRecipe(
            method="ldam",
            data=data,
            base="cifar",
            family="ldam",
            sentence=LDAM_SENTENCE,
            settings=_LDAM,
        )
        for data in _CIFAR
    ),
    *(
        NamedRecipe(
            method="drw",
            data=data,
            base="cifar",
            family="ldam",
            sentence=LDAM_SENTENCE,
            settings=_DRW,
        )
        for data in _CIFAR
    ),
    *(
        NamedRecipe(
            method="ldam_drw",
            data=data,
            base="cifar",
            family="ldam",
            sentence=LDAM_SENTENCE,
            settings={**_LDAM, **_DRW},
        )
        for data in _CIFAR
    ),
    NamedRecipe(
        method="cb_softmax",
        data="cifar10",
        base="cifar",
        family="cb",
        sentence=CB_SENTENCE,
        settings={"beta": 0.9999},
    ),
    NamedRecipe(
        method="cb_softmax",
        data="cifar100",
        base="cifar",
        family="cb",
        sentence=CB_SENTENCE,
        settings={"beta": 0.9},
    ),
    NamedRecipe(
        method="cb_focal",
        data="cifar10",
        base="cifar",
        family="cb",
        sentence=CB_SENTENCE,
        settings={"beta": 0.9999, "gamma": 1.0},
    ),
    NamedRecipe(
        method="cb_focal",
        data="cifar100",
        base="cifar",
        family="cb",
        sentence=CB_SENTENCE,
        settings={"beta": 0.9, "gamma": 1.0},
    ),
    _logit_adjustment("cifar10", 1241, 20, (604, 926, 1128)),
    _logit_adjustment("cifar100", 1419, 22, (691, 1059, 1290)),
    NamedRecipe(
        method="vs",
        data="cifar10",
        base="cifar",
        family="vs",
        sentence=VS_SENTENCE,
        settings={"vs_gamma": 0.2, "tau": 1.2},
    ),
    NamedRecipe(
        method="vs",
        data="cifar100",
        base="cifar",
        family="ddc",
        sentence=VS_DDC_SENTENCE,
        settings={"vs_gamma": 0.05, "tau": 1.0},
    ),
    NamedRecipe(
        method="tla_adrw",
        data="cifar10",
        base="cifar",
        family="ddc",
        sentence=TLA_SENTENCE,
        settings={"vs_gamma": 0.05, "tau": 1.0, "nu": 0.15, "defer_until": 0.8},
    ),
    NamedRecipe(
        method="tla_adrw",
        data="cifar100",
        base="cifar",
        family="ddc",
        sentence=TLA_SENTENCE,
        settings={"vs_gamma": 0.05, "tau": 0.75, "nu": 0.25, "defer_until": 0.8},
    ),
    *(
        NamedRecipe(
            method=method, data="digits", base="digits", family="digits", sentence=DIGITS_SENTENCE
        )
        for method in (
            "erm",
            "ldam",
            "drw",
            "ldam_drw",
            "cb_softmax",
            "cb_focal",
            "logit_adjustment",
            "vs",
            "tla_adrw",
        )
    ),
)
"""The named recipes, in the order in which they are listed."""
