import pytest
import torch

from ltcore.config.training import MODEL_INPUTS
from ltcore.models import MODELS, ModelInputError, build_model
from ltcore.models.heads import CosineHead, LinearHead
from ltcore.registry import UnknownNameError

SMALL = [name for name in MODELS if name != "resnet50"]


def n_parameters(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def test_names():
    assert (
        list(MODELS)
        == list(MODEL_INPUTS)
        == [
            "mlp",
            "convnet",
            "resnet20",
            "resnet32",
            "resnet44",
            "resnet56",
            "resnet18",
            "resnet50",
        ]
    )


@pytest.mark.parametrize(
    ("name", "shape", "n_classes", "expected"),
    [
        ("resnet32", (32, 32, 3), 10, 464_154),
        ("resnet32", (32, 32, 3), 100, 470_004),
        ("resnet18", (224, 224, 3), 1000, 11_689_512),  # torchvision's published counts
        ("resnet50", (224, 224, 3), 1000, 25_557_032),
        ("mlp", (2,), 3, 2 * 64 + 64 + 64 * 64 + 64 + 64 * 3 + 3),
        ("convnet", (8, 8, 1), 10, 9 * (16 + 16 * 32 + 32 * 64) + 2 * (16 + 32 + 64) + 650),
    ],
)
def test_parameter_counts(name, shape, n_classes, expected):
    network = build_model(name, input_shape=shape, n_classes=n_classes, head="linear")
    assert n_parameters(network) == expected


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("head", ["linear", "cosine"])
@pytest.mark.parametrize("shape", [(8, 8, 1), (32, 32, 3)])
def test_shapes_and_gradients_reach_every_parameter(name, head, shape):
    height, width, channels = shape
    network = build_model(name, input_shape=shape, n_classes=5, head=head, width=16)
    images = torch.randn(4, channels, height, width).to(memory_format=torch.channels_last)
    features = network.features(images)
    assert features.shape == (4, network.n_features)
    logits = network.head(features)
    assert logits.shape == (4, 5)
    torch.nn.functional.cross_entropy(logits, torch.arange(4)).backward()
    for label, parameter in network.named_parameters():
        assert parameter.grad is not None, label
        assert torch.isfinite(parameter.grad).all(), label
        assert parameter.grad.any(), label


@pytest.mark.parametrize("name", SMALL)
def test_forward_is_the_head_of_the_features(name):
    network = build_model(name, input_shape=(8, 8, 1), n_classes=3, head="cosine").eval()
    images = torch.randn(4, 1, 8, 8)
    torch.testing.assert_close(network(images), network.head(network.features(images)))


def test_resnet50_features():
    network = build_model("resnet50", input_shape=(32, 32, 3), n_classes=3, head="linear").eval()
    assert network.features(torch.randn(1, 3, 32, 32)).shape == (1, 2048)


def test_resnet50_with_one_channel_replaces_the_first_convolution():
    network = build_model("resnet50", input_shape=(32, 32, 1), n_classes=1000, head="linear")
    assert n_parameters(network) == 25_557_032 - 2 * 64 * 49


def test_mlp_reads_features_and_images():
    vectors = build_model("mlp", input_shape=(7,), n_classes=2, head="linear", width=8)
    assert vectors(torch.randn(3, 7)).shape == (3, 2)
    images = build_model("mlp", input_shape=(4, 5, 3), n_classes=2, head="linear", width=8)
    assert images(torch.randn(3, 3, 4, 5)).shape == (3, 2)


def test_heads_by_name():
    def head(name):
        return build_model("mlp", input_shape=(2,), n_classes=2, head=name).head

    assert isinstance(head("linear"), LinearHead)
    assert isinstance(head("cosine"), CosineHead)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "mlp"])
def test_an_image_model_on_features_is_refused(name):
    with pytest.raises(ModelInputError) as refused:
        build_model(name, input_shape=(12,), n_classes=2, head="linear")
    message = str(refused.value)
    assert f"model {name!r} reads images" in message
    assert "feature vectors of 12 values" in message
    assert "(mlp)" in message


def test_unknown_name_names_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'resnet32'"):
        build_model("resnet23", input_shape=(8, 8, 3), n_classes=2, head="linear")


@pytest.mark.parametrize("side", [1, 2, 8, 15, 64])
def test_convnet_takes_any_size(side):
    network = build_model("convnet", input_shape=(side, side, 3), n_classes=2, head="linear")
    assert network(torch.randn(2, 3, side, side)).shape == (2, 2)
