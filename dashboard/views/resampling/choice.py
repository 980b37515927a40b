"""What is asked of the resampling toy: the settings that its pictures share, and their controls."""

from dataclasses import replace
from typing import get_args

from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state, widgets
from dashboard.shell.aspect import choice_on_a_line
from dashboard.shell.state import Linked
from ltcore.plots.resampling.names import CLASSIFIER_TITLES, SCENE_TITLES
from ltcore.theory.resampling.classifiers import Classifier
from ltcore.theory.resampling.techniques import Treatment
from ltcore.theory.resampling.toy import Scene, Toy

RATIOS = (1, 2, 5, 10, 20, 50, 100)
DISTANCES = tuple(step / 2 for step in range(2, 13))
NEIGHBOURS = tuple(range(1, 11))
CLUSTERS = tuple(range(1, 11))
DRAWS = (5, 10, 20, 50)
SEEDS = 1000
RATIO_WIDTH = 150
"""Pixels."""

RATIO = Linked("resampling_ratio", 20, state.one_of(RATIOS))
SCENE: Linked[Scene] = Linked("resampling_scene", "clouds", state.one_of(get_args(Scene)))
DISTANCE = Linked("resampling_distance", 2.5, state.one_of(DISTANCES))
K_NEAREST = Linked("resampling_neighbours", 5, state.one_of(NEIGHBOURS))
K_CLUSTERS = Linked("resampling_clusters", 3, state.one_of(CLUSTERS))
N_DRAWS = Linked("resampling_draws", 20, state.one_of(DRAWS))
SEED = Linked("resampling_seed", 0, state.whole(0, SEEDS - 1))


def toy() -> Toy:
    """Return the toy that is asked for, with its seed."""
    return Toy(
        scene=state.value(SCENE),
        ratio=float(state.value(RATIO)),
        distance=state.value(DISTANCE),
        seed=state.value(SEED),
    )


def any_draw() -> Toy:
    """Return the toy without its seed, for what is computed over draws: one entry of the cache for all."""
    return replace(toy(), seed=0)


def with_settings(treatment: Treatment) -> Treatment:
    """Return a technique with the settings that it uses, the others at their defaults."""
    if treatment.technique == "smote":
        return replace(treatment, neighbours=state.value(K_NEAREST))
    if treatment.technique in ("cog", "cog_os"):
        return replace(treatment, clusters=state.value(K_CLUSTERS))
    return treatment


def ratio_control(row: DeltaGenerator) -> None:
    """Draw the slider of the imbalance ratio, narrow: it has few values, and stands beside many controls."""
    row.container(width=widgets.text_width(RATIO_WIDTH)).select_slider(
        "Imbalance ratio ρ",
        RATIOS,
        key=RATIO.key,
        help="Examples of the head, 200, over those of the tail.",
        persist_state="session",
    )


def distance_control(place: DeltaGenerator) -> None:
    """Draw the slider of the distance between clouds."""
    choice_on_a_line(
        place,
        DISTANCE,
        DISTANCES,
        "Distance d of the clouds",
        pattern="{:g}",
        help="In standard deviations of a cloud: the smaller, the more they overlap.",
    )


def scene_control(place: DeltaGenerator) -> None:
    """Draw the choice of where the clouds are."""
    place.radio(
        "Where the clouds are",
        list(SCENE_TITLES),
        format_func=SCENE_TITLES.__getitem__,
        key=SCENE.key,
        persist_state="session",
    )


def technique_settings(place: DeltaGenerator) -> None:
    """Draw the sliders of SMOTE's neighbours and of COG's clusters."""
    choice_on_a_line(place, K_NEAREST, NEIGHBOURS, "SMOTE: neighbours k")
    choice_on_a_line(place, K_CLUSTERS, CLUSTERS, "COG: clusters K of the head")


def draws_control(place: DeltaGenerator) -> None:
    """Draw the slider of the number of training sets."""
    choice_on_a_line(
        place,
        N_DRAWS,
        DRAWS,
        "Draws",
        help="Training sets, of the seeds 0, 1 and so on, that means and spreads are over.",
    )


def classifier_control(row: DeltaGenerator, setting: Linked[Classifier]) -> None:
    """Draw the choice of the classifier."""
    row.container(width=widgets.text_width(182)).selectbox(
        "Classifier",
        list(CLASSIFIER_TITLES),
        format_func=CLASSIFIER_TITLES.__getitem__,
        key=setting.key,
        persist_state="session",
    )


def draw_again(place: DeltaGenerator) -> None:
    """Draw the button that goes on to the next seed."""
    place.button(
        f"Draw again (seed {state.value(SEED)})",
        key="resampling_draw_again",
        on_click=_next_draw,
        icon=":material/casino:",
    )


def more(row: DeltaGenerator) -> DeltaGenerator:
    """Return where the further controls stand."""
    place: DeltaGenerator = row.container(width="content").popover("More", icon=":material/tune:")
    return place


def described(drawn: Toy) -> str:
    """Say what is drawn, for the foot of the page."""
    return (
        f"Simulated: {SCENE_TITLES[drawn.scene].lower()}, Gaussian clouds of standard deviation 1, "
        f"d = {drawn.distance:g}, {drawn.n_head} and {drawn.n_tail} training examples"
    )


def _next_draw() -> None:
    state.put(SEED, (state.value(SEED) + 1) % SEEDS)
