import pytest

from ltcore.runs import DamagedRunError, RunFolder
from ltcore.runs.company import changed_company, company_of

ROUNDING = "so results may differ by rounding, within the spread of the seeds"


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (None, {"together": [0, 1]}, None),
        ({}, {}, None),
        ({"together": [0, 1]}, {"together": [0, 2]}, None),
        ({"together": [0, 1]}, {}, "together with seeds 0, 1 before and is trained alone now"),
        ({}, {"together": [4, 5]}, "alone before and is trained together with seeds 4, 5 now"),
        ({"together": [0, 1], "resumed": [{}]}, {}, None),
        ({"resumed": [{}, {"together": [8, 9]}]}, {}, "together with seeds 8, 9 before"),
    ],
)
def test_a_run_that_goes_on_in_other_company_says_so(was, now, said):
    found = changed_company(was, now)
    assert bool(found) == (said is not None)
    assert all(said in one and ROUNDING in one for one in found)


def test_the_company_is_that_of_all_attempts(tmp_path):
    folder = RunFolder(tmp_path)
    assert company_of(folder) == ()
    folder.write_environment({"together": [3, 4]})
    assert company_of(folder) == (3, 4)
    folder.write_environment({"together": [3, 4], "resumed": [{"threads": 1}]})
    assert company_of(folder) == (3, 4)
    folder.write_environment({"together": [4, 3], "resumed": [{}, {"together": [4, 0]}]})
    assert company_of(folder) == (0, 3, 4)
    folder.write_environment({"resumed": [{"threads": 1}]})
    assert company_of(folder) == ()


@pytest.mark.parametrize("seeds", [3, ["3"], [-1], [0.5]])
def test_seeds_that_are_none_are_damage(tmp_path, seeds):
    RunFolder(tmp_path).write_environment({"together": seeds})
    with pytest.raises(DamagedRunError, match="together"):
        company_of(RunFolder(tmp_path))
