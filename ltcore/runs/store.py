"""RunStore: all runs below one folder."""

import contextlib
import os
import stat
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ltcore.config import RunConfig
from ltcore.config.commands import DEFAULT_ROOT
from ltcore.runs.archive import export_run
from ltcore.runs.archive_import import import_archive
from ltcore.runs.atomic import make_root
from ltcore.runs.errors import (
    AlreadyRunningError,
    DamagedRunError,
    RunError,
    RunGoneError,
    RunInUseError,
)
from ltcore.runs.finding import folder_of, renamed
from ltcore.runs.folder import RunFolder
from ltcore.runs.importing import Foreign, ImportSettings, import_into
from ltcore.runs.known import KnownRecords
from ltcore.runs.locks import is_locked, run_lock
from ltcore.runs.names import is_run_id, no_run, unknown_run
from ltcore.runs.record import RunRecord
from ltcore.runs.standing import shown_state_of
from ltcore.runs.status import END_STATES, Status
from ltcore.runs.trash import Trash
from ltcore.runs.whole_folder import whole_folder
from ltcore.types import Split


def default_runs_root() -> Path:
    """Return where runs are kept unless told otherwise: the variable LTLAB_RUNS, else ``runs``."""
    return Path(os.environ.get("LTLAB_RUNS") or DEFAULT_ROOT)


