"""The golden inputs: three examples of three classes, counts (5000, 500, 50)."""

import pytest
import torch

from ltcore.classwise import class_weights, ldam_margins, log_priors

COUNTS = [5000, 500, 50]


@pytest.fixture
def logits():
    return torch.tensor([[2, 1, -1], [0.5, -0.5, 1.5], [-1, 3, 0.2]], dtype=torch.float64)


@pytest.fixture
def cosines():
    return torch.tensor([[0.6, 0.2, 0.1], [0.1, -0.2, 0.7], [-0.3, 0.8, 0.05]], dtype=torch.float64)


@pytest.fixture
def one_of_each():
    return torch.tensor([0, 2, 1])


@pytest.fixture
def repeated():
    """Targets for which the two divisors differ, as they do not for one example of each class."""
    return torch.tensor([0, 0, 2])


@pytest.fixture
def weights():
    return torch.from_numpy(class_weights(COUNTS, "effective", beta=0.9999))


@pytest.fixture
def margins():
    return torch.from_numpy(ldam_margins(COUNTS))


@pytest.fixture
def priors():
    return torch.from_numpy(log_priors(COUNTS))
