"""``python -m dashboard``: Streamlit, as ``ltlab dashboard`` starts it, with an end in words of ours."""

import sys

import click


def main() -> None:
    """Carry out a command of Streamlit; after Ctrl-C say what goes on, with exit code 130."""
    try:
        from streamlit.web import cli

        cli.main(prog_name="streamlit", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        from dashboard.serving.farewell import farewell
        from ltcore.runs import RunStore, default_runs_root

        click.echo(farewell(RunStore(default_runs_root())), err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
