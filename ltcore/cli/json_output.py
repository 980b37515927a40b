"""What commands print with ``--json``: JSON that every reader takes, so null in the place of NaN."""

import json
from typing import Any

import click


def say_json(content: Any) -> None:  # noqa: ANN401 (any JSON value)
    """Print plain values as JSON; numbers that have no meaning, NaN and infinity, are null."""
    from ltcore.runs.atomic import strict

    click.echo(json.dumps(strict(content), allow_nan=False, indent=1))
