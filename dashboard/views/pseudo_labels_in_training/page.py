"""Pseudo-labels in training: what a run calls its unlabelled examples, next to what they are."""

from dashboard.shell.page import Page
from dashboard.views.pseudo_labels_in_training import pictures

PAGE = Page(
    slug="pseudo_labels_in_training",
    title="Pseudo-labels in training",
    icon=":material/fact_check:",
    door="Labels",
    question="Whose pseudo-labels are right?",
    sentence="A network labels examples itself and learns from its own answers. Here the truth judges them.",
    pictures={
        "quality": pictures.QUALITY,
        "moments": pictures.OVER_MOMENTS,
        "kept": pictures.KEPT,
        "threshold": pictures.THRESHOLD,
    },
    choice="pl_picture",
)
