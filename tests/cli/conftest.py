import pytest
from click.testing import CliRunner

from ltcore.cli import main
from ltcore.cli.settings import given, run_config

TINY = [
    *("--data", "gaussians", "--n-classes", "3", "--per-class", "120", "--dimension", "4"),
    *("--val-per-class", "10", "--test-per-class", "20", "--ratio", "10"),
    *("--width", "8", "--device", "cpu", "--threads", "1", "--snapshots", "0"),
]


@pytest.fixture(scope="session")
def data_store(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(autouse=True)
def runs(tmp_path, data_store, monkeypatch):
    """The folder that the commands of a test keep their runs in."""
    monkeypatch.setenv("LTLAB_STORE", str(data_store))
    monkeypatch.setenv("LTLAB_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return tmp_path / "runs"


@pytest.fixture
def ltlab():
    """Call a command in this process: ltlab("train", "--seed", "1") -> click's Result."""

    def call(*arguments, answer=None):
        result = CliRunner().invoke(main, [str(argument) for argument in arguments], input=answer)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def tiny():
    """Flags of a run that trains in well under a second an epoch."""
    return TINY


@pytest.fixture
def config_of():
    """Return the config of flags: config_of("--seed", "1")."""

    def config(*flags):
        pairs = zip(flags[::2], flags[1::2], strict=True)
        return run_config(given({flag[2:].replace("-", "_"): value for flag, value in pairs}))

    return config


@pytest.fixture
def too_large(tiny, config_of):
    """Settings of a run that fails as it begins: more examples than there are."""
    return config_of(*tiny, "--n-max", "5000")
