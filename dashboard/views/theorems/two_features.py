"""The page of the two features: what labels keep, and what is kept without them."""

from collections.abc import Iterator
from typing import Any

from dashboard.views.theorems.page import (
    Choice,
    Control,
    Draws,
    Heavy,
    Parameter,
    Picture,
    Settings,
    Start,
    TheoremPage,
)
from dashboard.views.theorems.two_features_statements import LAWS, LEARNING, PROBE
from ltcore.plots.scene.marks import Scene
from ltcore.plots.theorems.two_features.kept import kept_scene
from ltcore.plots.theorems.two_features.probe import probe_scene
from ltcore.plots.theorems.two_features.shares import Against, learn_places, shares_scene

CONTROLS: tuple[Control, ...] = (
    Parameter(
        "n_rare",
        "Rare examples n₃",
        (1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 150, 200),
        2,
        help="Training examples of class 3.",
    ),
    Parameter(
        "rho",
        "Noise ρ",
        (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
        0.35,
        help="Standard deviation in each of the d coordinates; e₁ and e₂ have length 1.",
    ),
    Parameter(
        "tau",
        "Spread τ along e₂",
        (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0),
        2.0,
        help="How far half of the frequent examples lie along −e₂: what the frequent classes show of e₂.",
    ),
    Parameter("d", "Dimension d", (10, 20, 50, 100, 200), 100),
    Parameter(
        "n", "Frequent examples n", (50, 100, 150), 100, help="Of class 1, and as many of class 2."
    ),
    Parameter("sample", "Training set (seed)", tuple(range(8)), 0, help="Another one, drawn anew."),
    Choice(
        "offset",
        "Offset in the probe",
        {"no": "None", "yes": "One"},
        "no",
        "Whether its scores may have a constant; the paper's probe has none.",
    ),
)


def _setting(settings: Settings) -> dict[str, float]:
    shared = {key: settings[key] for key in ("d", "n_rare", "tau", "rho")}
    return shared | {"n_frequent": settings["n"]}


def _kept(settings: Settings, _draws: Draws) -> Scene:
    return kept_scene(_setting(settings), seed=settings["sample"])


def _probe(settings: Settings, _draws: Draws) -> Scene:
    offset = settings["offset"] == "yes"
    return probe_scene(_setting(settings), offset=offset, seed=settings["sample"])


def _shares(label: str, against: Against, notice: str, attempt: str) -> Picture:
    """Return a picture of the kept shares, whose training sets at all places wait for a button."""

    def steps(settings: Settings, _draws: Draws) -> Iterator[tuple[float, Any]]:
        return learn_places(_setting(settings), against)

    def curves(settings: Settings, _draws: Draws) -> Scene:
        found = settings["found"]
        return shares_scene(_setting(settings), against, found, seed=settings["sample"])

    other = "rho" if against == "n_rare" else "n_rare"
    return Picture(
        label,
        (against, other, "tau", "d"),
        curves,
        LAWS,
        notice,
        attempt,
        more=("n", "sample"),
        under_hand=False,
        heavy=Heavy("Learn 8 times (5 to 20 s)", steps, (other, "tau", "d", "n")),
        origin="Laws as on this page; training sets drawn and learned from exactly.",
    )


PAGE = TheoremPage(
    "two_features",
    "What labels forget",
    ":material/label_off:",
    "What do labels fail to keep?",
    "Frequent classes show a feature that only the rare class needs: labels ask for other features, and "
    "self-supervision keeps this one.",
    CONTROLS,
    {
        "kept": Picture(
            "What is kept?",
            ("n_rare", "rho", "tau", "d"),
            _kept,
            LEARNING,
            "After learning with labels the rare class lies among the others: the arrow of e₂ is short.",
            "Set τ to 0: the frequent classes show nothing of e₂, and self-supervision loses it too.",
            more=("n", "sample"),
            under_hand=False,
            origin="One training set, drawn and learned from exactly; new examples with a fixed seed.",
        ),
        "rare": _shares(
            "More rare ones?",
            "n_rare",
            "Without labels e₂ does not wait for the rare class: its curve is nearly flat in n₃.",
            "Press the button: at 100 rare examples labels keep far less of e₂ than their mean would tell.",
        ),
        "noise": _shares(
            "More noise?",
            "rho",
            "In little noise labels keep most of e₂; they lose it long before self-supervision does.",
            "Set d to 10 and press the button: on average labels keep more of e₂, until no map separates the "
            "classes.",
        ),
        "probe": Picture(
            "At what cost?",
            ("n_rare", "rho", "tau", "offset"),
            _probe,
            PROBE,
            "Every class pays for what was not kept, the rare one most.",
            "Give the probe an offset: e₁ alone then tells much of the rare class, which lies in the middle.",
            more=("d", "n", "sample"),
            under_hand=False,
            origin="Exact errors of a probe fitted to the law itself; one training set, learned exactly.",
        ),
    },
    (
        Start("Labels drop five sixths of e₂", "kept"),
        Start("At τ = 0 both lose e₂", "kept", {"tau": 0.0}),
        Start("Without labels one rare example is enough", "rare", {"n_rare": 1}),
        Start("In little noise both keep most of e₂", "noise", {"rho": 0.05}),
        Start("The rare class pays most for lost e₂", "probe"),
    ),
)
