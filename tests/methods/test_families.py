import re
from collections import Counter

import pytest

from ltcore.methods import METHODS
from ltcore.methods.base import PLACES
from ltcore.methods.families import FAMILIES, Family
from ltcore.pretraining import PRETRAININGS

families = pytest.mark.parametrize("family", FAMILIES.values(), ids=list(FAMILIES))
MISSION = {
    "resampling", "cost_sensitive", "class_balanced", "focal", "ldam", "drw", "drs", "hinge",
    "logit_adjustment", "balanced_softmax", "cdt", "vs", "threshold_moving", "uneven_margins", "cog", "smote",
    "mixup", "remix", "decoupling", "self_training", "fixmatch", "crest", "distribution_alignment", "rotation",
    "contrastive", "sdclr", "bcl", "gh", "tla_adrw", "transfer", "metric_learning", "learned_weights",
    "domain_adaptation", "federated", "plug_in", "ssp",
}  # fmt: skip


def test_every_family_of_the_lecture_notes_is_there():
    assert set(FAMILIES) >= MISSION


def test_every_method_is_in_exactly_one_family():
    members = Counter(name for family in FAMILIES.values() for name in family.methods)
    assert set(members) == set(METHODS), "a new method takes its place in ltcore/methods/families"
    assert {name: times for name, times in members.items() if times > 1} == {}


@families
def test_a_family_is_written_out(family: Family):
    assert re.fullmatch(r"[a-z0-9_]+", family.name)
    assert 0 < len(family.title) <= 24
    assert family.place in PLACES
    assert re.fullmatch(r"[A-Z].*[^.]\.", family.idea)
    assert len(family.idea) <= 180


@families
def test_a_family_names_its_source(family: Family):
    assert family.source.title.endswith(")")
    assert family.source.url.startswith("https://")
    assert 1950 <= family.year <= 2100


PAGES = {
    "threshold_moving": "posthoc",
    "plug_in": "posthoc",
    "post_hoc": "posthoc",
    "uneven_margins": "posthoc",
    "decoupling": "posthoc",
    "federated": "long_tail",
    "distribution_alignment": "crest_and_costs",
}


def test_what_is_done_on_a_page_is_here_though_it_is_no_method():
    found = {family.name: family.page.slug for family in FAMILIES.values() if family.page}
    assert found == PAGES
    for family in FAMILIES.values():
        trained = bool(family.methods or family.pretrainings)
        assert family.is_here == (trained or family.name in PAGES)


def test_every_pretraining_is_a_start_and_in_one_other_family():
    members = Counter(name for family in FAMILIES.values() for name in family.pretrainings)
    assert members == dict.fromkeys(PRETRAININGS, 2)
    assert FAMILIES["ssp"].pretrainings == tuple(PRETRAININGS)
    for name, record in PRETRAININGS.items():
        assert name in FAMILIES[record.family].pretrainings
        assert FAMILIES[record.family].place == record.place


def test_two_families_do_not_share_what_a_page_shows():
    shown = [(each.page.slug, *each.page.shows.items()) for each in FAMILIES.values() if each.page]
    assert len(set(shown)) == len(shown)


def test_titles_differ():
    assert len({family.title for family in FAMILIES.values()}) == len(FAMILIES)


def test_what_learns_from_unlabelled_images_is_here():
    for family, methods in {
        "self_training": {"self_training"},
        "fixmatch": {"fixmatch"},
        "crest": {"crest", "crest_plus"},
    }.items():
        assert FAMILIES[family].is_here
        assert set(FAMILIES[family].methods) == methods
    users = {name for name, record in METHODS.items() if record.uses_unlabelled}
    assert users == {"self_training", "fixmatch", "crest", "crest_plus"}
