"""``ltlab methods``: what can be trained, where it acts, and where it comes from."""

import json
from dataclasses import asdict
from typing import Any

import click

from ltcore.cli.table import text_table
from ltcore.methods import METHODS, MethodRecord


@click.command("methods")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
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
    properties = record.settings.model_json_schema().get("properties", {})
    return {
        "name": record.name,
        "title": record.title,
        "place": record.place,
        "summary": record.summary,
        "source": asdict(record.source),
        "settings": {
            name: {
                "default": schema.get("default"),
                "help": schema.get("description", ""),
                "range": legal_range(schema),
            }
            for name, schema in properties.items()
        },
        "defaults": {data: dict(values) for data, values in record.defaults.items()},
        "differences": [asdict(difference) for difference in record.differences],
    }


def legal_range(schema: dict[str, Any]) -> str:
    """Return what a JSON schema allows, as a person writes it; empty where it allows everything.

    Example:
        >>> legal_range({"exclusiveMinimum": 0, "maximum": 2})
        '> 0, <= 2'
        >>> legal_range({"enum": ["batch", "weights"]})
        'batch | weights'
    """
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    signs = {"exclusiveMinimum": ">", "minimum": ">=", "exclusiveMaximum": "<", "maximum": "<="}
    return ", ".join(f"{sign} {schema[key]:g}" for key, sign in signs.items() if key in schema)
