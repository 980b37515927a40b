import torch

from ltcore.models.projection_head import ProjectionHead


def test_by_hand():
    head = ProjectionHead(2, 1)
    numbers = {
        "0.weight": [[1.0, -1.0], [2.0, 0.0]],
        "0.bias": [0.0, -1.0],
        "2.weight": [[3.0, 5.0]],
        "2.bias": [0.5],
    }
    head.layers.load_state_dict({name: torch.tensor(each) for name, each in numbers.items()})
    features = torch.tensor([[1.0, 3.0], [4.0, 1.0]])
    # Hidden: (max(1 - 3, 0), max(2 - 1, 0)) and (3, 7).
    assert head(features).flatten().tolist() == [5.5, 44.5]


def test_it_works_in_the_precision_of_its_weights():
    head = ProjectionHead(4, 3)
    features = torch.randn(5, 4).bfloat16()
    assert head(features).dtype == torch.float32
    assert head(features).equal(head(features.float()))


def test_no_layer_starts_at_zero():
    assert all(parameter.any() for parameter in ProjectionHead(4, 3).parameters())
