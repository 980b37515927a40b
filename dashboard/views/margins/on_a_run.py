"""The margins that a trained network has, against those that LDAM asks for."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.shell import answers, changed, footer, formula, left_out, loaders, state, widgets
from dashboard.shell.aspect import Aspect, control_row, draw_picture, ready
from dashboard.shell.presets import Preset
from dashboard.shell.state import Linked
from dashboard.shell.text import literal
from ltcore.analysis.base.collect import RunLabels
from ltcore.analysis.base.splits import SPLITS
from ltcore.analysis.margins.summary import margin_summary
from ltcore.methods.sources import LDAM
from ltcore.plots.margins.observed import observed_margins_figure, words_observed_margins
from ltcore.registry import Source
from ltcore.runs import NotKeptError, RunError, RunRecord
from ltcore.types import Split

WITH_MARGIN = ("ldam_drw", "ldam")
"""Methods whose run is shown first: they ask for the margins that are drawn."""
RUN_WIDTH = 330
SHOWN: tuple[Split, ...] = ("train", "val", "test")
SOURCE = Source(LDAM.title, LDAM.year, LDAM.url, "Sec. 3.1 and 3.2")


def _read_run(text: str) -> str:
    return state.one_of_the(_offered(), "finished runs trained here")(text)


RUN = Linked("margin_run", "", _read_run)
SPLIT: Linked[Split] = Linked("margin_split", "train", state.one_of(SHOWN))


def controls() -> None:
    """Draw the choice of a run and of its examples; the rest under More."""
    records = _offered()
    if not records:
        return
    if (chosen := state.value(RUN)) not in records:
        widgets.tell_gone(filter(None, [chosen]))
        state.put(RUN, _first(records.values()))
    labels = RunLabels(records.values())
    row = control_row()
    row.container(width=widgets.text_width(RUN_WIDTH)).selectbox(
        "Finished run",
        list(records),
        format_func=lambda name: _label(records[name], labels),
        key=RUN.key,
        persist_state="session",
    )
    row.container(width="content").segmented_control(
        "Examples",
        SHOWN,
        format_func=lambda split: SPLITS[split].capitalize(),
        key=SPLIT.key,
        required=True,
        persist_state="session",
    )
    with row.container(width="content").popover("More", icon=":material/tune:"):
        widgets.group_rule()


def presets() -> Sequence[Preset]:
    """Return what the demo runs show, none where they are not there."""
    demo = [record for record in _offered().values() if loaders.is_demo(record)]
    ids = {record.method: record.id for record in reversed(demo) if record.seed == 0}
    if not {"erm", "ldam_drw"} <= set(ids):
        return ()
    return (
        Preset(
            "LDAM-DRW, training: every image reaches Δ", ((RUN, ids["ldam_drw"]), (SPLIT, "train"))
        ),
        Preset("LDAM-DRW, test: the rarest class does not", ((RUN, ids["ldam_drw"]), (SPLIT, "test"))),
        Preset("ERM, training: nearly all do so unasked", ((RUN, ids["erm"]), (SPLIT, "train"))),
    )  # fmt: skip


def picture() -> None:
    """Draw the margins of the run, or say why there are none."""
    records = _offered()
    if not records:
        left_out.in_place_of_picture(
            loaders.comparable()[1],
            "Here the margins of a finished run will stand, class by class. There is no finished run yet.",
            ":material/bar_chart:",
        )
        widgets.link_to_page("train", "Train the first one", {})
        return
    record, split = records[state.value(RUN)], state.value(SPLIT)
    try:
        frame = loaders.margins(record, split, state.value(widgets.GROUP_RULE))
    except NotKeptError as error:
        _nothing_kept(str(error), split)
        return
    except RunError as error:
        st.error(
            f"This run cannot be shown: {literal(error, 500)} Choose another run, or train it again.",
            icon=":material/error:",
        )
        return
    label = _label(record, RunLabels(records.values()))
    drawn = ready((), observed_margins_figure, frame, run=label, split=split, look=state.look())
    words = answers.of(words_observed_margins, frame, split=split)
    draw_picture("observed_margins", drawn, words)
    widgets.notice_and_try(
        "A training margin is no promise: a network that knows its few images of a rare class by heart has "
        "large margins on them and small ones on new images.",
        "Switch between training and test examples, then to a run of ERM (plain training, without margins). "
        "DRW, deferred re-weighting, raises the weights of rare classes late in training.",
    )
    _formula(frame)
    changed.tell([record])
    footer.draw(
        {"margins": frame},
        f"{footer.of_run(record)}, {SPLITS[split]} examples, after the last epoch.",
        picture="observed_margins",
    )


def _formula(frame: pd.DataFrame) -> None:
    last = margin_summary(frame).iloc[-1]
    formula.card(
        r"\gamma_i = \cos(x_i, w_{y_i}) - \max_{j \ne y_i} \cos(x_i, w_j), \qquad "
        r"\Delta_y = \Delta_{\max} \left(\frac{\min_j n_j}{n_y}\right)^{1/4}",
        {
            r"\gamma_i": "margin of example $i$, from −2 to 2",
            "x_i, y_i": "its features before the classifier, and its class",
            "w_j": "weights of class $j$ in the classifier; lengths and a bias are left out, so that with a "
            "linear classifier a prediction may be right at a margin just below 0",
            r"\Delta_y": "margin that LDAM asks of class $y$, marked in the picture",
            r"\Delta_{\max}": "margin of the rarest class: the run's own setting, else 0.5",
            "n_y": "training examples of class $y$",
        },
        rf"\text{{rarest class: }} n_y = {last['train_count']}, \quad \Delta_y = {last['ldam_margin']:.2f}, "
        rf"\quad \min_i \gamma_i = {last['smallest']:.2f}, \quad \text{{median }} {last['q50']:.2f}",
        SOURCE,
    )


def _nothing_kept(reason: str, split: Split) -> None:
    st.info(literal(reason, 500), icon=":material/inbox:")
    if split != "test":
        st.button("Show the test examples", key="margin_to_test", on_click=_to_test)


def _to_test() -> None:
    state.put(SPLIT, "test")


def _offered() -> Mapping[str, RunRecord]:
    return {record.id: record for record in loaders.comparable()[0] if record.config is not None}


def _first(records: Iterable[RunRecord]) -> str:
    """Return the first run that LDAM trained, else the first; the reader's own come before the demo."""
    ordered = list(records)
    asked = [record for record in ordered if record.method in WITH_MARGIN]
    return (asked or ordered)[0].id


def _label(record: RunRecord, labels: RunLabels) -> str:
    return labels.label(record) + (" (demo)" if loaders.is_demo(record) else "")


ASPECT = Aspect("On a run", (RUN, SPLIT, widgets.GROUP_RULE), presets, controls, picture)
