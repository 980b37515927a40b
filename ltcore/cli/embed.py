"""``ltlab embed``: the features of a run as a map, into its folder."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from ltcore.cli.exits import CommandError, ExitCode, explained, wrong_settings
from ltcore.cli.options import open_store, runs_option
from ltcore.cli.variables import check_variables
from ltcore.embeddings.spec import TsneSpec, UmapSpec
from ltcore.types import Split

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from ltcore.embeddings import MapJob
    from ltcore.embeddings.spec import MapSpec
    from ltcore.runs import RunFolder, RunRecord

Function = TypeVar("Function", bound=Callable[..., Any])

LOOK_SECONDS = 0.2
MOST = 5000
KINDS: dict[str, type[TsneSpec | UmapSpec]] = {"tsne": TsneSpec, "umap": UmapSpec}
"""Method -> its settings; PCA has none."""


def spec_options(function: Function) -> Function:
    """Add one flag per setting of a method, with its sentence and its range."""
    fields = {
        (name, method): field
        for method, kind in KINDS.items()
        for name, field in kind.model_fields.items()
        if name not in ("method", "seed")
    }
    fields["seed", "tsne, umap"] = UmapSpec.model_fields["seed"]
    for (name, methods), field in reversed(fields.items()):
        bounds = {
            key: getattr(item, key)
            for key in ("ge", "le")
            for item in field.metadata
            if hasattr(item, key)
        }
        kind = click.IntRange if field.annotation is int else click.FloatRange
        function = click.option(
            f"--{name.replace('_', '-')}",
            type=kind(bounds["ge"], bounds["le"]),
            help=f"{field.description} [only {methods}; default {field.default:g}]",
        )(function)
    return function


@click.command("embed")
@click.argument("run_id")
@click.option(
    "--split",
    type=click.Choice(get_args(Split)),
    default="test",
    show_default=True,
    help="Split whose examples are mapped.",
)
@click.option(
    "--method",
    type=click.Choice(["pca", "tsne", "umap"]),
    default="tsne",
    show_default=True,
    help="Method that maps the features to two dimensions.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    default=MOST,
    show_default=True,
    help="Largest number of examples; rare classes keep all of theirs.",
)
@spec_options
@click.option(
    "--keep-in",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that keeps the map as those of the demo runs are kept, by its features and settings, "
    "whatever versions of the libraries made it. [default: a table in the folder of the run]",
)
@runs_option
def embed_command(
    run_id: str,
    split: Split,
    method: str,
    most: int,
    keep_in: Path | None,
    runs: Path | None,
    **settings: float | None,
) -> None:
    """Map a run's features to the plane by PCA, t-SNE or UMAP; the last line printed is the file.

    The file is a Parquet table with the columns index, label, x and y. Each combination of features and
    settings is computed only once, for all commands and pages.
    """
    check_variables()
    given = {name: value for name, value in settings.items() if value is not None}
    spec = spec_of(method, given)
    if spec is None and keep_in is not None:
        raise CommandError(
            "--keep-in has no effect with --method pca, which is computed at once. Leave it out, or choose "
            "--method tsne or umap",
            ExitCode.WRONG_SETTINGS,
        )
    with explained():
        record = open_store(runs).load(run_id)
        features, frame = examples(record, split, most)
        if spec is None:
            name, coordinates = f"{split}-pca", pca_coordinates(features)
        else:
            name, coordinates = computed(features, spec, split)
        if keep_in is not None and spec is not None:
            click.echo(_keep(keep_in, features, spec, coordinates))
            return
        path = write_map(
            record.folder, name, frame.assign(x=coordinates[:, 0], y=coordinates[:, 1])
        )
    click.echo(path)


@click.command("embed-work", hidden=True)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def embed_work_command(folder: Path) -> None:
    """Compute one map of the cache in this process."""
    from ltcore.embeddings.folder import MapFolder
    from ltcore.embeddings.worker import work

    with explained():
        if work(MapFolder(folder)) == "failed":
            raise CommandError(f"the map failed; {folder / 'log.txt'} has the details")


def spec_of(method: str, settings: dict[str, Any]) -> "MapSpec | None":
    """Return the settings of a method that are given as flags; None for PCA, which has none.

    Raises:
        CommandError: a flag belongs to another method.
    """
    kind = KINDS.get(method)
    known = set(kind.model_fields) if kind else set()
    for name in settings:
        if name not in known:
            users = " or ".join(key for key, value in KINDS.items() if name in value.model_fields)
            raise CommandError(
                f"--{name.replace('_', '-')} has no effect with --method {method}. Leave it out, or "
                f"choose --method {users}",
                ExitCode.WRONG_SETTINGS,
            )
    if kind is None:
        return None
    return kind.model_validate(settings)


def examples(record: "RunRecord", split: Split, most: int) -> "tuple[NDArray[Any], pd.DataFrame]":
    """Return features (n, D) and index, label of at most ``most`` examples of a split, as pages do.

    Raises:
        CommandError: the run keeps no features of this split.
        RunError: its files are damaged.
    """
    import pandas as pd

    from ltcore.analysis.base.features import read_features
    from ltcore.data.stratify import stratified_positions
    from ltcore.runs import NotKeptError

    try:
        features = read_features(record, split)
    except NotKeptError as error:
        raise CommandError(
            f"run {record.id}: {error}. Choose another --split or another run"
        ) from error
    chosen = features.at(stratified_positions(features.label, most))
    return chosen.values, pd.DataFrame({"index": chosen.index, "label": chosen.label})


def pca_coordinates(features: "NDArray[Any]") -> "NDArray[np.float32]":
    """Return the first two principal components, and say how much of the variance they show."""
    from ltcore.embeddings import pca

    with wrong_settings():
        found = pca(features)
    click.echo(
        f"{found.explained.sum():.1%} of the variance of {len(features):,} examples", err=True
    )
    return found.coordinates


def computed(
    features: "NDArray[Any]", spec: "MapSpec", split: str
) -> "tuple[str, NDArray[np.float32]]":
    """Return the file name and the map, from the cache or computed now with its progress shown.

    Raises:
        CommandError: the settings do not go with the features, or the map failed or was cancelled.
    """
    from ltcore.embeddings import MapJob

    with wrong_settings():
        job = MapJob.start(features, spec)
    try:
        watch(job)
    except KeyboardInterrupt:
        job.cancel()
        raise
    status, coordinates = job.status(), job.coordinates()
    if coordinates is None:
        code = ExitCode.CANCELLED if status.state == "cancelled" else ExitCode.FAILED
        raise CommandError(f"the map is {status.state}: {status.message or 'start it again'}", code)
    return f"{split}-{spec.method}-{job.key[:8]}", coordinates


def _keep(
    folder: Path, features: "NDArray[Any]", spec: "MapSpec", coordinates: "NDArray[np.float32]"
) -> Path:
    from ltcore.embeddings import MapRequest, keep

    return keep(folder, MapRequest(features, spec), coordinates)


def watch(job: "MapJob") -> None:
    """Print where a map stands, one line per tenth of the work or change of stage, until it ends."""
    shown: object = None
    while (status := job.status()).is_active:
        step = (status.state, int(status.progress * 10), status.progress == 0 and status.message)
        if step != shown:
            shown = step
            left = "" if status.eta_s is None else f", about {status.eta_s:.0f} s left"
            click.echo(f"{status.progress:4.0%}  {status.message}{left}", err=True)
        time.sleep(LOOK_SECONDS)


def write_map(folder: "RunFolder", name: str, frame: "pd.DataFrame") -> Path:
    """Write a map into the run's folder ``embeddings`` and return the file.

    Raises:
        AlreadyRunningError: a worker is at the run.
        RunWriteError: the folder cannot be written.
    """
    from ltcore.runs import run_lock
    from ltcore.runs.atomic import make_folder
    from ltcore.runs.tables import write_table

    with run_lock(folder.path):
        make_folder(folder.path / "embeddings")
        path = folder.path / "embeddings" / f"{name}.parquet"
        write_table(path, frame)
    return path
