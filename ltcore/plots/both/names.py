"""What measures and axes are called in the pictures of the factorial, and how its cells are marked."""

from collections.abc import Mapping

from ltcore.analysis.both.cells import BALANCED_ERROR, TAIL_ERROR
from ltcore.analysis.both.longer import Steps
from ltcore.analysis.both.prerequisites import Axis

NOTHING = "No complete factorial among the finished runs yet"
METRICS: Mapping[str, str] = {
    BALANCED_ERROR: "Balanced test error",
    TAIL_ERROR: "Test error of the tail",
}
AXES: Mapping[Axis, str] = {
    "ratio": "Imbalance ratio ρ of the labelled data",
    "n_max": "Labelled examples of the most frequent class",
    "share": "Length of the pre-training, as a share of the training",
    "accuracy": "Rotations recognised on held-out images, at the end of pre-training",
}
WITHOUT, LONGER, WITH = "circle-open", "square-open", "diamond"
"""Marks of cells without the pre-training, without it but with its steps, and with it."""
STEPS: Mapping[Steps, str] = {
    "final": "with equal steps of the final network",
    "total": "with equal steps in total",
}
"""Which runs without the pre-training a picture compares with."""
