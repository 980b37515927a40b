"""The table of pages: each asks one question, behind one of five doors."""

from dashboard.shell.page import Page
from dashboard.views.both import page as both
from dashboard.views.compare import page as compare
from dashboard.views.deferred_schedules import page as deferred_schedules
from dashboard.views.effective_number import page as effective_number
from dashboard.views.feature_space import page as feature_space
from dashboard.views.home import page as home
from dashboard.views.lessons import page as lessons
from dashboard.views.long_tail import page as long_tail
from dashboard.views.margins import page as margins
from dashboard.views.methods_map import page as methods_map
from dashboard.views.posthoc import page as posthoc
from dashboard.views.pretraining import page as pretraining
from dashboard.views.pseudo_labels_in_training import page as pseudo_labels_in_training
from dashboard.views.published import page as published
from dashboard.views.resampling import page as resampling
from dashboard.views.runs import page as runs
from dashboard.views.theorems import PAGES
from dashboard.views.train import page as train
from dashboard.views.unlabelled_data import page as unlabelled_data

BEHIND_THE_DOORS: tuple[Page, ...] = (
    lessons.PAGE,
    long_tail.PAGE,
    effective_number.PAGE,
    margins.PAGE,
    deferred_schedules.PAGE,
    resampling.PAGE,
    methods_map.PAGE,
    train.PAGE,
    runs.PAGE,
    compare.PAGE,
    posthoc.PAGE,
    published.PAGE,
    unlabelled_data.PAGE,
    pseudo_labels_in_training.PAGE,
    pretraining.PAGE,
    both.PAGE,
    feature_space.PAGE,
    *PAGES,
)
ROUTES: tuple[Page, ...] = (home.opening_page(BEHIND_THE_DOORS), *BEHIND_THE_DOORS)
