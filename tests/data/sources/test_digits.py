import numpy as np
from sklearn.datasets import load_digits

from ltcore.data import prepare


def test_digits_are_those_of_scikit_learn_in_bytes(configured, store):
    source = prepare(configured("digits"), store=store)
    reference = load_digits()
    images = source.inputs("pool")
    assert images.shape == (1797, 8, 8, 1)
    assert np.array_equal(source.labels("pool"), reference.target)
    assert np.array_equal(images[..., 0], np.minimum(reference.images * 16, 255))
    assert images.max() == 255
