"""Pre-training: what features learned from images alone know of rare classes."""

from dashboard.shell.page import Page
from dashboard.views.pretraining import pictures

PAGE = Page(
    slug="pretraining",
    title="Pre-training",
    icon=":material/psychology:",
    door="Labels",
    question="What does a network learn about rare classes without labels?",
    sentence="What features know before a task that needs no labels, after it, and after training.",
    pictures={
        "maps": pictures.MAPS,
        "progress": pictures.PROGRESS,
        "probes": pictures.PROBES,
        "rotation": pictures.ROTATION,
        "pruning": pictures.PRUNING,
    },
    choice="pt_picture",
)
