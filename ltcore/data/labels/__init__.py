"""The labels of people's files: one rule for names, order and what is said about them, in every reader."""

from ltcore.data.labels.collecting import (
    ClassLabels,
    LabelCollector,
    NamedCodes,
    blanks_removed,
    encode_labels,
)
from ltcore.data.labels.names import NUMBER, WHOLE, class_name, differ_in_capitals, in_order
from ltcore.data.labels.summary import describe_classes

__all__ = [
    "NUMBER",
    "WHOLE",
    "ClassLabels",
    "LabelCollector",
    "NamedCodes",
    "blanks_removed",
    "class_name",
    "describe_classes",
    "differ_in_capitals",
    "encode_labels",
    "in_order",
]
