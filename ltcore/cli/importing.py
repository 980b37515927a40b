"""``ltlab import``: predictions made elsewhere become a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ltcore.cli.exits import CommandError, ExitCode, explained
from ltcore.cli.options import open_store, runs_option
from ltcore.cli.table import one_line, percent

if TYPE_CHECKING:
    from ltcore.runs.importing import Foreign, ImportSettings

SHOWN = 8


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", help="Label of the imported run. [required unless --dry-run]")
@click.option(
    "--class-counts",
    metavar="NAME:INTEGER,...|INTEGER,...|FILE",
    help="Training examples per class, which define the groups: with names, or in label order; or "
    "a file with name,count lines or one count per line.",
)
@click.option(
    "--class-names",
    metavar="NAME,...|FILE",
    help="Class names in label order, if FILE has only numbers; or a file with one name per line.",
)
@click.option(
    "--label", default="", help="Column of the true class, if its name is not a standard one."
)
@click.option(
    "--predicted",
    default="",
    help="Column of the predicted class, if its name is not a standard one.",
)
@click.option(
    "--split",
    type=click.Choice(["test", "val", "train"]),
    default="test",
    show_default=True,
    help="Split that the predictions are for.",
)
@click.option(
    "--epoch",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Training epoch after which they were made.",
)
@click.option("--dry-run", is_flag=True, help="Show how the file is read, and import nothing.")
@runs_option
def import_command(  # noqa: PLR0913 - one for each flag
    file: Path,
    *,
    name: str | None,
    class_counts: str | None,
    class_names: str | None,
    label: str,
    predicted: str,
    split: str,
    epoch: int,
    dry_run: bool,
    runs: Path | None,
) -> None:
    """Import predictions made elsewhere as a run; the last line printed is the run id.

    FILE is CSV, Parquet, npz, ARFF or LIBSVM with one row per example: the true class (a column called
    label, y_true, target, actual, class ...), and the predicted class (predicted, y_pred, prediction ...),
    scores, or both. Scores have one column per class, called logit_NAME, proba_NAME, prob_NAME or the
    class name; in npz they are an array logits or y_prob (N, C). Classes are numbers or names.
    The command prints how it read the file; try it first with --dry-run.
    """
    from ltcore.runs.importing import ImportSettings

    if name is None and not dry_run:
        raise CommandError("--name is missing: give the run a label", ExitCode.WRONG_SETTINGS)
    with explained():
        settings = ImportSettings(
            class_counts=None if class_counts is None else _counts(class_counts),
            class_names=None if class_names is None else _names(class_names),
            split=split,  # type: ignore[arg-type]  # click has checked it
            epoch=epoch,
            label=label,
            predicted=predicted,
        )
        run_id = _run(file, name, settings, runs, dry_run=dry_run)
    if run_id:
        click.echo(run_id)


def _run(
    file: Path, name: str | None, settings: "ImportSettings", runs: Path | None, *, dry_run: bool
) -> str:
    """Import the file and say what was understood; return the run id, "" of a dry run."""
    from ltcore.runs.importing import read_foreign

    if dry_run or name is None:
        print_import(file, read_foreign(file, settings), settings)
        return ""
    run_id, foreign = open_store(runs).import_file(file, name=name, settings=settings)
    print_import(file, foreign, settings)
    return run_id


def print_import(file: Path, foreign: "Foreign", settings: "ImportSettings") -> None:
    """Print rows, columns, classes, what is unusual, and the errors."""
    import numpy as np

    from ltcore.data.labels import describe_classes

    rows = np.bincount(foreign.labels, minlength=foreign.n_classes)
    lines = [
        f"{file.name}: {len(foreign.labels):,} rows; {_columns_read(foreign)}",
        f"{settings.split} examples of {describe_classes(foreign.class_names, rows)}",
    ]
    if settings.class_counts is not None:
        counts = settings.counts(foreign.class_names)
        lines.append(f"training examples of {describe_classes(foreign.class_names, counts)}")
        if not isinstance(settings.class_counts, Mapping) and len(counts) <= SHOWN:
            lines.append(f"counts are in label order: {', '.join(foreign.class_names)}")
    absent = [name for name, n in zip(foreign.class_names, rows, strict=True) if not n]
    if absent:
        lines.append(
            f"no example of {_some(absent)}: the balanced error counts only the other classes"
        )
    if foreign.columns.unused:
        lines.append(f"not used: {_some([repr(column) for column in foreign.columns.unused])}")
    lines += foreign.notes
    hits = np.bincount(foreign.labels[foreign.labels == foreign.predicted], minlength=len(rows))
    balanced = 1 - float(np.mean(hits[rows > 0] / rows[rows > 0]))
    error = float(np.mean(foreign.labels != foreign.predicted))
    lines.append(f"error {percent(error)}, balanced error {percent(balanced)}")
    for line in lines:
        click.echo(one_line(line), err=True)


def _columns_read(foreign: "Foreign") -> str:
    """Return what was read as label, prediction, ids and scores."""
    columns = foreign.columns
    parts = [f"label {columns.label!r}"]
    if columns.predicted:
        parts.append(f"predicted {columns.predicted!r}")
    if columns.index:
        parts.append(f"ids {columns.index!r}")
    if columns.scores:
        last = f" ... {columns.scores[-1]!r}" if len(columns.scores) > 1 else ""
        parts.append(f"scores {columns.scores[0]!r}{last} ({len(columns.scores)})")
    return ", ".join(parts)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _counts(text: str) -> "list[int] | dict[str, int]":
    from ltcore.runs.importing.class_files import read_counts

    if _is_file(text):
        return read_counts(Path(text))
    parts = [part.rpartition(":") for part in text.split(",")]
    if not all(mark for _, mark, _ in parts):
        return whole_numbers("--class-counts", text)
    counts = whole_numbers("--class-counts", ",".join(count for _, _, count in parts))
    names = [name.strip() for name, _, _ in parts]
    for name in names:
        if not name or names.count(name) > 1:
            raise CommandError(
                f"--class-counts: class {name!r} {'has two counts' if name else 'has no name'}",
                ExitCode.WRONG_SETTINGS,
            )
    return dict(zip(names, counts, strict=True))


def _names(text: str) -> list[str]:
    from ltcore.runs.importing.class_files import read_names

    return read_names(Path(text)) if _is_file(text) else text.split(",")


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # a list of 100 classes is longer than a file's name may be
        return False


def whole_numbers(flag: str, text: str) -> list[int]:
    """Return the numbers of a list that is separated by commas.

    Raises:
        CommandError: one of them is not a whole number of at least 0.

    Example:
        >>> whole_numbers("--class-counts", "500, 50,5")
        [500, 50, 5]
    """
    parts = [part.strip() for part in text.split(",")]
    wrong = [part for part in parts if not (part.isascii() and part.isdecimal() and len(part) < 16)]
    if wrong:
        raise CommandError(
            f"{flag}: {wrong[0][:80]!a} is not legal; give whole numbers of at least 0, separated by "
            "commas, one per class, or a file",
            ExitCode.WRONG_SETTINGS,
        )
    return [int(part) for part in parts]