class RunStore:
    """The runs below one root folder, one folder each.

    Nothing is cached here: a listing is what the disk holds now. A text given as an id is compared with the
    whitelist of `is_run_id` before it is joined to the root, and links are never followed.

    Args:
        root: folder of the run folders; made when the first run is.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    @property
    def trash(self) -> Trash:
        """The deleted runs, which can be brought back until the trash is emptied."""
        return Trash(self.root)

    def __repr__(self) -> str:
        return f"RunStore({str(self.root)!r})"

    def ids(self) -> list[str]:
        """Return the names of all legal run folders, sorted; their content is not looked at.

        Raises:
            RunError: the root is not a readable folder.
        """
        return [name for name in self._names() if is_run_id(name) and self._is_folder(name)]

    def records(self, known: KnownRecords | None = None) -> list[RunRecord]:
        """Return every run, oldest first, then the damaged ones with the reason; none is left out.

        Args:
            known: records of runs that have ended; those whose files are the same are not read again.

        Raises:
            RunError: the root is not a readable folder.
        """
        records = []
        for name in self._names():
            with contextlib.suppress(RunGoneError):  # deleted since the listing began
                read = partial(self._record_or_damage, name)
                records.append(known.of(self.root / name, read) if known else read())
        return sorted(records, key=lambda record: (bool(record.damaged), record.created, record.id))

    def load(self, run_id: str) -> RunRecord:
        """Return one run.

        Raises:
            UnknownRunError: no run has this id.
            DamagedRunError: its config or status cannot be read.
        """
        return self._record(self._folder(run_id))

    def folder_of(self, config: RunConfig) -> RunFolder:
        """Return the folder of the run with these settings, under whatever name; of a new run, its place.

        Raises:
            DamagedRunError: the folder by the name of a new run is there, but cannot be read.
            RunError: the root is not a readable folder.
        """
        return folder_of(self.root, self.ids, config)

    def create(self, config: RunConfig, *, status: Status | None = None) -> RunFolder:
        """Return the folder of the run with these settings, made where it is new.

        Args:
            config: the settings.
            status: of a new run; None queues it now.

        Raises:
            DamagedRunError: the run is there, but damaged.
            RunWriteError: the folder cannot be written.
        """
        make_root(self.root)
        folder = self.folder_of(config)
        status = status or Status(heartbeat=time.time())
        if not os.path.lexists(folder.path):
            with contextlib.suppress(FileExistsError), whole_folder(self.root, folder.id) as path:
                RunFolder(path).write_status(status)
                RunFolder(path).write_config(config, run_id=folder.id)
        if os.path.lexists(folder.path / "config.json"):
            return folder
        # What an older version left without a config: it counts as a run from its config on.
        folder.write_status(status)
        folder.write_config(config)
        return folder

    def cancel(self, run_id: str) -> bool:
        """Stop a run: at once where nobody works on it, else by asking its worker.

        A run that has ended is asked as well: its worker may be starting, and still says how it ended before.

        Returns:
            False where the run has finished and nobody works on it: it is left as it is.

        Raises:
            UnknownRunError: no run has this id.
            DamagedRunError: its status cannot be read.
            RunWriteError: the folder cannot be written.
        """
        folder = self._folder(run_id)
        if folder.read_status().state == "finished" and not is_locked(folder.path):
            return False
        folder.request_cancel()
        # A worker that holds the lock sees the request; it writes its own end.
        with contextlib.suppress(AlreadyRunningError), run_lock(folder.path, timeout=0):
            status = folder.read_status()
            if status.state not in END_STATES:
                message = (
                    "cancelled; resume continues from here"
                    if status.attempt
                    else "cancelled before it started"
                )
                folder.write_status(
                    replace(status, state="cancelled", message=message, heartbeat=time.time())
                )
        return True

    def delete(self, run_id: str) -> Path:
        """Move a run, damaged or not, out of the list into the `trash` and return where to.

        Raises:
            UnknownRunError: no run has this id.
            DamagedRunError: what lies there is a link, or its name is not a run id.
            RunInUseError: a worker is at it.
            RunWriteError: the folder cannot be moved.
        """
        folder = self._folder(run_id).path
        try:
            with run_lock(folder, timeout=0):
                return self.trash.put(folder.name)
        except AlreadyRunningError as error:
            raise RunInUseError(f"run {run_id} is still running. Cancel it first.") from error

    def export(self, run_id: str, out: Path | str) -> tuple[str, ...]:
        """Write a run with all its files and their checksums as one zip file.

        Returns:
            The names of files in its folder that are no part of a run, and stay out.

        Raises:
            UnknownRunError: no run has this id.
            RunInUseError: a worker is at it.
            ArchiveRefusedError: there is a file ``out`` already.
            DamagedRunError: the run is damaged, or a file of it cannot be read.
            RunWriteError: the zip file cannot be written.
        """
        return export_run(self._folder(run_id).path, Path(out))

    def import_archive(self, path: Path | str) -> str:
        """Add the run in a zip file that `export` wrote, and return its id.

        Raises:
            ArchiveRefusedError: the file is no such archive, or is damaged; nothing stays behind.
            RunExistsError: there is a run of this id.
            RunWriteError: the run cannot be written.
        """
        make_root(self.root)
        return import_archive(self.root, Path(path))

    def import_predictions(
        self,
        path: Path | str,
        *,
        name: str,
        class_counts: Sequence[int] | Mapping[str, int] | None = None,
        class_names: Sequence[str] | None = None,
        split: Split = "test",
        epoch: int = 1,
    ) -> RunRecord:
        """Add a run from a file of labels and predictions that was made elsewhere.

        Args:
            path: CSV, Parquet, npz, ARFF or LIBSVM with the label and the predicted class of each example,
                scores per class, or both; `ltcore.runs.importing.columns` lists the spellings.
            name: label for people.
            class_counts: training examples per class, in label order or by class name, for groups and
                weights.
            class_names: one name per class in label order, where the file has numbers only.
            split: what the predictions are of.
            epoch: after which epoch they were made, at least 1.

        Raises:
            ImportRefusedError: the file is not in one of these forms; the message names row and column.
            RunWriteError: the run cannot be written.
        """
        settings = ImportSettings(
            class_counts=class_counts, class_names=class_names, split=split, epoch=epoch
        )
        run_id, _ = self.import_file(Path(path), name=name, settings=settings)
        return self.load(run_id)

    def import_file(
        self, path: Path, *, name: str, settings: ImportSettings
    ) -> tuple[str, Foreign]:
        """Add a run as `import_predictions` does; return its id and what was understood."""
        make_root(self.root)
        return import_into(self.root, path, name=name, settings=settings)

    def _names(self) -> list[str]:
        """Return what lies in the root and could be meant as a run: folders and links, not dot names."""
        try:
            with os.scandir(self.root) as entries:
                return sorted(
                    entry.name
                    for entry in entries
                    if not entry.name.startswith(".")
                    and (entry.is_symlink() or entry.is_dir(follow_symlinks=False))
                )
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RunError(f"{self.root} cannot be listed ({error.strerror}).") from error

    def _is_folder(self, name: str) -> bool:
        try:
            return stat.S_ISDIR((self.root / name).lstat().st_mode)
        except OSError:
            return False

    def _folder(self, run_id: str) -> RunFolder:
        if is_run_id(run_id) and self._is_folder(run_id):
            return RunFolder(self.root / run_id)
        if run_id in self._names():  # it is listed, and damaged
            raise no_run(run_id, is_folder=self._is_folder(run_id))
        names = self.ids()
        raise unknown_run(run_id, names, renamed(self.root, names, run_id))

    def _record_or_damage(self, name: str) -> RunRecord:
        folder = RunFolder(self.root / name)
        if not self._is_folder(name) or not is_run_id(name):
            return unusable(folder, no_run(name, is_folder=self._is_folder(name)))
        try:
            return self._record(folder)
        except DamagedRunError as error:
            return unusable(folder, error)

    def _record(self, folder: RunFolder) -> RunRecord:
        manifest = folder.read_manifest()
        status = folder.read_status()
        return RunRecord(
            folder=folder,
            config=manifest.config,
            status=status,
            shown_state=shown_state_of(folder.path, status),
            imported=manifest.imported,
            created=manifest.created,
        )


def unusable(folder: RunFolder, error: DamagedRunError) -> RunRecord:
    """Return the record of a run that cannot be used, with the reason."""
    return RunRecord(
        folder=folder, config=None, status=None, shown_state=error.state, damaged=str(error)
    )
