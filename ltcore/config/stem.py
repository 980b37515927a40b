"""Networks whose first layers throw away what small images show."""

from ltcore.config.training import ModelName

IMAGENET_STEM: tuple[ModelName, ...] = ("resnet18", "resnet50")
"""Networks that begin with a 7x7 convolution of stride 2 and a max-pool, for images of 224x224."""
STRIDE = 32
"""Pixels of the image behind one place of their last feature map."""


def lost_resolution(model: ModelName, input_shape: tuple[int, ...]) -> str:
    """Return a warning where a network shrinks the images to a single place, "" where it does not.

    A CIFAR ResNet begins with a 3x3 convolution of stride 1 instead (He et al., CVPR 2016, Section 4.2).

    Args:
        model: the network.
        input_shape: (H, W, channels) of images or (D,) of feature vectors.

    Example:
        >>> lost_resolution("resnet18", (32, 32, 3)).partition(". ")[0]
        'resnet18 shrinks images by 32 on its way, so 32x32 pixels end as one place'
        >>> lost_resolution("resnet32", (32, 32, 3)), lost_resolution("resnet18", (64, 64, 3))
        ('', '')
    """
    if model not in IMAGENET_STEM or len(input_shape) != 3 or max(input_shape[:2]) > STRIDE:
        return ""
    height, width, _ = input_shape
    return (
        f"{model} shrinks images by {STRIDE} on its way, so {height}x{width} pixels end as one place. It "
        "begins with a 7x7 convolution of stride 2 and a max-pool, for images of 224x224. For images this "
        "small, resnet20 to resnet56 keep more of what is seen"
    )
