"""Both?: whether unlabelled data and pre-training add up, as a factorial of runs."""

from dashboard.shell.page import Page
from dashboard.views.both import pictures

PAGE = Page(
    slug="both",
    title="Both?",
    icon=":material/add_circle:",
    door="Labels",
    question="Do unlabelled data and pre-training add up?",
    sentence="If both learn the same thing from images without labels, the second adds little to the first.",
    pictures={
        "cells": pictures.CELLS,
        "effects": pictures.EFFECTS,
        "groups": pictures.GROUPS,
        "when": pictures.PREREQUISITES,
    },
)
