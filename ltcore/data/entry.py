"""What the catalog says about one data source."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ltcore.config.sources import SourceOptions
from ltcore.data.published import PublishedFile
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

Progress = Callable[[float, str], None]
"""Told the share that is done, in [0, 1], and one sentence."""

Kind = Literal["images", "features"]


@dataclass(frozen=True)
class Outline:
    """What is known of a source before it is prepared.

    Attributes:
        class_names: one name per class, in label order.
        per_class: examples of each class in its single pool.
        input_shape: (H, W, channels) or (D,).
    """

    class_names: tuple[str, ...]
    per_class: int
    input_shape: tuple[int, ...]


@dataclass(frozen=True)
class Normalisation:
    """Published constants for a family of sets: mean and standard deviation per channel, 255 is 1."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class DataEntry:
    """A data source in the catalog.

    Attributes:
        name: the name in config, store, run folder and page.
        title: how the field writes it.
        summary: one sentence.
        licence: under which terms the data may be used.
        source: where it comes from.
        kind: "images" (uint8) or "features" (float32).
        options: the class of its options.
        bundled: whether it needs neither a download nor files of the user.
        prepare: reads or draws the source and writes it; returns the class names in label order.
        manifest: options -> text that changes whenever the source's files do; None where the options
            alone decide the content.
        outline: options -> what is known without preparing, None where that is nothing.
        normalisation: constants that the literature uses instead of the training set's own.
        published: the files of a set that can be downloaded; empty for others.
        reading: raised whenever the same files are read to another result, so that what an older version
            prepared is not taken for it.
    """

    name: str
    title: str
    summary: str
    licence: str
    source: Source
    kind: Kind
    options: type[SourceOptions]
    bundled: bool
    prepare: Callable[[Any, SourceWriter, Progress], tuple[str, ...]]
    manifest: Callable[[Any], str] | None = None
    outline: Callable[[Any], Outline] | None = None
    normalisation: Normalisation | None = None
    published: tuple[PublishedFile, ...] = ()
    reading: int = 1
