"""What each data source may be asked for, beyond the settings that all of them share."""

from typing import Annotated

from pydantic import Field, field_validator

from ltcore.config.base import Settings


class SourceOptions(Settings):
    """Base of all source options; most bundled sets have none."""


class DownloadOptions(SourceOptions):
    """Options of the sets that are read from an existing root."""

    root: str = ""
    """Folder with the data set in torchvision's layout; empty means the download folder of the store."""


class ShapesOptions(SourceOptions):
    """Procedural images of geometric shapes."""

    n_classes: Annotated[int, Field(ge=2, le=10_000)] = 10
    """Number of classes."""
    per_class: Annotated[int, Field(ge=10, le=1_000_000)] = 600
    """Images drawn per class before the profile is applied, including test and validation."""
    image_size: Annotated[int, Field(ge=8, le=256)] = 16
    """Side of the square images in pixels."""
    difficulty: Annotated[float, Field(ge=0, le=1)] = 0.5
    """0 draws every shape the same way, 1 varies place, size, angle and stroke as much as possible."""
    clutter: Annotated[float, Field(ge=0, le=1)] = 0.2
    """Share of distracting strokes and noise behind the shape."""
    colour: bool = False
    """Whether images have three colour channels instead of one."""
    generator_seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Seed for drawing; a different seed gives a different data set."""


class GaussiansOptions(SourceOptions):
    """A mixture of spherical Gaussians, whose Bayes rule is known."""

    n_classes: Annotated[int, Field(ge=2, le=10_000)] = 10
    """Number of classes."""
    per_class: Annotated[int, Field(ge=10, le=1_000_000)] = 1200
    """Points drawn per class before the profile is applied, including test and validation."""
    dimension: Annotated[int, Field(ge=1, le=10_000)] = 20
    """Number of features D."""
    separation: Annotated[float, Field(ge=0, le=100)] = 3.0
    """Distance of each class mean from the origin, in standard deviations of a class."""
    generator_seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """Seed for means and points; a different seed gives a different data set."""


class FolderOptions(SourceOptions):
    """An ImageFolder tree: `<class>/` or `{train,test}/<class>/`."""

    root: str
    """Folder with one folder per class, or with `train` and `test` folders that contain these."""
    image_size: Annotated[int, Field(ge=8, le=512)] = 32
    """Side in pixels to which every image is resized and centre-cropped."""


class ArraysOptions(SourceOptions):
    """Images and labels as arrays of one npz file, with or without splits."""

    root: str
    """The npz file."""
    image_size: Annotated[int, Field(ge=0, le=512)] = 0
    """Side in pixels to which every image is resized and centre-cropped, at least 8; 0 leaves images
    unchanged."""

    @field_validator("image_size")
    @classmethod
    def _check_image_size(cls, value: int) -> int:
        if 0 < value < 8:
            raise ValueError("must be 0, which keeps the images as they are, or from 8 to 512")
        return value


class ListOptions(SourceOptions):
    """List files with one `path label` per line (ImageNet-LT, Places-LT and iNaturalist convention)."""

    root: str
    """Folder that the paths in the lists are relative to."""
    train_list: str
    """Text file that lists the training images, relative to the root or absolute."""
    test_list: str
    """Text file that lists the test images, relative to the root or absolute."""
    image_size: Annotated[int, Field(ge=8, le=512)] = 224
    """Side in pixels to which every image is resized and centre-cropped."""


class TableOptions(SourceOptions):
    """A feature table with one row per example: CSV, Parquet, npz, ARFF (KEEL) or LIBSVM."""

    root: str
    """The file, or a folder with `train` and `test` files and optionally a `val` file."""
    label: str = "label"
    """Name of the label column; the default also finds `y` in npz and the class that an ARFF file
    declares."""


class TextOptions(SourceOptions):
    """Text in a table, turned into TF-IDF features fitted on the training examples only."""

    root: str
    """The CSV or Parquet file."""
    text: str = "text"
    """Name of the text column."""
    label: str = "label"
    """Name of the label column."""
    features: Annotated[int, Field(ge=2, le=50_000)] = 2000
    """Number of most frequent terms that become features."""


SOURCE_OPTIONS: dict[str, type[SourceOptions]] = {
    "digits": SourceOptions,
    "shapes": ShapesOptions,
    "gaussians": GaussiansOptions,
    "cifar10": DownloadOptions,
    "cifar100": DownloadOptions,
    "svhn": DownloadOptions,
    "mnist": DownloadOptions,
    "fashion_mnist": DownloadOptions,
    "image_folder": FolderOptions,
    "image_list": ListOptions,
    "image_arrays": ArraysOptions,
    "table": TableOptions,
    "text": TextOptions,
}
"""Data source name -> its options; the catalog has one entry for each."""
