"""The long tail: how many examples each class has, why accuracy hides the tail, and where one can act."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.long_tail import clients, counts, paradox, places, risk, samples
from dashboard.views.long_tail.choice import LINKED

SET_BY_PRESETS = (
    *("data", "profile", "ratio", "classes", "largest"),
    *("split", "concentration", "clients", "per_client"),
)
"""Settings that take their default where a preset does not name them; the others stay."""


def _preset(sentence: str, picture: str, **changed: object) -> Preset:
    defaults = {name: LINKED[name].default for name in SET_BY_PRESETS}
    return Preset(sentence, {**defaults, **changed}, picture)


PAGE = Page(
    slug="long_tail",
    title="The long tail",
    icon=":material/ssid_chart:",
    door="Teach",
    question="Why is 99 % accuracy not enough?",
    sentence="A few classes hold most examples; an average over examples hardly notices the rest.",
    pictures={
        "counts": counts.PICTURE,
        "samples": samples.PICTURE,
        "paradox": paradox.PICTURE,
        "risk": risk.PICTURE,
        "clients": clients.PICTURE,
        "places": places.PICTURE,
    },
    choice="tail_picture",
    presets=(
        _preset("A hundred to one", "counts"),
        _preset(
            "99.5 % right and useless", "paradox", data="shapes", ratio=200, classes=2, largest=400
        ),
        _preset("An average hides the tail", "risk"),
        _preset("A step: half the classes small", "counts", profile="step"),
        _preset("Balanced: no tail", "counts", ratio=1),
        _preset("Each client has its own tail", "clients"),
    ),
)
