import numpy as np
import pytest
import torch
from torch import nn

from ltcore.config import OptimConfig, ScheduleConfig
from ltcore.engine.optimiser import build_optimiser, learning_rate

PAPER = ScheduleConfig(name="steps", warmup=5 / 200, milestones=(0.8, 0.9), decay=0.01)


@pytest.mark.parametrize(
    ("epoch", "rate"),
    [(1, 0.02), (5, 0.1), (6, 0.1), (160, 0.1), (161, 1e-3), (180, 1e-3), (181, 1e-5), (200, 1e-5)],
)
def test_the_papers_recipe(epoch, rate):
    assert learning_rate(0.1, PAPER, epoch / 200) == pytest.approx(rate, rel=1e-9)


@pytest.mark.parametrize(
    ("name", "progress", "rate"),
    [
        ("constant", 0.05, 0.2),
        ("constant", 0.9, 0.4),
        ("cosine", 0.05, 0.2),
        ("cosine", 0.55, 0.2),
        ("cosine", 1.0, 0.0),
        ("one_cycle", 0.1, 0.4),
        ("one_cycle", 1.0, 4e-5),
    ],
)
def test_the_other_schedules(name, progress, rate):
    schedule = ScheduleConfig(name=name, warmup=0.1)
    assert learning_rate(0.4, schedule, progress) == pytest.approx(rate, abs=1e-15)


def descend(optimiser, parameter, gradients):
    path = []
    for gradient in gradients:
        parameter.grad = torch.full_like(parameter, gradient)
        optimiser.step()
        path.append(parameter.item())
    return path


@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd_by_hand(nesterov):
    """Velocity v = m v + (g + decay w); the step is v, or g + decay w + m v looking ahead."""
    parameter = nn.Parameter(torch.tensor([2.0]))
    settings = OptimConfig(name="sgd", lr=0.1, momentum=0.5, nesterov=nesterov, weight_decay=0.25)
    path = descend(build_optimiser([parameter], settings), parameter, [1.0, 3.0, -2.0])
    weight, velocity, expected = 2.0, 0.0, []
    for gradient in (1.0, 3.0, -2.0):
        slope = gradient + 0.25 * weight
        velocity = 0.5 * velocity + slope
        weight -= 0.1 * (slope + 0.5 * velocity if nesterov else velocity)
        expected.append(weight)
    assert path == pytest.approx(expected, rel=1e-6)


def test_adamw_by_hand():
    parameter = nn.Parameter(torch.tensor([2.0]))
    settings = OptimConfig(name="adamw", lr=0.1, momentum=0.8, weight_decay=0.25)
    path = descend(build_optimiser([parameter], settings), parameter, [1.0, 3.0, -2.0])
    weight, first, second, expected = 2.0, 0.0, 0.0, []
    for step, gradient in enumerate((1.0, 3.0, -2.0), start=1):
        weight *= 1 - 0.1 * 0.25  # decay apart from the gradient
        first = 0.8 * first + 0.2 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        weight -= 0.1 * (first / (1 - 0.8**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        expected.append(weight)
    assert path == pytest.approx(expected, rel=1e-5)


def test_weight_decay_acts_on_biases_and_norms_too():
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    optimiser = build_optimiser(model.parameters(), OptimConfig(weight_decay=0.01))
    (group,) = optimiser.param_groups
    assert len(group["params"]) == 4
    assert group["weight_decay"] == 0.01
