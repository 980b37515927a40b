"""Pre-training: what features learned from images alone know of rare classes."""

from dashboard.shell.page import Page
from dashboard.views.pretraining import pictures

PAGE = Page(
    slug="pretraining",
    title="Pre-training",
    icon=":material/psychology:",
    door="Labels",
    question="What does a network learn about rare classes without labels?",
    sentence="A network solves a task that needs no labels, such as telling turned images apart. Then it "
    "learns the classes. Here you see what its features know before, between and after.",
    pictures={
        "maps": pictures.MAPS,
        "progress": pictures.PROGRESS,
        "probes": pictures.PROBES,
        "rotation": pictures.ROTATION,
        "pruning": pictures.PRUNING,
    },
    choice="pt_picture",
)
