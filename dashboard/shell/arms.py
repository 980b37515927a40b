"""Arms on a page: runs that differ in nothing but their seed, picked together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dashboard.shell import answers, loaders
from ltcore.analysis.base import arm_labels
from ltcore.analysis.base.collect import RunLabels
from ltcore.runs import RunRecord


@dataclass(frozen=True)
class Arm:
    """Runs that differ only in their seed.

    Attributes:
        id: what a link calls them.
        label: the method, and what else tells them from the other arms offered.
        records: the runs, by seed.
    """

    id: str
    label: str
    records: tuple[RunRecord, ...]

    @property
    def is_demo(self) -> bool:
        """Whether all its runs came with the lab."""
        return all(map(loaders.is_demo, self.records))

    def offer(self, *, with_origin: bool) -> str:
        """Return the label with the number of seeds where it is not one.

        Args:
            with_origin: say as well how many of the runs came with the lab.
        """
        seeds = len(self.records)
        from_demo = sum(map(loaders.is_demo, self.records))
        notes = [f"{seeds} seeds"] if seeds != 1 else []
        if with_origin and from_demo:
            notes.append("demo" if self.is_demo else f"{from_demo} demo")
        return f"{self.label} ({', '.join(notes)})" if notes else self.label


def arm_id(record: RunRecord) -> str:
    """Return what a link calls the arm of a run; a run without settings is an arm of its own."""
    return record.id if record.config is None else arm_labels.arm_id(record.config)


def arms_of(records: Iterable[RunRecord]) -> list[Arm]:
    """Return the arms of the runs, in the order of their first run."""
    records = list(records)
    labels = RunLabels(records)
    grouped: dict[str, list[RunRecord]] = {}
    for record in records:
        grouped.setdefault(arm_id(record), []).append(record)
    return [
        Arm(name, labels.arm(runs[0]), tuple(sorted(runs, key=lambda run: run.seed or 0)))
        for name, runs in grouped.items()
    ]


def offered(records: Iterable[RunRecord]) -> Mapping[str, Sequence[Arm]]:
    """Return the arms by the classes that they know; a comparison needs the same classes and counts."""
    return answers.made(_offered, *records)


def _offered(*records: RunRecord) -> Mapping[str, Sequence[Arm]]:
    by_classes: dict[str, list[RunRecord]] = {}
    for record in records:
        by_classes.setdefault(loaders.classes_key(record), []).append(record)
    return {key: arms_of(runs) for key, runs in by_classes.items()}
