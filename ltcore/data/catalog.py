"""The catalog: one entry per data source, bundled ones first."""

from ltcore.data.entry import DataEntry
from ltcore.data.sources import digits, gaussians, shapes
from ltcore.registry import Registry

CATALOG: Registry[DataEntry] = Registry(
    "data set",
    [
        digits.ENTRY,
        shapes.ENTRY,
        gaussians.ENTRY,
    ],
)
