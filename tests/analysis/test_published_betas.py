import pytest

from ltcore.analysis.published_betas import PUBLISHED_BETAS, published_betas_frame


def test_the_table_is_the_papers():
    of_cifar10 = [row.beta for row in PUBLISHED_BETAS if row.data == "CIFAR-10"]
    of_cifar100 = [row.beta for row in PUBLISHED_BETAS if row.data == "CIFAR-100"]
    assert of_cifar10 == [0.9999] * 5
    assert of_cifar100 == [0.9, 0.9, 0.99, 0.99, 0.999]
    assert {row.beta for row in PUBLISHED_BETAS if not row.n_max} == {0.999}
    assert all(row.error < row.softmax_error for row in PUBLISHED_BETAS)


def test_class_sizes_are_those_of_the_profile():
    frame = published_betas_frame().set_index(["data", "ratio"])
    assert frame.loc[("CIFAR-10", 100), ["largest", "smallest"]].tolist() == [5000, 50]
    assert frame.loc[("CIFAR-100", 200), ["largest", "smallest"]].tolist() == [500, 2]
    assert frame.loc[("CIFAR-10", 100), "weight_ratio"] == pytest.approx(78.89, rel=1e-4)
    assert frame.loc[("ILSVRC 2012", 0), ["largest", "weight_ratio"]].isna().all()
