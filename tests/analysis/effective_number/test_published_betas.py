import pytest

from ltcore.analysis.effective_number.published_betas import published_betas, published_betas_frame


def test_every_weighted_loss_is_better_and_large_sets_have_one_setting():
    assert {row.beta for row in published_betas() if not row.n_max} == {0.999}
    assert all(row.error < row.softmax_error for row in published_betas())


def test_class_sizes_are_those_of_the_profile():
    frame = published_betas_frame().set_index(["data", "ratio"])
    assert frame.loc[("CIFAR-10", 100), ["largest", "smallest"]].tolist() == [5000, 50]
    assert frame.loc[("CIFAR-100", 200), ["largest", "smallest"]].tolist() == [500, 2]
    assert frame.loc[("CIFAR-10", 100), "weight_ratio"] == pytest.approx(78.89, rel=1e-4)
    assert frame.loc[("ILSVRC 2012", 0), ["largest", "weight_ratio"]].isna().all()


def test_every_number_is_that_of_the_table_of_the_paper():
    # Rows "Softmax", "Class-Balanced" and beta, long-tailed CIFAR-10 and CIFAR-100, ratio 200 to 10.
    frame = published_betas_frame()[:10]
    softmax = [34.32, 29.64, 25.19, 17.77, 13.61, 65.16, 61.68, 56.15, 48.86, 44.29]
    balanced = [31.11, 25.43, 20.73, 15.64, 12.51, 63.77, 60.40, 54.68, 47.41, 42.01]
    assert frame["softmax_error"].tolist() == softmax
    assert frame["error"].tolist() == balanced
    assert frame["beta"].tolist() == [0.9999] * 5 + [0.9, 0.9, 0.99, 0.99, 0.999]
    assert frame["ratio"].tolist() == [200, 100, 50, 20, 10] * 2
