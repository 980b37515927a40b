"""The page of the effective number as covered volume: why one more image adds less."""

from dashboard.shell.page import Page
from dashboard.shell.presets import Preset
from dashboard.views.theorems.covering.settings import COVERING
from dashboard.views.theorems.covering.statements import EFFECTIVE, SPREAD, TRAP
from dashboard.views.theorems.theorem import theorem_picture
from ltcore.plots.theorems.covering.paths import Volume
from ltcore.plots.theorems.covering.spread import spread_scene
from ltcore.plots.theorems.covering.steps import steps_scene
from ltcore.plots.theorems.covering.trap import trap_scene

ORIGIN = "Computed from the formulas on this page; samples are placed uniformly at random."

PAGE = Page(
    slug="covering",
    title="Effective number: the covered volume",
    icon=":material/blur_circular:",
    door="Theorems",
    question="Why does one more image add less?",
    sentence="Each image covers a small part of everything there is to see of a class. As more is "
    "covered, less of the next image is new.",
    pictures={
        "steps": theorem_picture(
            label="What does each sample add?",
            settings=COVERING,
            controls=("n", "volume", "process"),
            scene=lambda asked: steps_scene(
                Volume(asked.volume, asked.process), asked.n, draws=asked.draws, seed=asked.seed
            ),
            statement=EFFECTIVE,
            notice="The coloured part of each stroke is what is new. It shrinks from left to right; "
            "added up, it is the covered volume.",
            try_this="Increase n from 0 step by step, and switch between all-or-nothing samples and "
            "arcs: the mean stays the same.",
            simulated=True,
            origin=ORIGIN,
        ),
        "spread": theorem_picture(
            label="Same mean, same spread?",
            settings=COVERING,
            controls=("n", "volume"),
            scene=lambda asked: spread_scene(
                asked.volume, asked.n, draws=asked.draws, seed=asked.seed
            ),
            statement=SPREAD,
            notice="Both processes have the same mean for every n, yet the urn varies more: partial "
            "overlaps average out.",
            try_this="Raise n to 100 at N = 5: everything is covered, and nothing varies any more.",
            simulated=True,
            origin=ORIGIN,
        ),
        "trap": theorem_picture(
            label="What if N is not whole?",
            settings=COVERING,
            controls=("odd", "few"),
            scene=lambda asked: trap_scene(
                asked.odd, asked.few, draws=asked.draws, seed=asked.seed
            ),
            statement=TRAP,
            notice="The urn ends above N, at the next whole number: with N = 2.5 it counts 3, 20 % too many.",
            try_this="Set N to a whole number: all three agree.",
            simulated=True,
            origin=ORIGIN,
        ),
    },
    presets=(
        Preset("The first samples are nearly all new", {"n": 3, "volume": 100.0}, "steps"),
        Preset("The hundredth sample adds almost nothing", {"n": 100, "process": "urn"}, "steps"),
        Preset("Partial overlaps vary less", {"n": 100, "volume": 100.0}, "spread"),
        Preset("At N = 2.5 the urn fills up to 3", {}, "trap"),
    ),
    afresh=True,
)
