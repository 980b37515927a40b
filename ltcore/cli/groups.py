"""Groups of commands whose --help shows every sentence in full."""

import click

WHOLE_SENTENCE = 200
"""Characters of a summary; none is as long."""


class CommandGroup(click.Group):
    """Keeps the order of its commands, and cuts no summary short."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the commands in the order in which a person meets them."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write every command that is not hidden with its sentence, over two lines where it takes two."""
        with formatter.section("Commands"):
            formatter.write_dl(summaries(self))


def summaries(group: click.Group) -> list[tuple[str, str]]:
    """Return name and first sentence of the commands that are not hidden."""
    return [
        (name, command.get_short_help_str(limit=WHOLE_SENTENCE))
        for name, command in group.commands.items()
        if not command.hidden
    ]
