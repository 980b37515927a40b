"""``ltlab probe``: what linear classifiers and neighbours read out of the features of a run."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ltcore.cli.exits import CommandError, ExitCode, explained
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option, open_store, runs_option
from ltcore.cli.table import percent, text_table
from ltcore.config.commands import for_runs
from ltcore.types import GROUPS, GroupRule

if TYPE_CHECKING:
    from ltcore.engine.probing import ProbeReport
    from ltcore.runs import RunRecord


@click.command("probe")
@click.argument("run_id", metavar="RUN_ID")
@click.option(
    "--shots",
    type=click.IntRange(min=0),
    default=0,
    help="Training examples per class of the probes. [default: 0, all there are]",
)
@click.option(
    "--draw",
    type=click.IntRange(0, 2**32 - 1),
    default=0,
    show_default=True,
    help="Seed for the choice of these examples.",
)
@click.option(
    "--groups",
    "rule",
    type=click.Choice(["terciles", "thresholds"]),
    default="terciles",
    show_default=True,
    help="How classes are grouped: by thirds of the ranks, or by training counts above 100 and below 20.",
)
@click.option(
    "--pruned-share",
    type=click.FloatRange(0, 1, max_open=True),
    help="Share of the weights that the pruned copy lacks. [default: that of the run's SDCLR, else 0.7]",
)
@click.option(
    "--keep",
    is_flag=True,
    help="Write the result into the run's folder, where the page Pre-training shows it.",
)
@json_option
@runs_option
def probe_command(  # noqa: PLR0913 - one for each flag
    run_id: str,
    shots: int,
    draw: int,
    rule: GroupRule,
    pruned_share: float | None,
    runs: Path | None,
    *,
    keep: bool,
    as_json: bool,
) -> None:
    """Probe the features of a run: random, pre-trained and final, on balanced and long-tailed examples.

    A linear classifier and nearest neighbours learn from features that stay as they are. All numbers are of
    the test examples; the penalty of the linear classifier is chosen on validation.
    """
    with explained():
        record = open_store(runs).load(run_id)
        _require_finished(record)
        from ltcore.engine.checkpoint import CheckpointError
        from ltcore.engine.probe_record import keep_probes, pruned_share_of
        from ltcore.engine.probing import probe_run

        share = pruned_share_of(record.config) if pruned_share is None else pruned_share
        try:
            report = probe_run(record, shots=shots, draw=draw, rule=rule, pruned_share=share)
        except (CheckpointError, ValueError) as error:
            raise CommandError(f"run {record.id}: {error}") from error
        if keep:
            keep_probes(record.folder, report)
    if as_json:
        plain = {"run": record.id, "shots": shots, "draw": draw, "rule": rule, **as_plain(report)}
        say_json(plain)
        return
    for name in report.missing:
        click.echo(_missing(record, name), err=True)
    click.echo(probe_table(report))
    click.echo()
    click.echo(pruning_table(report))


def as_plain(report: "ProbeReport") -> dict[str, Any]:
    """Return a report as plain values; numbers that have no meaning are None."""
    return {
        "classes": [
            {"name": name, "train_count": int(count), "group": group, "test_count": int(support)}
            for name, count, group, support in zip(
                report.task.class_names,
                report.task.class_counts,
                report.groups,
                report.support,
                strict=True,
            )
        ],
        "probes": [
            {
                "backbone": one.backbone,
                "reader": one.reader,
                "examples": one.examples,
                "counts": one.counts.tolist(),
                "c": _number(one.strength),
                "balanced_accuracy": _number(one.score.balanced_accuracy),
                "groups": {group: _number(one.score.groups[group]) for group in GROUPS},
                "group_spread": _number(one.score.group_spread),
                "recall": [_number(value) for value in one.score.recall],
            }
            for one in report.results
        ],
        "moved_by_pruning": [
            {
                "backbone": one.backbone,
                "pruned_share": one.share,
                "groups": {group: _number(one.groups[group]) for group in GROUPS},
                "moved": [_number(value) for value in one.moved],
            }
            for one in report.pruning
        ],
        "missing": list(report.missing),
    }


def probe_table(report: "ProbeReport") -> str:
    """Return one line per probe."""
    header = ["backbone", "reader", "examples", "n", "all", *GROUPS, "spread of groups"]
    rows = [
        [
            one.backbone,
            one.reader,
            one.examples.replace("_", "-"),
            f"{int(one.counts.sum()):,}",
            percent(one.score.balanced_accuracy),
            *(percent(one.score.groups[group]) for group in GROUPS),
            percent(one.score.group_spread),
        ]
        for one in report.results
    ]
    return text_table(header, rows)


def pruning_table(report: "ProbeReport") -> str:
    """Return one line per backbone: the share of examples that pruning moves."""
    rows = [
        [one.backbone, percent(one.share, 0), *(percent(one.groups[group]) for group in GROUPS)]
        for one in report.pruning
    ]
    return text_table(["backbone", "weights pruned", *(f"{each} moved" for each in GROUPS)], rows)


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _require_finished(record: "RunRecord") -> None:
    if record.config is None:
        raise CommandError(
            f"run {record.id} is an import and has no network to probe. Choose a run that was trained here",
            ExitCode.WRONG_SETTINGS,
        )
    if record.shown_state != "finished":
        raise CommandError(
            f"run {record.id} is {record.shown_state}: a probe looks at finished runs. Continue it with: "
            f"{for_runs(f'ltlab resume {record.id}', record.folder.path.parent)}",
            ExitCode.WRONG_SETTINGS,
        )


def _missing(record: "RunRecord", name: str) -> str:
    if name == "pretrained":
        return f"run {record.id} has no pre-training: --pretrain adds one"
    return f"run {record.id} has no checkpoint, so its final backbone cannot be probed"
