"""Resampling and synthesis: what a classifier makes of copied, dropped and invented examples."""

from dashboard.shell.page import Page
from dashboard.views.resampling import boundary, gap, gradients

PAGE = Page(
    slug="resampling",
    title="Resampling and synthesis",
    icon=":material/content_copy:",
    door="Teach",
    question="What do copying, dropping and inventing examples change?",
    sentence="Resampling evens out the class counts before training. It moves the boundary but adds no "
    "information.",
    pictures={
        "boundary": boundary.PICTURE,
        "gap": gap.PICTURE,
        "gradients": gradients.PICTURE,
    },
)
