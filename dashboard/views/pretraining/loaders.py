"""The runs with a pre-training, running ones too, and what is read of them, cached by their files."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import FunctionType

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.shell import answers, labels_runs, loaders
from dashboard.shell.stamps import Stamp, stamp
from ltcore.analysis import Collected
from ltcore.analysis.pretraining.arms import PretrainedArm, pretrained_arms
from ltcore.analysis.pretraining.classes import pretext_frame, pruning_frame
from ltcore.analysis.pretraining.moments import MomentName, Moments, map_frame, moments_of
from ltcore.analysis.pretraining.probes import probes_frame
from ltcore.analysis.pretraining.progress import progress_frame
from ltcore.embeddings import pca, procrustes, unit
from ltcore.runs import RunRecord
from ltcore.types import FloatArray, GroupRule

FILES = (
    "config.json",
    "status.json",
    "class_table.parquet",
    "metrics.jsonl",
    "snapshots",
    "pretext_accuracy.parquet",
    "probes.parquet",
    "pruning.parquet",
)
"""What changes when there is more to show of a run."""
SECONDS = 1.0
"""For so long a listing of the runs is current: one drawing of a page asks for it many times."""


def arms() -> Mapping[str, PretrainedArm]:
    """Return the runs with a pre-training, the reader's own and those that come with the lab, by arm."""
    return answers.made(_arms, *_records(str(loaders.own_store().root), labels_runs.LABELS_ROOT))


def _arms(*records: RunRecord) -> Mapping[str, PretrainedArm]:
    return pretrained_arms(records)


@st.cache_resource(ttl=SECONDS, max_entries=8, show_spinner=False)
def _records(*roots: object) -> Sequence[RunRecord]:  # noqa: ARG001 (the key of the cache)
    own, _ = loaders.own_records()
    kept, _ = labels_runs.kept_records()
    ids = {record.id for record in own}
    every = [*own, *(record for record in kept if record.id not in ids)]
    return [record for record in every if not record.damaged and _is_begun(record)]


def _is_begun(record: RunRecord) -> bool:
    config = record.config
    return config is not None and config.pretrain.is_used and record.shown_state != "queued"


def stamps(arm: PretrainedArm) -> tuple[Stamp, ...]:
    """Return what changes whenever a run of an arm has more to show."""
    return tuple(stamp(record, FILES) for record in arm.records)


def progress(arm: PretrainedArm) -> Collected:
    """Return the pre-training of an arm's runs as it went, see `progress_frame`."""
    return _collected(progress_frame, stamps(arm), arm.records)


def probes(arm: PretrainedArm, rule: GroupRule) -> Collected:
    """Return the probes of an arm's runs, see `probes_frame`."""
    return _collected(probes_frame, stamps(arm), arm.records, rule)


def pretext(arm: PretrainedArm, rule: GroupRule) -> Collected:
    """Return where the task of the pre-training is solved, see `pretext_frame`."""
    return _collected(pretext_frame, stamps(arm), arm.records, rule)


def pruning(arm: PretrainedArm, rule: GroupRule) -> Collected:
    """Return whom pruning moves, see `pruning_frame`."""
    return _collected(pruning_frame, stamps(arm), arm.records, rule)


@st.cache_data(
    max_entries=192, show_spinner=False, hash_funcs={FunctionType: attrgetter("__qualname__")}
)
def _collected(
    frame_of: Callable[..., Collected],
    stamps: tuple[Stamp, ...],  # noqa: ARG001 (the key of the cache)
    _records: Sequence[RunRecord],
    *settings: str,
) -> Collected:
    return frame_of(_records, *settings)


def moments(record: RunRecord, rule: GroupRule) -> Moments:
    """Return the features of a run before, after and at the end, see `moments_of`.

    Raises:
        NotKeptError: the run has kept the features of fewer than two moments.
        RunError: the run is gone or damaged.
    """
    return _moments(stamp(record, FILES), rule, record)


@st.cache_data(max_entries=16, show_spinner=False)
def _moments(
    stamp: Stamp,  # noqa: ARG001 (the key of the cache)
    rule: GroupRule,
    _record: RunRecord,
) -> Moments:
    return moments_of(_record, rule)


def laid_out(found: Moments) -> pd.DataFrame:
    """Return the examples on the two principal components of each moment's features.

    Every map is turned and scaled as a whole onto the one before it, so that examples stay near their place.
    """
    places: dict[MomentName, FloatArray] = {}
    before: FloatArray | None = None
    for name, features in found.features.items():
        own = np.asarray(pca(features).coordinates, dtype=np.float64)
        before = unit(own) if before is None else procrustes(own, before)
        places[name] = before
    return map_frame(found, places)
