"""Post-hoc: what a finished run's logits, classifier and features allow without training again."""

from collections.abc import Sequence

from dashboard.shell import trained_runs
from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.shell.settings import FreeSettings
from dashboard.views.posthoc import controls, results
from dashboard.views.posthoc.choice import LABELS, NAMED, RUNS, adopt


def _presets() -> Sequence[Preset]:
    """Return what the demo runs show, none where they are not there."""
    ids = trained_runs.demo_ids(list(RUNS.offer().records.values()))
    if not {"erm", "logit_adjustment"} <= set(ids):
        return ()
    erm, adjusted = ids["erm"], ids["logit_adjustment"]
    return (
        Preset("ERM: subtract the prior", {"run": erm, "correction": "logit", "tau": 1.0}),
        Preset("Correcting twice", {"run": adjusted, "correction": "logit", "tau": 1.0}),
        Preset("Shorter head vectors", {"run": erm, "correction": "tau_norm", "norm": 1.0}),
        Preset("SVM, threshold in the middle", {"run": erm, "correction": "svm", "power": 0.0}),
        Preset("SVM, more room for rare classes", {"run": erm, "correction": "svm", "power": 0.25}),
    )


PAGE = Page(
    slug="posthoc",
    title="Post-hoc",
    icon=":material/healing:",
    door="Compare",
    question="What can be repaired without training again?",
    sentence="The trained network stays as it is; only its decisions change with the slider.",
    settings=FreeSettings(
        linked=NAMED,
        ask=controls.draw,
        adopts=adopt,
        presets_row=lambda choice: choice.row,
        labels=LABELS,
    ),
    presets=_presets,
    body=results.draw,
    predicts=True,
    gap="xsmall",
)
