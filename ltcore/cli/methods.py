"""``ltlab methods``: what can be trained, where it acts, and where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import click

from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.table import text_table
from ltcore.config.leaves import leaves
from ltcore.methods import METHODS, MethodRecord
from ltcore.pretraining import PRETRAININGS, PretrainingRecord


@click.command("methods")
@json_option
def methods_command(*, as_json: bool) -> None:
    """List the methods and the pre-trainings: where they act, what they do, and their settings."""
    if as_json:
        records: list[MethodRecord | PretrainingRecord] = [
            *METHODS.values(),
            *PRETRAININGS.values(),
        ]
        say_json([as_plain(record) for record in records])
        return
    click.echo(_table("method", METHODS.values()))
    click.echo()
    click.echo(_table("pre-training", PRETRAININGS.values()))


def _table(kind: str, records: Iterable[MethodRecord | PretrainingRecord]) -> str:
    rows = [
        [record.name, record.place, ", ".join(record.settings.model_fields) or "-", record.summary]
        for record in records
    ]
    return text_table([kind, "acts at", "settings", "what it does"], rows)


def as_plain(record: MethodRecord | PretrainingRecord) -> dict[str, Any]:
    """Return what a record says as plain values; ``kind`` is "method" or "pre-training"."""
    kind: str = "pre-training"
    defaults: Mapping[str, Mapping[str, Any]] = {}
    if isinstance(record, MethodRecord):
        kind, defaults = "method", record.defaults
    return {
        "name": record.name,
        "kind": kind,
        "family": record.family,
        "title": record.title,
        "place": record.place,
        "summary": record.summary,
        "source": asdict(record.source),
        "settings": {
            setting.path[-1]: {
                "default": setting.default,
                "help": setting.help,
                "range": setting.legal,
            }
            for setting in leaves(("method", "settings"), record.settings)
        },
        "defaults": {data: dict(values) for data, values in defaults.items()},
        "differences": [asdict(difference) for difference in record.differences],
    }
