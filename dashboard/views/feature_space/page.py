"""Feature space: what a network makes of examples before its classifier, on a map."""

from collections.abc import Sequence

from dashboard.shell import trained_runs
from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.shell.settings import FreeSettings
from dashboard.views.feature_space import controls, results
from dashboard.views.feature_space.choice import ALL, NAMED, WITH_FEATURES, adopt


def _presets() -> Sequence[Preset]:
    """Return what the demo runs show, none where they are not there."""
    ids = trained_runs.demo_ids(list(WITH_FEATURES.offer().records.values()))
    if not {"erm", "logit_adjustment"} <= set(ids):
        return ()
    alone, both = [ids["erm"]], [ids["erm"], ids["logit_adjustment"]]
    test = {"split": "test", "map": "tsne", "class": ALL, "perplexity": 30}
    return (
        Preset("Features change little, recall a lot", test | {"runs": both}),
        Preset("The 8s form a group, yet are missed", test | {"runs": alone, "class": "8"}),
        Preset("On training examples, all is well", test | {"runs": both, "split": "train"}),
        Preset("Low perplexity breaks groups into pieces", test | {"runs": alone, "perplexity": 5}),
    )


PAGE = Page(
    slug="feature_space",
    title="Feature space",
    icon=":material/scatter_plot:",
    door="Explore",
    question="Are the rare classes separate before the classifier?",
    sentence="Each mark is an example, placed by its features: the numbers that the network passes to its "
    "last layer, the classifier. Open marks are examples that the classifier gets wrong.",
    settings=FreeSettings(linked=NAMED, ask=controls.draw, adopts=adopt),
    presets=_presets,
    body=results.draw,
)
