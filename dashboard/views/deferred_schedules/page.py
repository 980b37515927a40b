"""Deferred schedules: plain training first, class weights or balanced draws late."""

from dashboard.shell.page import Page
from dashboard.views.deferred_schedules import curves, lateness, timeline

PAGE = Page(
    slug="deferred_schedules",
    title="Deferred schedules",
    icon=":material/schedule:",
    door="Teach",
    question="When should the class weights start?",
    sentence="Deferred methods train as usual first. Only in the last part do rare classes weigh more, or "
    "are drawn more often.",
    pictures={
        "timeline": timeline.PICTURE,
        "lateness": lateness.PICTURE,
        "curves": curves.PICTURE,
    },
)
