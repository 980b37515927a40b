"""The page of the two features: what labels keep, and what is kept without them."""

from dashboard.shell.page import Page, Picture
from dashboard.shell.presets import Preset
from dashboard.views.theorems.theorem import SceneStudy, theorem_picture
from dashboard.views.theorems.two_features.settings import TWO_FEATURES, TwoFeatures
from dashboard.views.theorems.two_features.statements import LAWS, LEARNING, PROBE
from ltcore.plots.theorems.two_features.kept import kept_scene
from ltcore.plots.theorems.two_features.probe import probe_scene
from ltcore.plots.theorems.two_features.shares import Against, learn_places, shares_scene


def _shares(label: str, against: Against, notice: str, try_this: str) -> Picture[TwoFeatures]:
    """Return a picture of the kept shares, whose training sets at all places wait for a button."""
    other = "rho" if against == "n_rare" else "n_rare"
    return theorem_picture(
        label=label,
        settings=TWO_FEATURES,
        controls=(against, other, "tau", "d"),
        more=("n", "sample"),
        scene=SceneStudy(
            scene=lambda asked, found: shares_scene(
                asked.setting, against, found, seed=asked.sample
            ),
            label="Learn 8 times (5 to 20 s)",
            steps=lambda asked: learn_places(asked.setting, against),
            depends=(other, "tau", "d", "n"),
        ),
        statement=LAWS,
        notice=notice,
        try_this=try_this,
        origin="Formulas on this page; simulated training sets, solved exactly.",
    )


PAGE = Page(
    slug="two_features",
    title="Self-supervision: what labels forget",
    icon=":material/label_off:",
    door="Theorems",
    question="Which features do labels fail to preserve?",
    sentence="Frequent classes contain a feature, e₂, that only the rare class needs. Labels favour "
    "another one, e₁; self-supervision keeps e₂.",
    pictures={
        "kept": theorem_picture(
            label="What is kept?",
            settings=TWO_FEATURES,
            controls=("n_rare", "rho", "tau", "d"),
            more=("n", "sample"),
            scene=lambda asked: kept_scene(asked.setting, seed=asked.sample),
            statement=LEARNING,
            notice="After learning from labels, the rare class lies among the others: the arrow of e₂ is "
            "short.",
            try_this="Set τ to 0: the frequent classes contain nothing of e₂, and self-supervision loses "
            "it too.",
            drag=False,
            origin="One simulated training set, solved exactly; new examples with a fixed seed.",
        ),
        "rare": _shares(
            "More rare examples?",
            "n_rare",
            "Without labels, e₂ hardly depends on the rare class: its curve is nearly flat in n₃.",
            "Press the button: at 100 rare examples, labels keep far less of e₂ than the mean of these "
            "examples contains.",
        ),
        "noise": _shares(
            "More noise?",
            "rho",
            "With little noise, labels keep most of e₂; as noise grows, they lose it long before "
            "self-supervision does.",
            "Set d to 10 and press the button: on average labels keep more of e₂, up to the noise at "
            "which no map separates the classes.",
        ),
        "probe": theorem_picture(
            label="At what cost?",
            settings=TWO_FEATURES,
            controls=("n_rare", "rho", "tau", "offset"),
            more=("d", "n", "sample"),
            scene=lambda asked: probe_scene(
                asked.setting, offset=asked.offset == "yes", seed=asked.sample
            ),
            statement=PROBE,
            notice="Every class pays for the lost feature, and the rare class pays most.",
            try_this="Give the probe an offset: e₁ alone then says a lot about the rare class, which "
            "lies in the middle.",
            drag=False,
            origin="Exact errors of a probe fitted to the distribution itself; one training set, solved "
            "exactly.",
        ),
    },
    presets=(
        Preset("Labels lose five sixths of e₂", {}, "kept"),
        Preset("At τ = 0 both lose e₂", {"tau": 0.0}, "kept"),
        Preset("Without labels one rare example is enough", {"n_rare": 1}, "rare"),
        Preset("With little noise both keep most of e₂", {"rho": 0.05}, "noise"),
        Preset("The rare class pays most for losing e₂", {}, "probe"),
    ),
    afresh=True,
)
