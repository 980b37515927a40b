import pytest

from ltcore.cli.exits import CommandError
from ltcore.cli.settings import given, run_config
from ltcore.config import RunConfig
from ltcore.config.flat import flat_settings


def test_every_setting_is_a_flag_of_train_and_sweep_with_its_sentence_and_range(ltlab):
    for command in ("train", "sweep"):
        shown = " ".join(ltlab(command, "--help").stdout.split())
        for setting in flat_settings().values():
            assert f"--{setting.flag} " in shown
            # Long words are broken at their dashes by the formatter.
            squeezed = shown.replace(" ", "")
            assert setting.help.replace(" ", "") in squeezed
            assert setting.legal.replace(" ", "") in squeezed


def test_flags_become_the_config():
    flags = given(
        {"method": "ldam_drw", "max_margin": "0.3", "schedule": "steps", "milestones": "0.5,0.7"}
    )
    config = run_config(flags)
    assert config.method.name == "ldam_drw"
    assert config.method.settings.model_dump()["max_margin"] == 0.3
    assert config.schedule.milestones == (0.5, 0.7)


def test_no_flags_is_the_general_config():
    assert run_config(given({"method": None, "lr": None})) == RunConfig.model_validate({})


def test_flags_win_over_the_file_and_fit_the_method_in_it(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text('seed = 1\n[method]\nname = "logit_adjustment"\n[train]\nepochs = 7\n')
    config = run_config({"tau": "2", "seed": "3"}, file)
    assert config.method.settings.model_dump() == {"tau": 2.0}
    assert (config.seed, config.train.epochs) == (3, 7)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text("[train]\nepochs = 7\n", encoding="utf-8-sig")
    assert run_config({}, file).train.epochs == 7


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"lr": "-1"}, ["lr", "-1", "above 0", "at most 100"]),
        ({"epochs": "many"}, ["epochs", "many", "whole number", "at least 1"]),
        ({"method": "ldan"}, ["--method", "ldan", "Did you mean 'ldam'"]),
        ({"data": "digit"}, ["--data", "digit", "Did you mean 'digits'"]),
        ({"model": "resnet31"}, ["resnet31", "did you mean resnet3"]),
        ({"tau": "1"}, ["--tau", "erm", "tau", "logit_adjustment"]),
        ({"tau": "1", "method": "logit"}, ["--method", "unknown method 'logit'"]),
        ({"ratio": "nan"}, ["ratio", "nan"]),
    ],
)
def test_a_wrong_setting_is_named_with_value_range_and_nearest_name(flags, words):
    with pytest.raises(CommandError) as caught:
        run_config(flags)
    assert caught.value.exit_code == 2
    assert [word for word in words if word not in caught.value.message] == []


def test_every_wrong_setting_is_named(ltlab):
    result = ltlab("train", "--lr", "-1", "--momentum", "2")
    assert result.exit_code == 2
    assert "--lr" in result.stderr
    assert "--momentum" in result.stderr


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"seed = ", "not TOML"),
        (b"\xff\xfe", "not TOML"),
        (b"sed = 1", "seed"),
        (b"data = 3", "data"),
    ],
)
def test_a_wrong_file_is_exit_code_2(ltlab, tmp_path, content, word):
    file = tmp_path / "run.toml"
    file.write_bytes(content)
    result = ltlab("train", "--config", file)
    assert result.exit_code == 2
    assert word in result.stderr
