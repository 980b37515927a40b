def test_the_tables_of_the_readme_are_current(ltlab):
    result = ltlab("docs", "--check")
    assert result.exit_code == 0, result.output


def test_a_stale_table_is_found_and_written_anew(ltlab, pytestconfig, tmp_path):
    readme = tmp_path / "README.md"
    current = (pytestconfig.rootpath / "README.md").read_text("utf-8")
    readme.write_text(current.replace("| `erm` |", "| `old` |"), "utf-8")
    stale = ltlab("docs", "--check", "--readme", readme)
    assert stale.exit_code == 1
    assert "stale" in stale.stderr
    assert ltlab("docs", "--readme", readme).exit_code == 0
    assert readme.read_text("utf-8") == current


def test_a_lost_marker_is_named(ltlab, tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# nothing here\n", "utf-8")
    result = ltlab("docs", "--readme", readme)
    assert result.exit_code == 1
    assert "<!-- methods -->" in result.stderr
    assert ltlab("docs", "--readme", tmp_path / "none.md").exit_code == 1


def test_every_command_and_flag_that_the_readme_shows_is_there(ltlab, pytestconfig):
    import click

    from ltcore.cli import main

    text = (pytestconfig.rootpath / "README.md").read_text("utf-8")
    for line in text.splitlines():
        if not line.strip().startswith("ltlab "):
            continue
        _, name, *arguments = line.split()
        command = main.commands[name]
        while isinstance(command, click.Group) and arguments and arguments[0] in command.commands:
            command = command.commands[arguments.pop(0)]
        flags = {flag for parameter in command.params for flag in parameter.opts}
        assert {word for word in arguments if word.startswith("--")} <= flags
