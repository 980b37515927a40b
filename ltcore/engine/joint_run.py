"""One of several runs that are trained as one: what it begins with, and how its end is written down."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from ltcore.config import RunConfig
from ltcore.data import LongTailData
from ltcore.engine.hardware import Hardware
from ltcore.engine.joint_trainer import Member
from ltcore.engine.resuming import ResumePoint, resume_point
from ltcore.engine.splits import Splits
from ltcore.engine.trainer import Trainer
from ltcore.engine.unhurried_reporter import UnhurriedReporter
from ltcore.engine.worker import EXPECTED, EndState, conclude, note_failure
from ltcore.runs import RunError, Status
from ltcore.runs.company import KEY
from ltcore.runs.gathered import GatheredFolder
from ltcore.steps import build_stages


@dataclass(frozen=True, eq=False)
class Claimed:
    """A run that this process has taken over.

    Attributes:
        folder: its files.
        status: as it was claimed.
        config: its settings.
    """

    folder: GatheredFolder
    status: Status
    config: RunConfig


@dataclass(frozen=True, kw_only=True, eq=False)
class Shared:
    """What all runs of a group share.

    Attributes:
        data: their examples.
        hardware: what they are carried out on.
        environment: versions, device, data and code.
        is_stopped: whether the process was told to stop.
    """

    data: LongTailData
    hardware: Hardware
    environment: Mapping[str, Any]
    is_stopped: Callable[[], bool]


class JointRun:
    """One run of a group: what it begins with, and how its end is written down.

    Args:
        claimed: the run.
        about: what it shares with the others.
        ends: where its end is noted.
    """

    def __init__(self, claimed: Claimed, about: Shared, ends: dict[str, EndState]) -> None:
        self.folder = claimed.folder
        self.config = claimed.config
        self.about = about
        self.ends = ends
        self.reporter = UnhurriedReporter(
            claimed.folder,
            about.data,
            hardware=about.hardware,
            status=claimed.status,
            slim=claimed.config.train.record == "slim",
        )
        self.reporter.environment = dict(about.environment)
        self.start: ResumePoint

    def find_start(self, seeds: Sequence[int]) -> bool:
        """Find where the run goes on; return whether it can, and write down why not.

        Args:
            seeds: of all runs that are trained together, this one's included.
        """
        self.reporter.environment[KEY] = list(seeds)
        try:
            self.start = resume_point(self.folder, self.config, self.reporter.environment)
        except EXPECTED as error:
            self.fail(error)
            return False
        return True

    def member(self, splits: Splits | None) -> Member:
        """Return the run as the joint loop trains it, once its start is found.

        Args:
            splits: its examples on the device, where another run has them already.
        """
        self.reporter.begin(self.start)
        seeds = ", ".join(map(str, self.reporter.environment[KEY]))
        self.folder.log(f"trained as one program with the runs of seeds {seeds}")
        trainer = Trainer(
            self.config,
            self.about.data,
            build_stages(self.config, self.about.data),
            hardware=self.about.hardware,
            reporter=self.reporter,
            should_stop=lambda: self.about.is_stopped() or self.folder.cancel_requested(),
            splits=splits,
        )
        return Member(
            trainer=trainer,
            checkpoint=self.start.checkpoint,
            conclude=self.conclude,
            fail=self.fail,
        )

    def conclude(self, outcome: Literal["finished", "cancelled"]) -> None:
        """Write down that the run has finished, or was cancelled."""
        self.ends[self.folder.id] = conclude(self.reporter, self.start, outcome)

    def fail(self, error: Exception) -> None:
        """Write down why the run ended, or raise the error where it is a bug of ours."""
        if not isinstance(error, EXPECTED):
            raise error
        with suppress(RunError, OSError):  # what it has measured so far; the reason matters more
            self.folder.flush()
        self.ends[self.folder.id] = note_failure(self.folder, str(error))
