"""``ltlab methods``: what can be trained, where it acts, and where it comes from."""

import json
from dataclasses import asdict
from typing import Any

import click

from ltcore.cli.options import json_option
from ltcore.cli.table import text_table
from ltcore.config.flat import leaves
from ltcore.methods import METHODS, MethodRecord


@click.command("methods")
@json_option
def methods_command(*, as_json: bool) -> None:
    """List the methods: where they act, what they do, and their settings."""
    if as_json:
        click.echo(json.dumps([as_plain(record) for record in METHODS.values()], indent=1))
        return
    rows = [
        [record.name, record.place, ", ".join(record.settings.model_fields) or "-", record.summary]
        for record in METHODS.values()
    ]
    click.echo(text_table(["method", "acts at", "settings", "what it does"], rows))


def as_plain(record: MethodRecord) -> dict[str, Any]:
    """Return what a record says as plain values."""
    return {
        "name": record.name,
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
        "defaults": {data: dict(values) for data, values in record.defaults.items()},
        "differences": [asdict(difference) for difference in record.differences],
    }
