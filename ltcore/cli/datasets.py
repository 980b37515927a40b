"""``ltlab datasets``: what there is, and preparing, downloading and verifying it."""

from dataclasses import asdict
from pathlib import Path

import click

from ltcore.cli.exits import CommandError, explained, wrong_settings
from ltcore.cli.groups import CommandGroup
from ltcore.cli.json_output import say_json
from ltcore.cli.options import json_option
from ltcore.cli.preparing import PreparingProgress, print_preparation
from ltcore.cli.settings import SettingsCommand, given, setting_flags
from ltcore.cli.table import text_table
from ltcore.config import DataConfig
from ltcore.config.base import validate_table
from ltcore.config.flat import nest
from ltcore.config.leaves import FlatSetting
from ltcore.config.sources import SOURCE_OPTIONS

names = click.Choice(list(SOURCE_OPTIONS))


def is_source_option(setting: FlatSetting) -> bool:
    """Return whether a setting belongs to a data source."""
    return setting.path[:2] == ("data", "options")


@click.group("datasets", cls=CommandGroup, invoke_without_command=True)
@json_option
@click.pass_context
def datasets_group(context: click.Context, *, as_json: bool) -> None:
    """List the data sets; `prepare`, `download` and `verify` act on the store."""
    if context.invoked_subcommand is not None:
        return
    from ltcore.data import CATALOG, default_store

    store = default_store()
    rows = [
        {
            "name": entry.name,
            "title": entry.title,
            "summary": entry.summary,
            "kind": entry.kind,
            "licence": entry.licence,
            "source": asdict(entry.source),
            "bundled": entry.bundled,
            "prepared": prepared(store, entry.name),
        }
        for entry in CATALOG.values()
    ]
    if as_json:
        say_json(rows)
        return
    columns = ["name", "kind", "prepared", "licence", "summary"]
    cells = [
        [
            row["name"],
            row["kind"],
            "yes" if row["prepared"] else "no",
            row["licence"],
            row["summary"],
        ]
        for row in rows
    ]
    click.echo(text_table(columns, [list(map(str, row)) for row in cells]))
    click.echo(f"store: {store} (set LTLAB_STORE to choose another folder)", err=True)


@datasets_group.command("prepare", cls=SettingsCommand)
@click.argument("name", type=names)
@setting_flags(is_source_option)
def prepare_command(name: str, **settings: str | None) -> None:
    """Read a data set once into the store; training does this on first use."""
    with wrong_settings():
        config = validate_table("data", DataConfig, nest({"data": name, **given(settings)})["data"])
    with explained():
        from ltcore.data import prepare

        source = prepare(config, progress=PreparingProgress(at_once=True))
        print_preparation(source)
    click.echo(source.folder)


@datasets_group.command("download")
@click.argument("name", type=names)
@click.option(
    "--root", type=click.Path(path_type=Path), help="Folder for the files. [default: the store]"
)
def download_command(name: str, root: Path | None) -> None:
    """Download a data set; this needs a network connection."""
    with explained():
        from ltcore.batches.download import download

        folder = download(name, root, PreparingProgress(at_once=True))
    click.echo(folder)


@datasets_group.command("verify")
def verify_command() -> None:
    """Check every prepared data set against its hash; exit 1 if one is damaged."""
    from ltcore.data import default_store, verify

    checks = verify()
    if not checks:
        click.echo(f"no prepared data in {default_store()}")
        return
    rows = [
        [check.folder.name, f"{check.size / 1e6:.1f} MB", check.problem or "good"]
        for check in checks
    ]
    click.echo(text_table(["folder", "size", "state"], rows))
    damaged = [check.folder.name for check in checks if check.problem]
    if damaged:
        raise CommandError(
            f"damaged: {', '.join(damaged)}. Delete the folders and prepare them again"
        )


def prepared(store: Path, name: str) -> int:
    """Return how many variants of a data set the store holds: other options or files, other variant."""
    from ltcore.data.prepared import DESCRIPTION

    return len(list(store.glob(f"{name}-{'[0-9a-f]' * 16}/{DESCRIPTION}")))
