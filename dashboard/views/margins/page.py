"""Margins: how far from the boundary LDAM wants each class, why, and whether a network gets there."""

from dashboard.shell.page import Page
from dashboard.views.margins import boundary, on_a_run, per_class, trade_off, two_losses

PAGE = Page(
    slug="margins",
    title="Margins",
    icon=":material/straighten:",
    door="Teach",
    question="How much room does a rare class need?",
    sentence="LDAM, label-distribution-aware margins: Δ proportional to $n^{-1/4}$ for a class of $n$ "
    "examples.",
    pictures={
        "class": per_class.PICTURE,
        "losses": two_losses.PICTURE,
        "room": trade_off.PICTURE,
        "boundary": boundary.PICTURE,
        "run": on_a_run.PICTURE,
    },
    choice="margin_picture",
)
