"""Which runs agree in their settings: the ground of every comparison over seeds and arms."""

import json
from collections.abc import Iterable

from ltcore.analysis.base.settings import settings_by_path
from ltcore.config import RunConfig
from ltcore.config.fingerprint import NOT_FINGERPRINTED

FREE = ("seed", "recipe", "train.eval_every", "train.snapshots")
"""Settings that change no result of an arm, or tell its runs apart."""


def shared_settings(config: RunConfig, free: Iterable[str] = ()) -> str:
    """Return the settings of a run that matter, as one text: equal for runs that agree in them.

    Args:
        config: of the run.
        free: further settings that may differ, by dotted path; a table frees all that is in it.

    Example:
        >>> one, other = (RunConfig.model_validate({"seed": seed, "train": {"epochs": epochs}})
        ...               for seed, epochs in ((0, 3), (1, 9)))
        >>> shared_settings(one) == shared_settings(other)
        False
        >>> shared_settings(one, ("train.epochs",)) == shared_settings(other, ("train.epochs",))
        True
    """
    freed = (*FREE, *_not_fingerprinted(), *free)
    kept = {
        path: text
        for path, text in settings_by_path(config).items()
        if not any(path == one or path.startswith(f"{one}.") for one in freed)
    }
    # It is written only beside other settings of unlabelled data.
    if not config.data.foreign_classes:
        kept.pop("data.foreign_classes", None)
    return json.dumps(kept, sort_keys=True)


def _not_fingerprinted() -> Iterable[str]:
    for part, names in NOT_FINGERPRINTED.items():
        yield from [part] if names is True else (f"{part}.{name}" for name in sorted(names))
