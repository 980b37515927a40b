"""``ltlab docs``: writes the tables of the README from the registries, or checks that they are current."""

import re
from collections.abc import Callable
from pathlib import Path

import click

import ltcore
from ltcore.cli.exits import EXIT_CODES, CommandError
from ltcore.cli.groups import summaries
from ltcore.cli.table import markdown_table
from ltcore.methods import METHODS
from ltcore.pretraining import PRETRAININGS
from ltcore.registry import Source

README = Path(ltcore.__path__[0]).with_name("README.md")
"""The README of a clone; an installed package has none."""


@click.command("docs", hidden=True)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 where a table is stale.")
@click.option("--readme", type=click.Path(path_type=Path), default=README, help="The file.")
@click.pass_context
def docs_command(context: click.Context, readme: Path, *, check: bool) -> None:
    """Write the tables of the README from the registries."""
    root = context.find_root().command
    tables: dict[str, Callable[[], str]] = {
        "methods": method_table,
        "pre-trainings": pretraining_table,
        "data": data_table,
        "commands": lambda: command_table(root),
        "exit codes": exit_code_table,
    }
    try:
        before = readme.read_text("utf-8")
    except OSError as error:
        raise CommandError(f"{readme} cannot be read: {error.strerror}") from error
    after = before
    for name, table in tables.items():
        after = with_table(after, name, table())
    if after == before:
        click.echo(f"{readme} is current")
    elif check:
        raise CommandError(
            f"{readme} is stale: run `python -m ltcore.cli docs` and commit the change"
        )
    else:
        readme.write_text(after, "utf-8")
        click.echo(f"wrote {readme}")


def with_table(text: str, name: str, table: str) -> str:
    r"""Return ``text`` with what stands between the two markers of ``name`` replaced.

    Raises:
        CommandError: the markers are not there, once each.

    Example:
        >>> with_table("<!-- x -->\nold\n<!-- /x -->", "x", "new")
        '<!-- x -->\nnew\n<!-- /x -->'
    """
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    replaced, found = pattern.subn(lambda match: f"{match[1]}{table}\n{match[2]}", text)
    if found != 1:
        raise CommandError(
            f"the markers <!-- {name} --> and <!-- /{name} --> must each appear once"
        )
    return replaced


def method_table() -> str:
    """Return one line per method."""
    rows = [
        [f"`{record.name}`", record.title, record.place, record.summary, link(record.source)]
        for record in METHODS.values()
    ]
    return markdown_table(["`--method`", "Method", "Acts at", "In one sentence", "Source"], rows)


def pretraining_table() -> str:
    """Return one line per pre-training."""
    rows = [
        [f"`{record.name}`", record.title, record.place, record.summary, link(record.source)]
        for record in PRETRAININGS.values()
    ]
    return markdown_table(
        ["`--pretrain`", "Pre-training", "Acts at", "In one sentence", "Source"], rows
    )


def data_table() -> str:
    """Return one line per data set."""
    from ltcore.data import CATALOG

    rows = [
        [f"`{entry.name}`", entry.title, entry.summary, entry.licence, link(entry.source)]
        for entry in CATALOG.values()
    ]
    return markdown_table(["`--data`", "Data set", "In one sentence", "Licence", "Source"], rows)


def command_table(root: click.Command) -> str:
    """Return one line per command that is not hidden."""
    commands = summaries(root) if isinstance(root, click.Group) else []
    rows = [[f"`ltlab {name}`", sentence] for name, sentence in commands]
    return markdown_table(["Command", "What it does"], rows)


def exit_code_table() -> str:
    """Return one line per exit code."""
    return markdown_table(
        ["Exit code", "Meaning"], [[str(int(code)), means] for code, means in EXIT_CODES.items()]
    )


def link(source: Source) -> str:
    """Return a source as a Markdown link with its place."""
    text = f"[{source.title}, {source.year}]({source.url})" if source.url else source.title
    return f"{text}, {source.where}" if source.where else text
