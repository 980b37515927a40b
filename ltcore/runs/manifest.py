"""config.json: what a run is, and the version of the folder that says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ltcore.config import SCHEMA_VERSION, RunConfig
from ltcore.config.errors import explain
from ltcore.registry import UnknownNameError
from ltcore.runs.errors import NewerRunError, OlderRunError
from ltcore.runs.migration import migrate
from ltcore.runs.reading import damage, read_json
from ltcore.runs.schema.files import MANIFEST
from ltcore.runs.schema.objects import fault_of


@dataclass(frozen=True)
class Manifest:
    """What config.json holds.

    Attributes:
        config: the settings, None for an imported run.
        imported: of an imported run its name, the file's name and hash; None for a trained one.
        created: when the folder was made, seconds since 1970.
    """

    config: RunConfig | None
    imported: Mapping[str, Any] | None = None
    created: float = 0.0

    def dump(self, run_id: str) -> dict[str, Any]:
        """Return the JSON object to write."""
        content = {"schema": SCHEMA_VERSION, "id": run_id, "created": self.created}
        if self.config is None:
            return {**content, "imported": self.imported}
        return {**content, "config": self.config.model_dump(mode="json")}


def read_manifest(path: Path) -> Manifest:
    """Return what config.json holds.

    The folder's name alone is the id: a folder that was copied or renamed is a run of its own.

    Raises:
        RunGoneError: the run folder is gone.
        NewerRunError: a newer version of Long-Tail Lab wrote it.
        OlderRunError: an older version wrote it, with settings that this one does not know.
        DamagedRunError: it is missing, unreadable or holds no legal settings.
    """
    content = read_json(path)
    if content is None:
        raise damage(path, "is missing")
    schema = content.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise damage(path, "names no schema version")
    if schema > SCHEMA_VERSION:
        raise NewerRunError(
            f"written by a newer version (schema {schema}; this one reads up to "
            f"{SCHEMA_VERSION}). Update Long-Tail Lab to read it."
        )
    if reason := fault_of(content, MANIFEST):
        raise damage(path, f": {reason}")
    content = migrate(content, schema)
    created = float(content.get("created") or 0.0)
    if content.get("imported") is not None:
        return Manifest(None, content["imported"], created)
    return Manifest(_config(content.get("config"), schema, path), None, created)


def _config(content: Any, schema: int, path: Path) -> RunConfig:  # noqa: ANN401 (whatever the file holds)
    if content is None:
        raise damage(path, "holds no settings: config is missing")
    try:
        return RunConfig.on_record(content)
    except ValidationError as error:
        problem = explain(error).splitlines()[0]
        if schema < SCHEMA_VERSION and _names_something_unknown(error):
            raise OlderRunError(
                f"written by an older version (schema {schema}) with settings that this one does "
                f"not know: {problem} Read it with the version that wrote it (environment.json "
                "names it), or train it again."
            ) from error
        raise damage(path, f": {problem.rstrip('.')}") from error


def _names_something_unknown(error: ValidationError) -> bool:
    """Return whether a setting, method, data set or recipe was unknown, rather than a value illegal."""
    problems = error.errors(include_url=False)
    return any(
        problem["type"] == "extra_forbidden"
        or isinstance(problem.get("ctx", {}).get("error"), UnknownNameError)
        for problem in problems
    )
