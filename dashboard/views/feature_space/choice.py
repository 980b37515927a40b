"""What is asked of the feature space: which runs, which map, which examples, which class stands out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.shell import loaders, state, trained_runs, widgets
from dashboard.shell.runs_with import RunsWith
from dashboard.shell.state import Linked
from dashboard.views.feature_space import maps
from dashboard.views.feature_space.maps import Method
from ltcore.analysis import LeftOut
from ltcore.analysis.base.collect import RunLabels
from ltcore.embeddings import MapSpec
from ltcore.runs import RunError, RunRecord
from ltcore.types import GroupRule, Split

SPLITS: Mapping[Split, str] = {"test": "Test", "val": "Validation", "train": "Training"}
KEY = "feature_space"
"""Of the figure."""
ALL = "all"
MOST_RUNS = 2
PERPLEXITIES = (2, 3, 5, 10, 15, 20, 30, 40, 50, 75, 100)
NEIGHBOURS = (2, 3, 4, 5, 10, 15, 20, 30, 50, 100, 200)
MIN_DISTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.0)
POINTS = (200, 500, 1_000, 2_000, 5_000, 10_000)
LARGEST_SEED = 999

RUNS: Linked[list[str]] = Linked("space_runs", [], state.some_of(()), state.joined)
MAP: Linked[Method] = Linked("space_map", "pca", state.one_of(maps.METHODS))
SPLIT: Linked[Split] = Linked("space_split", "test", state.one_of(SPLITS))
CLASS = Linked("space_class", ALL, state.one_of((ALL,)))
PERPLEXITY = Linked("space_perplexity", 30, state.one_of(PERPLEXITIES))
NEIGHBOUR = Linked("space_neighbours", 15, state.one_of(NEIGHBOURS))
MIN_DIST = Linked("space_min_dist", 0.1, state.one_of(MIN_DISTS))
MOST = Linked("space_most", 2_000, state.one_of(POINTS))
SEED = Linked("space_seed", 0, state.whole(0, LARGEST_SEED))
EXAMPLE: Linked[int | None] = Linked("space_example", None, state.whole(0, 2**31 - 1))
LINKED: tuple[Linked[Any], ...] = (
    RUNS,
    MAP,
    SPLIT,
    CLASS,
    PERPLEXITY,
    NEIGHBOUR,
    MIN_DIST,
    MOST,
    SEED,
    EXAMPLE,
    widgets.GROUP_RULE,
)


NAMED = {setting.key.removeprefix("space_"): setting for setting in LINKED}
"""The settings by the names that presets use."""
FEATURE_FILES = ("features_test.npy", "features_val.npy", "features_train.npy")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the reader looks at.

    Attributes:
        records: one run or two.
        labels: what they are called, each differently.
        method: kind of map.
        spec: settings of the map; None for PCA, which has none.
        split: which examples.
        most: how many of them at most.
        label: the class that stands out; None for all.
        example: id of the example that was clicked; None for none.
        rule: how classes are put into head, medium and tail.
        left_out: the runs that cannot be chosen.
    """

    records: Sequence[RunRecord]
    labels: Sequence[str]
    method: Method
    spec: MapSpec | None
    split: Split
    most: int
    label: int | None
    example: int | None
    rule: GroupRule
    left_out: Sequence[LeftOut]


def _no_features(record: RunRecord) -> str:
    has_some = any((record.folder.path / name).is_file() for name in FEATURE_FILES)
    return "" if has_some else "has saved no features"


WITH_FEATURES = RunsWith(
    lacks=_no_features,
    nothing="Here you will see maps of the features of finished runs. No run has any yet: a run that you "
    "train here saves them; an imported run has none.",
    icon=":material/scatter_plot:",
    place="space_left_out",
    remark="A run that you train here saves its features. An import has none: train the method "
    "here to see its features.",
)


def adopt() -> Iterable[Linked[Any]]:
    """Take over what the address says, and return the settings as the runs allow them."""
    records = WITH_FEATURES.offer().records
    if not records:
        return ()
    default = default_runs(list(records.values()))
    runs = replace(RUNS, default=default, read=state.some_of(records, "runs", most=MOST_RUNS))
    chosen = [run_id for run_id in state.adopt(runs) if run_id in records]
    if chosen != state.value(runs):
        widgets.tell_gone(run_id for run_id in state.value(runs) if run_id not in records)
        state.put(runs, chosen or default)
    # What takes its time to compute is not what a page opens on, but for what is there already.
    is_mapped = all(loaders.is_demo(records[run_id]) for run_id in chosen or default)
    of_map = replace(MAP, default="tsne" if is_mapped else "pca")
    labels = [ALL, *map(str, classes_of(records[chosen[0]])[1] if chosen else ())]
    of_class = replace(CLASS, read=state.one_of(labels))
    settings = {setting.key: setting for setting in LINKED} | {
        runs.key: runs,
        of_map.key: of_map,
        of_class.key: of_class,
    }
    for setting in settings.values():
        state.adopt(setting)
    if state.value(CLASS) not in labels:
        state.put(CLASS, ALL)
    return settings.values()


def default_runs(records: Sequence[RunRecord]) -> list[str]:
    """Return the runs that are shown first: ERM and logit adjustment of the demo, else any two methods."""
    demo = trained_runs.as_shipped(records)
    firsts: dict[str, str] = {}
    for record in sorted(demo or records, key=lambda record: record.seed or 0):
        firsts.setdefault(record.method, record.id)
    named = [firsts.pop(method) for method in ("erm", "logit_adjustment") if method in firsts]
    return [*named, *firsts.values()][:MOST_RUNS]


def run_names(records: Sequence[RunRecord]) -> dict[str, str]:
    """Return how each run is called among all of them, by id: its arm and seed; no two alike."""
    labels = RunLabels(records)
    names = {record.id: labels.label(record) for record in records}
    told = list(names.values())
    return {
        run_id: name if told.count(name) == 1 else f"{name} ({run_id})"
        for run_id, name in names.items()
    }


def classes_of(record: RunRecord) -> tuple[Sequence[str], Sequence[int]]:
    """Return the names of the classes, and their labels in frequency order; none of a run that is gone."""
    try:
        names, counts = record.class_names or (), record.class_counts
    except RunError:
        return (), []
    order = range(len(names)) if counts is None else (-counts).argsort(kind="stable").tolist()
    return names, list(order)
