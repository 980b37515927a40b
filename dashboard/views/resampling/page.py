"""Resampling and synthesis: what a classifier makes of copied, dropped and invented examples."""

from dashboard.shell.page import Page
from dashboard.views.resampling import boundary, gap, gradients

PAGE = Page(
    slug="resampling",
    title="Resampling and synthesis",
    icon=":material/content_copy:",
    door="Teach",
    question="What does copying, dropping or inventing change?",
    sentence="Resampling evens out the counts before training: the boundary moves, and nothing new is known.",
    pictures={
        "boundary": boundary.PICTURE,
        "gap": gap.PICTURE,
        "gradients": gradients.PICTURE,
    },
)
