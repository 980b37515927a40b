"""What the files of a run folder may hold: the one place that says so.

The settings in config.json are declared by `ltcore.config.RunConfig`, status.json by
`ltcore.runs.status.Status`.
"""

import numpy as np

from ltcore.runs.schema.arrays import ArraySchema
from ltcore.runs.schema.columns import MOST_COUNTED, Column
from ltcore.runs.schema.objects import LATEST, Field
from ltcore.runs.schema.tables import TableSchema
from ltcore.types import Split

STAGE = r"[a-z0-9_]{1,40}"
"""Names of stages are parts of file names."""
SPLITS: tuple[Split, ...] = ("train", "val", "test")
LAST_EPOCH = 10**9
FLOATS = (np.float16, np.float32, np.float64)
LARGEST = float(np.finfo(np.float32).max)
"""What float32 holds: a training that goes astray gives such numbers before it gives infinite ones."""
ROUNDING = 1e-6
"""By so much a share that was computed may leave [0, 1]."""
RESERVED = frozenset({"run", "label", "arm", "method", "seed", "at"})
"""Columns that `ltcore.analysis` puts before those of the metrics."""


def share(name: str, *, optional: bool = False) -> Column:
    """Return a column of shares in [0, 1]; NaN where they have no meaning."""
    return Column(
        name=name, kind="number", low=-ROUNDING, high=1 + ROUNDING, gaps=True, optional=optional
    )


def number(name: str) -> Column:
    """Return a column of finite numbers; NaN where nothing was measured."""
    return Column(name=name, kind="number", low=-LARGEST, high=LARGEST, gaps=True, optional=True)


CLASS_TABLE = TableSchema(
    (
        Column(name="class"),
        Column(name="name", kind="text"),
        Column(name="train_count"),
        Column(name="unlabelled_count", optional=True),
    ),
    counted="class",
)
PREDICTIONS = TableSchema(
    (Column(name="index"), Column(name="label"), Column(name="predicted")), ("index",)
)
UNLABELLED = TableSchema((Column(name="index"),), ("index",))
HIDDEN_TRUTH = TableSchema((Column(name="index"), Column(name="label", low=-1)), ("index",))
PSEUDO_LABELS = TableSchema(
    (
        Column(name="index"),
        Column(name="predicted"),
        Column(name="confidence", kind="number", low=0, high=1 + ROUNDING),
        Column(name="kept", high=1),
    ),
    ("index",),
)
PRETEXT = TableSchema((Column(name="class"), Column(name="support"), share("accuracy")), ("class",))
BACKBONE = Column(name="backbone", kind="text", pattern="random|pretrained|final")
PROBES = TableSchema(
    (
        BACKBONE,
        Column(name="reader", kind="text", pattern="linear|neighbours"),
        Column(name="examples", kind="text", pattern="balanced|long_tailed"),
        *(Column(name=name) for name in ("class", "learned_from", "support", "correct")),
        number("strength"),
    ),
    ("backbone", "reader", "examples", "class"),
)
PRUNING = TableSchema(
    (
        BACKBONE,
        *(Column(name=name) for name in ("class", "support", "moved")),
        share("pruned_share"),
    ),
    ("backbone", "class"),
)
EPOCH = (Column(name="stage", kind="text", pattern=STAGE), Column(name="epoch", high=LAST_EPOCH))
PER_CLASS = TableSchema(
    (
        *EPOCH,
        Column(name="split", kind="text", pattern="|".join(SPLITS)),
        Column(name="class"),
        Column(name="support"),
        Column(name="predicted", optional=True),
        Column(name="correct", optional=True),
        share("recall"),
        share("precision", optional=True),
    ),
    ("stage", "epoch", "split", "class"),
)
TRAIN_CLASS_STATS = TableSchema(
    (
        *EPOCH,
        Column(name="class"),
        Column(name="count_seen"),
        *map(number, ("margin_min", "margin_q05", "margin_median")),
        *map(share, ("min_adjusted_probability", "gradient_share")),
    ),
    ("stage", "epoch", "class"),
)
LOGITS = ArraySchema(types=FLOATS, shape=("N", "C"), low=-LARGEST, high=LARGEST)
FEATURES = ArraySchema(types=FLOATS, shape=("N", "D"), low=-LARGEST, high=LARGEST)
THUMBNAILS = ArraySchema(
    types=(np.uint8,), shape=("S", "H", "W", "channels"), sizes={"channels": (1, 3)}
)
CLASSIFIER = {
    "weights": ArraySchema(types=(np.float32,), shape=("C", "D"), low=-LARGEST, high=LARGEST),
    "bias": ArraySchema(
        types=(np.float32,), shape=("C",), low=-LARGEST, high=LARGEST, may_be_empty=True
    ),
    "scale": ArraySchema(types=(np.float32,), shape=(), low=-LARGEST, high=LARGEST),
}
SNAPSHOT = {
    "features": ArraySchema(types=FLOATS, shape=("S", "D"), low=-LARGEST, high=LARGEST),
    "index": ArraySchema(types=(np.int64,), shape=("S",), low=0, high=MOST_COUNTED),
    "labels": ArraySchema(types=(np.int64,), shape=("S",), low=0, high=MOST_COUNTED),
}
ATTEMPT = {
    **dict.fromkeys(("python", "platform", "device", "precision", "data_checksum", "git"), Field()),
    "packages": Field(kind="object"),
    "threads": Field(kind="whole", low=1),
    "together": Field(kind="whole", each=True),
}
ENVIRONMENT = {**ATTEMPT, "resumed": Field(kind="object", each=True, fields=ATTEMPT)}
IMPORTED = {
    "name": Field(required=True),
    "file": Field(),
    "sha256": Field(),
    "split": Field(pattern="|".join(SPLITS)),
    "notes": Field(each=True),
}
MANIFEST = {
    "schema": Field(kind="whole", low=1, required=True),
    "created": Field(kind="number", high=LATEST),
    "imported": Field(kind="object", fields=IMPORTED),
    "config": Field(kind="object"),
}
_SHARE = Field(kind="number", low=-ROUNDING, high=1 + ROUNDING)
_MEASURED = Field(kind="number", low=-LARGEST, high=LARGEST)
METRICS = {
    "progress": _SHARE,
    "lr": _MEASURED,
    "seconds": _MEASURED,
    "examples_per_second": _MEASURED,
    "train_loss": _MEASURED,
    "train_error": _SHARE,
    "train_balanced_error": _SHARE,
    "val_loss": _MEASURED,
    "val_error": _SHARE,
    "val_balanced_error": _SHARE,
    "test_error": _SHARE,
    "test_balanced_error": _SHARE,
    "head_recall": _SHARE,
    "medium_recall": _SHARE,
    "tail_recall": _SHARE,
}
"""The numbers of an epoch, in the order in which frames have them."""
METRICS_ROW = {
    "stage": Field(pattern=STAGE, required=True),
    "epoch": Field(kind="whole", high=LAST_EPOCH, required=True),
    **dict.fromkeys(("step", "attempt"), Field(kind="whole", high=2**62)),
    **METRICS,
}
