import importlib.metadata
import subprocess
import sys

import click
import pytest

from ltcore.cli import main
from ltcore.cli.exits import EXIT_CODES


def test_help_lists_the_commands_and_exit_codes(ltlab):
    shown = ltlab("--help").stdout
    for name in (
        "train",
        "sweep",
        "resume",
        "runs",
        "import",
        "datasets",
        "methods",
        "dashboard",
        "bench",
    ):
        assert f"\n  {name} " in shown
    for hidden in ("work", "embed-work", "docs"):
        assert f"\n  {hidden} " not in shown
    for code in EXIT_CODES:
        assert f"\n  {int(code)} " in shown


def test_every_command_and_flag_has_a_sentence():
    commands = list(main.commands.values())
    for command in commands:
        commands += command.commands.values() if isinstance(command, click.Group) else []
        assert command.help
        options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
        assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("group", [[], ["runs"], ["datasets"], ["bench"]])
def test_no_sentence_is_cut_short_in_a_list_of_commands(ltlab, group):
    shown = " ".join(ltlab(*group, "--help").stdout.split())
    found = main.commands[group[0]] if group else main
    assert isinstance(found, click.Group)
    for command in found.commands.values():
        assert command.hidden or command.get_short_help_str(limit=1000) in shown


def test_the_program_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "ltcore.cli", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert importlib.metadata.version("long-tail-lab") in done.stdout


def test_an_unknown_command_is_exit_code_2(ltlab):
    result = ltlab("trian")
    assert result.exit_code == 2


def test_ctrl_c_is_exit_code_130(ltlab, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(main.commands["methods"], "callback", interrupt)
    result = ltlab("methods")
    assert result.exit_code == 130


@pytest.mark.parametrize("command", ["train", "sweep", "resume", "runs", "datasets", "bench"])
def test_help_of_a_command(ltlab, command):
    assert ltlab(command, "-h").exit_code == 0
