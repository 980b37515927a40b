"""What is known of runs that have ended, read once for all sessions.

A record is another object once the files of its run have changed: what is kept with it cannot be out of date.
"""

import hashlib
from weakref import WeakKeyDictionary

from ltcore.analysis.base.training_counts import sizes_in_words
from ltcore.data import CATALOG
from ltcore.runs import DamagedRunError, RunRecord
from ltcore.runs.known import KnownRecords

KNOWN = KnownRecords()
"""Of all stores that pages look at."""
_SETTINGS_IDS: WeakKeyDictionary[RunRecord, str | None] = WeakKeyDictionary()
_CLASSES: WeakKeyDictionary[RunRecord, tuple[str, str, str]] = WeakKeyDictionary()


def settings_id(record: RunRecord) -> str | None:
    """Return the id that the settings of a run have; None where it has none."""
    if record not in _SETTINGS_IDS:
        _SETTINGS_IDS[record] = record.config.run_id if record.config else None
    return _SETTINGS_IDS[record]


def classes(record: RunRecord) -> tuple[str, str, str]:
    """Return a key that runs share where they know the same classes, the name of the data, and the sizes.

    Raises:
        RunError: the run is gone or damaged.
    """
    if record not in _CLASSES:
        _CLASSES[record] = _read_classes(record)
    return _CLASSES[record]


def _read_classes(record: RunRecord) -> tuple[str, str, str]:
    table = record.folder.read_class_table()
    if table is None:
        raise DamagedRunError("class_table.parquet is missing.")
    key = hashlib.sha256(table.to_csv(index=False).encode()).hexdigest()[:10]
    name = CATALOG[record.data].title if record.data in CATALOG else record.name or "Imported"
    return key, name, sizes_in_words(record.class_counts)
