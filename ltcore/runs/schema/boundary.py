"""The boundary of a file of a run: whatever reading it raises is damage of that file, told in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ltcore.data.errors import DataError
from ltcore.data.tables.boundary import is_foreign, visible
from ltcore.runs.reading import damage


@contextmanager
def reading_of(path: Path, form: str) -> Iterator[None]:
    """Turn what is raised while a file of a run is read into its damage.

    Args:
        path: the file.
        form: how messages call what it should be, "an array".

    Raises:
        DamagedRunError: the file is not what its schema says, or a foreign library cannot read it.

    Example:
        >>> with reading_of(Path("runs", "a-1", "logits_test.npy"), "an array"):
        ...     raise EOFError("too short")
        Traceback (most recent call last):
        ltcore.runs.errors.DamagedRunError: logits_test.npy is not readable as an array (too short). Restore
        an intact copy, or delete the run (ltlab runs delete a-1).
    """
    try:
        yield
    except DataError as error:  # our own sentence
        raise damage(path, f": {error}") from error
    except Exception as error:
        if not is_foreign(error):
            raise
        said = visible(str(error)) or type(error).__name__
        raise damage(path, f"is not readable as {form} ({said})") from error
