"""The margins that a trained network has, against those that LDAM asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.shell import changed, footer, left_out, loaders, state, trained_runs, widgets
from dashboard.shell.controls import choice, class_groups, of
from dashboard.shell.page import Picture
from dashboard.shell.presets import Preset
from dashboard.shell.run_choice import RunChoice
from dashboard.shell.settings import Settings
from dashboard.shell.shown import Card, NotShown, Shown, formula_card
from dashboard.shell.text import literal
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.margins.summary import margin_summary
from ltcore.methods.sources import LDAM
from ltcore.plots.base.theme import Look
from ltcore.plots.margins.observed import observed_margins_figure, words_observed_margins
from ltcore.registry import Source
from ltcore.runs import NotKeptError, RunError
from ltcore.types import GroupRule, Split

WITH_MARGIN = ("ldam_drw", "ldam")
"""Methods whose run is shown first: they ask for the margins that are drawn."""
SHOWN: tuple[Split, ...] = ("train", "val", "test")
FILES = (
    *("config.json", "status.json", "class_table.parquet", "classifier.npz"),
    *(f"predictions_{split}.parquet" for split in SHOWN),
    *(f"features_{split}.npy" for split in SHOWN),
)
"""Files of a run that its margins come from."""
SOURCE = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1 and 3.2")


def _shown_first() -> str:
    """Return the first run that LDAM trained, else the first; the reader's own come before the demo."""
    ordered = trained_runs.records()
    asked = [record for record in ordered if record.method in WITH_MARGIN]
    return next((record.id for record in (*asked, *ordered)), "")


def _no_run() -> NotShown:
    return left_out.not_shown(
        loaders.comparable()[1],
        "The margins of a finished run will appear here, class by class. There is no finished run yet.",
        ":material/bar_chart:",
        partial(widgets.link_to_page, "train", "Train the first run", {}),
    )


@dataclass(frozen=True, kw_only=True)
class OnARun:
    """A run, and which of its examples."""

    run: str = of(
        RunChoice(
            label="Finished run",
            offered=trained_runs.names,
            stamp=partial(trained_runs.stamps, files=FILES),
            first=_shown_first,
            missing=_no_run,
        )
    )
    split: Split = choice(
        "Examples", {split: SPLITS[split].capitalize() for split in SHOWN}, "train"
    )
    rule: GroupRule = class_groups()


ON_A_RUN = Settings(OnARun, "margin")


def show(asked: OnARun, look: Look) -> Shown:
    """Return the margins of the run, or say why there are none."""
    try:
        record = trained_runs.record(asked.run)
        frame = loaders.margins(record, asked.split, asked.rule)
    except NotKeptError as error:
        way_out = _offer_test if asked.split != "test" else None
        raise NotShown(literal(error, 500), ":material/inbox:", way_out=way_out) from error
    except RunError as error:
        raise NotShown(
            f"This run cannot be shown: {literal(error, 500)} Choose another run, or train it again.",
            ":material/error:",
            "error",
        ) from error
    name = trained_runs.names().get(asked.run, asked.run)
    return Shown(
        figure=observed_margins_figure(frame, run=name, split=asked.split, look=look),
        words=words_observed_margins(frame, split=asked.split),
        frames={"margins": frame},
        cards=[_card(frame)],
        origin=f"{footer.of_run(record)}, {SPLITS[asked.split]} examples, after the last epoch.",
    )


def _card(frame: pd.DataFrame) -> Card:
    last = margin_summary(frame).iloc[-1]
    return formula_card(
        r"\gamma_i = \cos(x_i, w_{y_i}) - \max_{j \ne y_i} \cos(x_i, w_j), \qquad "
        r"\Delta_y = \Delta_{\max} \left(\frac{\min_j n_j}{n_y}\right)^{1/4}",
        {
            r"\gamma_i": "margin of example $i$, from −2 to 2",
            "x_i, y_i": "its features before the classifier, and its class",
            "w_j": "weights of class $j$ in the classifier. Lengths and a bias are left out, so a linear "
            "classifier may be right at a margin just below 0",
            r"\Delta_y": "margin that LDAM demands of class $y$, marked in the picture",
            r"\Delta_{\max}": "margin of the rarest class: the run's own setting, else 0.5",
            "n_y": "training examples of class $y$",
        },
        rf"\text{{rarest class: }} n_y = {last['train_count']}, \quad \Delta_y = {last['ldam_margin']:.2f}, "
        rf"\quad \min_i \gamma_i = {last['smallest']:.2f}, \quad \text{{median }} {last['q50']:.2f}",
        SOURCE,
    )


def _offer_test() -> None:
    to_test = partial(state.put, ON_A_RUN.linked["split"], "test")
    st.button("Show the test examples", key="margin_to_test", on_click=to_test)


def _tell_changed(asked: OnARun) -> None:
    changed.tell([record for record in trained_runs.records() if record.id == asked.run])


def _presets() -> Sequence[Preset]:
    """Return what the demo runs show, none where they are not there."""
    ids = trained_runs.demo_ids(trained_runs.records())
    if not {"erm", "ldam_drw"} <= set(ids):
        return ()
    erm, ldam = ids["erm"], ids["ldam_drw"]
    return (
        Preset("LDAM-DRW, training: every image reaches Δ", {"run": ldam, "split": "train"}),
        Preset("LDAM-DRW, test: the rarest class does not", {"run": ldam, "split": "test"}),
        Preset("ERM, training: nearly all do so without LDAM", {"run": erm, "split": "train"}),
    )


PICTURE = Picture(
    label="On a run",
    settings=ON_A_RUN,
    controls=("run", "split"),
    more=("rule",),
    show=show,
    notice="A training margin promises nothing. A network that has memorised its few images of a rare "
    "class has large margins on them and small ones on new images.",
    try_this="Switch between training and test examples, then choose a run of ERM (plain training, "
    "without margins). DRW, deferred re-weighting, raises the weights of rare classes late in "
    "training.",
    presets=_presets,
    details=_tell_changed,
    key="observed_margins",
)
