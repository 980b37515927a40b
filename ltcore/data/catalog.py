"""The catalog: one entry per data source, bundled ones first."""

from ltcore.data.entry import DataEntry
from ltcore.data.sources import (
    cifar,
    digits,
    gaussians,
    idx,
    image_arrays,
    image_folder,
    image_list,
    shapes,
    svhn,
    table,
    text,
)
from ltcore.registry import Registry

CATALOG: Registry[DataEntry] = Registry(
    "data set",
    [
        digits.ENTRY,
        shapes.ENTRY,
        gaussians.ENTRY,
        *cifar.ENTRIES,
        svhn.ENTRY,
        *idx.ENTRIES,
        image_folder.ENTRY,
        image_list.ENTRY,
        image_arrays.ENTRY,
        table.ENTRY,
        text.ENTRY,
    ],
)
