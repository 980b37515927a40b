"""Whether a checkpoint belongs to the run in whose folder it lies.

A checkpoint keeps the settings, data, code and torch that it was written under. Other settings or data
would make it the middle of another run; other code or another torch make a run whose bits nobody promises.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.config.base import shown
from ltcore.config.commands import for_runs
from ltcore.config.fingerprint import NOT_FINGERPRINTED, by_path
from ltcore.runs.errors import ChangedRunError
from ltcore.runs.migration import migrate

KEY = "fingerprint"
"""Under what a checkpoint keeps it."""
CHANGED = "this run has been changed since its checkpoint was written"
"""How a refusal begins, wherever it is told."""
MOST_NAMED = 12
"""Changes that are named; the rest is counted."""
NONE = "(none)"
UNKNOWN = (
    "its checkpoint has no fingerprint that this release can read (earlier releases saved none), "
    "so it is impossible to tell whether its settings have changed since"
)


@dataclass(frozen=True, kw_only=True)
class Fingerprint:
    """What a checkpoint is written under.

    Attributes:
        schema: version of the run folder that the settings are in the terms of.
        settings: those that decide the result, nested, as JSON.
        data_checksum: of the prepared data.
        code: release of the lab, and the commit where there is one.
        torch: its version.
    """

    schema: int
    settings: Mapping[str, Any]
    data_checksum: str
    code: str
    torch: str

    def values(self) -> dict[str, Any]:
        """Return what goes into the checkpoint."""
        return {KEY: asdict(self)}


_FINGERPRINT = TypeAdapter(Fingerprint)


def fingerprint_of(config: RunConfig, environment: Mapping[str, Any]) -> Fingerprint:
    """Return what a run that goes on now works under.

    Args:
        config: its settings.
        environment: what is written to environment.json.
    """
    packages = environment["packages"]
    return Fingerprint(
        schema=SCHEMA_VERSION,
        settings=config.model_dump(mode="json", exclude=NOT_FINGERPRINTED),
        data_checksum=environment["data_checksum"],
        code=" ".join(filter(None, [packages["long-tail-lab"], environment["git"]])),
        torch=packages["torch"],
    )


def require_same_run(run: Path, kept: Mapping[str, Any], now: Fingerprint) -> list[str]:
    """Return what differs harmlessly between a checkpoint and the run that wants to go on, in sentences.

    Args:
        run: folder of the run.
        kept: what the checkpoint keeps besides its tensors.
        now: what the run works under now.

    Raises:
        ChangedRunError: settings or data are others; the message has the differences and the ways out.
    """
    was = _read(kept)
    if was is None:
        return [UNKNOWN]
    settings = list(_differing_settings(was, now))
    data = list(_differing("data checksum", was.data_checksum[:12], now.data_checksum[:12]))
    if settings or data:
        back = " and ".join(
            way
            for way, needed in (
                ("undo the edit in config.json", settings),
                ("restore the old data", data),
            )
            if needed
        )
        raise ChangedRunError(
            f"{CHANGED}, and resuming would mix two runs: {_named([*settings, *data])}. Either "
            f"{back} and resume, or start a new run from these weights: "
            f"{for_runs(f'ltlab train --fork {run.name}', run.parent)}"
        )
    versions = [*_differing("torch", was.torch, now.torch), *_differing("code", was.code, now.code)]
    return [
        f"resumed under another version, so results may differ in the last bits: {one}"
        for one in versions
    ]


def _read(kept: Mapping[str, Any]) -> Fingerprint | None:
    if KEY not in kept:
        return None
    try:
        return _FINGERPRINT.validate_python(vars(Fingerprint(**kept[KEY])))
    except (TypeError, ValidationError):  # another version keeps more, or less, or something else
        return None


def _differing_settings(was: Fingerprint, now: Fingerprint) -> Iterator[str]:
    """Yield ``setting: was -> is`` for each setting that is not the same, in the order of the config."""
    before, after = by_path(_migrated_settings(was)), by_path(now.settings)
    for path in {**after, **before}:
        yield from _differing(path, before.get(path, NONE), after.get(path, NONE))


def _migrated_settings(was: Fingerprint) -> Mapping[str, Any]:
    """Return recorded settings with what has been added since; as they are, where nobody can read them."""
    try:
        migrated = migrate({"config": was.settings}, was.schema)
        config = RunConfig.on_record(migrated["config"])
    except (ValidationError, ValueError):
        return was.settings
    return config.model_dump(mode="json", exclude=NOT_FINGERPRINTED)


def _differing(what: str, was: object, now: object) -> Iterator[str]:
    if was != now:
        yield f"{what}: {_text(was)} -> {_text(now)}"


def _text(value: object) -> str:
    return shown(tuple(value) if isinstance(value, list) else value) or NONE


def _named(differences: list[str]) -> str:
    rest = len(differences) - MOST_NAMED
    named = "; ".join(differences[:MOST_NAMED])
    return f"{named}; and {rest} more" if rest > 0 else named
