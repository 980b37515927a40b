"""Both?: whether unlabelled data and pre-training add up, as a factorial of runs."""

from dashboard.shell.page import Page
from dashboard.views.both import pictures

PAGE = Page(
    slug="both",
    title="Both?",
    icon=":material/add_circle:",
    door="Labels",
    question="Do unlabelled data and pre-training add up?",
    sentence="Both learn from images without labels. If they learn the same thing from them, the second one "
    "adds little to the first. The lecture notes leave the question open.",
    pictures={
        "cells": pictures.CELLS,
        "effects": pictures.EFFECTS,
        "groups": pictures.GROUPS,
        "when": pictures.PREREQUISITES,
    },
)
