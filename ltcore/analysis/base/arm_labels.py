"""Arms: runs that differ in nothing but their seed."""

from collections.abc import Iterable, Mapping

from ltcore.analysis.base.settings import settings_by_path
from ltcore.config import RunConfig
from ltcore.config.data import OF_UNLABELLED
from ltcore.config.fingerprint import NOT_FINGERPRINTED
from ltcore.methods import METHODS

MAX_NAMED = 3
"""An arm's label names up to this many settings, more only where it would not be unique."""

_SPEAK_FOR_THEMSELVES = {"data.name", "data.profile", "model.name", "optim.name", "schedule.name"}
_CALLED = {
    "fork": "fork of",
    "pretrain.name": "pre-trained by",
    "data.unlabelled": "k",
    "data.unlabelled_ratio": "unlabelled ρ",
    "data.unlabelled_order": "order",
}
_WITH_UNIT = {"data.foreign_classes": "{} foreign classes", "data.relevance": "relevance {}"}
_GOES_WITHOUT_SAYING = {
    ("data.unlabelled_order", "same"),
    ("data.relevance", "1"),
    ("data.foreign_classes", "0"),
}
"""Values that are those of a run without such a setting."""
_NOT_NAMED = {"recipe", "method.name"}
_LAST = ("train.eval_every", "train.snapshots", "train.record")
"""What a run keeps, which changes no result: named only where nothing else tells two arms apart."""
_OF_UNLABELLED = {f"data.{name}" for name in OF_UNLABELLED}


def arm_id(config: RunConfig) -> str:
    """Return what all runs of one arm have in common: the id of its run with seed 0.

    Example:
        >>> arm_id(RunConfig(seed=0)) == arm_id(RunConfig(seed=1))
        True
    """
    return config.model_copy(update={"seed": 0}).run_id


def short_title(method: str) -> str:
    """Return a method's title without its gloss in brackets; an unknown method's name as it is.

    Example:
        >>> short_title("drw"), short_title("spreadsheet")
        ('DRW', 'spreadsheet')
    """
    return METHODS[method].title.split(" (")[0] if method in METHODS else method


def arm_labels(configs: Mapping[str, RunConfig]) -> dict[str, str]:
    """Return the label of each run's arm: the method's title, and what else differs.

    Settings of the method are compared within the method, those of a pre-training between the runs that have
    the same one, those of unlabelled examples between the runs that have some, all others between all runs
    given. Labels of different arms always differ.

    Args:
        configs: run -> its config, of the runs that are compared.

    Example:
        >>> def run(ratio, seed): return RunConfig(data={"ratio": ratio}, seed=seed)
        >>> arm_labels({"a": run(10, 0), "b": run(10, 1), "c": run(100, 0)})
        {'a': 'ERM, ratio 10', 'b': 'ERM, ratio 10', 'c': 'ERM, ratio 100'}
    """
    keys = {run: arm_id(config) for run, config in configs.items()}
    arms = {arm_id(config): config for config in configs.values()}
    labels = _labels(
        {key: _deciding_settings(config) for key, config in arms.items()},
        {key: config.method.name for key, config in arms.items()},
    )
    return {run: labels[key] for run, key in keys.items()}


def _deciding_settings(config: RunConfig) -> dict[str, str]:
    left_out = {"seed", *_paths_not_fingerprinted()}
    found = {
        path: text
        for path, text in settings_by_path(config).items()
        if path not in left_out and (path, text) not in _GOES_WITHOUT_SAYING
    }
    return dict(sorted(found.items(), key=lambda item: item[0] in _LAST))


def _labels(arms: Mapping[str, Mapping[str, str]], methods: Mapping[str, str]) -> dict[str, str]:
    labels = {}
    for key, settings in arms.items():
        siblings = [arms[other] for other in arms if methods[other] == methods[key]]
        differing = [
            path
            for path in settings
            if path not in _NOT_NAMED
            and _differs(path, _peers(path, settings, siblings, arms.values()))
        ]
        named = _enough(settings, differing, siblings)
        rest = len([path for path in differing if path not in (*named, *_LAST)])
        parts = [short_title(methods[key]), *(_phrase(path, settings[path]) for path in named)]
        labels[key] = ", ".join(filter(None, parts)) + (f" (+ {rest} more)" if rest else "")
    return labels


def _peers(
    path: str,
    settings: Mapping[str, str],
    siblings: Iterable[Mapping[str, str]],
    arms: Iterable[Mapping[str, str]],
) -> Iterable[Mapping[str, str]]:
    """Return the arms that a setting is compared with."""
    if path.startswith("method."):
        return siblings
    if path.startswith("pretrain.") and path != "pretrain.name":
        return [arm for arm in arms if arm.get("pretrain.name") == settings["pretrain.name"]]
    if path in _OF_UNLABELLED:  # whether a run has any, its method or its pre-training says
        return [arm for arm in arms if "data.unlabelled" in arm]
    return arms


def _enough(
    settings: Mapping[str, str], differing: list[str], siblings: list[Mapping[str, str]]
) -> list[str]:
    """Return the settings that tell an arm from its siblings, filled up to the number we name."""
    needed = []
    confused = [sibling for sibling in siblings if sibling is not settings]
    for path in differing:
        left = [other for other in confused if other.get(path) == settings[path]]
        if len(left) < len(confused):
            needed.append(path)
            confused = left
    spare = [path for path in differing if path not in (*needed, *_LAST)]
    spare = spare[: max(0, MAX_NAMED - len(needed))]
    return [path for path in differing if path in needed or path in spare]


def _differs(path: str, arms: Iterable[Mapping[str, str]]) -> bool:
    return len({settings.get(path) for settings in arms}) > 1


def _phrase(path: str, text: str) -> str:
    if path in _WITH_UNIT:
        return _WITH_UNIT[path].format(text)
    word = _CALLED.get(path, path.rpartition(".")[2])
    if not text:
        return f"no {path.rpartition('.')[2]}"
    return text if path in _SPEAK_FOR_THEMSELVES else f"{word} {text}"


def _paths_not_fingerprinted() -> list[str]:
    return [
        path
        for part, fields in NOT_FINGERPRINTED.items()
        for path in ([part] if fields is True else [f"{part}.{name}" for name in fields])
    ]
