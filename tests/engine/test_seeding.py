import torch

from ltcore.engine.seeding import (
    STEP,
    augmentation_generators,
    derived_seed,
    seed_step,
    seeded,
)


def test_every_number_of_the_key_matters():
    keys = [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0)]
    assert len({derived_seed(*key) for key in keys}) == len(keys)


def test_seeded_restores_the_generator():
    before = torch.get_rng_state()
    with seeded(1, 2):
        first = torch.rand(3)
    with seeded(1, 2):
        assert torch.equal(torch.rand(3), first)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_step_draws_the_same_whatever_came_before():
    with seeded(0):
        seed_step(5, 0, 17, 0)
        expected = torch.rand(4)
        torch.rand(100)
        seed_step(5, 0, 17, 0)
        assert torch.equal(torch.rand(4), expected)
        seed_step(5, 0, 17, 1)
        assert not torch.equal(torch.rand(4), expected)


def test_a_step_is_seeded_as_torch_itself_does_it():
    with seeded(0):
        seed_step(5, 0, 17, 0)
        drawn = torch.rand(4)
        torch.manual_seed(derived_seed(STEP, 5, 0, 17, 0))
        assert torch.equal(torch.rand(4), drawn)


def test_augmentation_of_a_step_needs_no_history():
    device = torch.device("cpu")
    forward = augmentation_generators(3, 0, 0, device)
    draws = [torch.rand(2, generator=forward(step)) for step in range(5)]
    backward = augmentation_generators(3, 0, 0, device)
    for step in reversed(range(5)):
        assert torch.equal(torch.rand(2, generator=backward(step)), draws[step])
