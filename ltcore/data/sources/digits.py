"""Handwritten digits that come with scikit-learn: 1,797 grey images of 8 x 8 pixels, 10 classes."""

import numpy as np

from ltcore.config.sources import SourceOptions
from ltcore.data.entry import DataEntry, Progress
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source

GREY_STEP = 16
"""The set has grey levels 0 to 16; times 16, clipped at 255, they fill a byte."""


def prepare(options: SourceOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:  # noqa: ARG001 (one signature for all sources)
    """Write the digits as one pool of uint8 images (1797, 8, 8, 1)."""
    from sklearn.datasets import load_digits  # slow to import, and needed once per store

    progress(0.0, "reading the digits that come with scikit-learn")
    images, labels = load_digits(return_X_y=True)
    levels = np.clip(images * GREY_STEP, 0, 255).astype(np.uint8)
    writer.append_split("pool", levels.reshape(-1, 8, 8, 1), labels.astype(np.int64))
    return tuple(str(digit) for digit in range(10))


ENTRY = DataEntry(
    name="digits",
    title="Digits",
    summary="Real handwritten digits, 8 x 8 grey pixels, 10 classes of about 180; nothing to download.",
    licence="CC BY 4.0",
    source=Source(
        "Alpaydin and Kaynak, Optical Recognition of Handwritten Digits (UCI), test part",
        1998,
        "https://doi.org/10.24432/C50P49",
    ),
    kind="images",
    options=SourceOptions,
    bundled=True,
    prepare=prepare,
)
