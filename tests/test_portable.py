"""The settings of `make portable`, on processors that are not here."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture
def portable():
    path = Path(__file__).with_name("portable.py")
    spec = importlib.util.spec_from_file_location("portable", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


KNOWN = {"SkylakeX": "SkylakeX", "Haswell": "Haswell", "Nehalem": "Nehalem", "Prescott": "Katmai"}


def test_each_choice_is_made_both_ways(portable, monkeypatch):
    monkeypatch.setattr(portable, "active", lambda kernel: KNOWN.get(kernel, "SkylakeX"))
    runs = portable.settings()
    assert [run["OPENBLAS_CORETYPE"] for run in runs] == ["Prescott", "Nehalem", "SkylakeX"]
    assert {run["OMP_NUM_THREADS"] for run in runs} == {"1", "2"}
    for choice in ("NPY_DISABLE_CPU_FEATURES", "ATEN_CPU_CAPABILITY"):
        assert {choice in run for run in runs} == {True, False}


def test_fewer_than_three_kernels_prove_too_little(portable, monkeypatch):
    few = {"NEOVERSEN1": "neoversen1", "ARMV8": "armv8"}
    monkeypatch.setattr(portable, "active", few.get)
    with pytest.raises(SystemExit, match="runs 2 kinds of OpenBLAS kernels, the runs need 3"):
        portable.three_kernels()
