"""Published results: what papers and re-runs print for a setting, and the reader's own runs beside it."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.published import results
from dashboard.views.published.choice import NUMBERS

CIFAR_10, CIFAR_100 = "cifar10-exponential-100", "cifar100-exponential-100"

PAGE = Page(
    slug="published",
    title="Published results",
    icon=":material/menu_book:",
    door="Compare",
    question="How do these methods do in the papers, and here?",
    sentence="Each mark is a printed error, or 100 % minus a printed accuracy. One heading, one recipe.",
    settings=NUMBERS,
    controls=("setting", "methods", "recipes"),
    presets=(
        Preset(
            "One baseline, five numbers",
            {"setting": CIFAR_10, "methods": "used", "recipes": "plain"},
        ),
        Preset(
            "A stronger recipe beats most methods",
            {"setting": CIFAR_10, "methods": "used", "recipes": "labelled"},
        ),
        Preset(
            "100 classes: less to gain",
            {"setting": CIFAR_100, "methods": "used", "recipes": "plain"},
        ),
        Preset(
            "Reversed tail: CReST beats CReST+",
            {"setting": CIFAR_10, "methods": "here", "recipes": "unlabelled"},
        ),
        Preset(
            "Re-weighting can do harm",
            {"setting": "cifar100-step-100", "methods": "here", "recipes": "plain"},
        ),
    ),
    body=results.draw,
)
