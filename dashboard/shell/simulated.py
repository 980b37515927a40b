"""Settings of what is drawn at random: how many draws, from which seed, and the buttons that draw more."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.shell import state
from dashboard.shell.controls import Control, of
from dashboard.shell.state import Linked

MOST_DRAWS = 100_000
LARGEST_SEED = 9999
STEPS = (1, 100, 10_000)
MOST_UNDER_HAND = 1000
"""Draws up to which a simulation follows the hand as well; more wait for the release."""


@dataclass(frozen=True, kw_only=True)
class Whole(Control):
    """A whole number from 0 to ``high``."""

    high: int

    def linked(self, key: str) -> Linked[Any]:
        """Return the setting, which is within its range."""
        return Linked(key, self.default, state.whole(0, self.high))

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw a field for the number."""
        del settings
        place.number_input(self.label, 0, self.high, key=setting.key, persist_state="session")


@dataclass(frozen=True, kw_only=True)
class NextSeed(Whole):
    """A seed whose button goes on to the next one, and after the last to the first.

    Attributes:
        button: key of the button.
    """

    button: str

    def draw(self, place: DeltaGenerator, setting: Linked[Any], settings: Any) -> None:  # noqa: ANN401
        """Draw the button; it says which seed is drawn now."""
        del settings
        following = (state.value(setting) + 1) % (self.high + 1)
        place.button(
            f"{self.label} (seed {state.value(setting)})",
            key=self.button,
            on_click=state.put,
            args=(setting, following),
            icon=":material/casino:",
        )


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """Settings that a page with simulations has besides its own.

    Attributes:
        draws: trials; those of fewer are the first of more.
        seed: of the first trial.
    """

    draws: int = of(Whole(label="Draws", default=1000, high=MOST_DRAWS))
    seed: int = of(Whole(label="Seed", default=0, high=LARGEST_SEED))


def draw_buttons(place: DeltaGenerator, draws: Linked[int], seed: Linked[int]) -> None:
    """Offer more draws: 1, 100 or 10,000; those that were drawn stay."""
    drawn = state.value(draws)
    now = f"Now: {drawn:,} draws with seed {state.value(seed)}."

    def draw_more(number: int) -> None:
        state.put(draws, min(state.value(draws) + number, MOST_DRAWS))

    def begin_again() -> None:
        state.put(draws, 0)
        state.put(seed, (state.value(seed) + 1) % (LARGEST_SEED + 1))

    with place.container(
        horizontal=True, width="content", gap="small", vertical_alignment="bottom"
    ):
        for number in STEPS:
            st.button(
                f"Draw {number:,}" if number == STEPS[0] else f"{number:,}",
                key=f"{draws.key}_{number}",
                help=f"Draw {number:,} more. {now}",
                on_click=draw_more,
                args=(number,),
                disabled=drawn + number > MOST_DRAWS,
            )
        st.button(
            "",
            key=f"{draws.key}_anew",
            icon=":material/restart_alt:",
            help="Start over with no draws and the next seed.",
            on_click=begin_again,
        )
