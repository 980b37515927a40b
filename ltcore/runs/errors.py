"""What can be wrong with a run folder, by class; every message says the way out."""


class RunError(Exception):
    """Base of all errors about run folders."""


class UnknownRunError(RunError, LookupError):
    """No run has this id, or the text could not be an id at all."""


class RunGoneError(UnknownRunError, FileNotFoundError):
    """The run folder was there a moment ago and has been deleted or moved."""


class DamagedRunError(RunError, ValueError):
    """A file of the run folder is missing, unreadable or not what it should be.

    Attributes:
        state: what lists and pages call such a run.
    """

    state = "damaged"


class NewerRunError(DamagedRunError):
    """The run folder is sound, but a newer version of Long-Tail Lab wrote it."""

    state = "newer"


class OlderRunError(DamagedRunError):
    """The run folder is sound, but it has settings that only an older version of Long-Tail Lab knew."""

    state = "older"


class ChangedRunError(RunError, ValueError):
    """The run has been changed since its checkpoint was written: going on would mix two runs."""


class NotKeptError(RunError):
    """The run is sound but has not kept what was asked for."""


class AlreadyRunningError(RunError):
    """Another process works on this run."""


class ClaimLostError(RunError):
    """Another machine has taken the run over while this process was frozen or its machine asleep."""


class RunExistsError(RunError):
    """There is a run of this id already, which is left as it is."""


class RunInUseError(RunError):
    """The run cannot be moved or deleted while a process works on it."""


class ImportRefusedError(RunError, ValueError):
    """A file of predictions is not in one of the accepted forms."""


class ArchiveRefusedError(RunError, ValueError):
    """A zip file is not the archive of a run, is damaged, or cannot be made."""


class RunWriteError(OSError):
    """A file of a run could not be written; the message names it, the reason and the way out."""
