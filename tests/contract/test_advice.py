"""Advice in messages is followed here: what it names is legal, and the complaint is gone then.

The situations are drawn: small and empty classes, few examples, all profiles. A module whose messages give
a bound of a setting is in ``FOLLOWED``; where the bound is of something else it is in ``NO_SETTING``.
"""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ltcore.cli.config_checks import require_model_reads
from ltcore.config import ModelConfig, RunConfig
from ltcore.config.advice import AdvisedError
from ltcore.config.base import shown
from ltcore.config.data import DataConfig
from ltcore.config.errors import explain
from ltcore.config.flat import flat_settings, nest, owning_part
from ltcore.config.training import MODEL_INPUTS
from ltcore.data.build import choose_rows
from ltcore.data.naming import SHOWN_NAMES
from ltcore.data.prepared import PreparedSource
from ltcore.embeddings import MapRequest, TsneSpec, UmapSpec, pca
from ltcore.methods import METHODS
from ltcore.methods.classes_needed import refuse_empty_classes
from ltcore.pretraining import PRETRAININGS
from ltcore.steps.selfsup.stages import refuse_small_batches
from ltcore.steps.streams import check_deferral
from ltcore.types import Task

ROOT = Path(__file__).parents[2]
FOLLOWED = {
    "ltcore/data/profiles.py",
    "ltcore/data/requested.py",
    "ltcore/data/splits.py",
    "ltcore/data/task_classes.py",
    "ltcore/data/unlabelled.py",
    "ltcore/embeddings/spec.py",
    "ltcore/steps/streams.py",
    "ltcore/pretraining/gh.py",
    "ltcore/config/errors.py",
}
"""Modules that work a bound of a setting out; each message is followed below."""
NO_SETTING = {
    "ltcore/runs/reading.py": "the size of a file of a run",
    "ltcore/runs/schema/arrays.py": "a file of a run",
    "ltcore/runs/schema/columns.py": "a file of a run",
    "ltcore/runs/schema/parquet_header.py": "a file of a run",
    "ltcore/runs/strict_json.py": "a number in a file of a run",
    "ltcore/losses/cosines.py": "a pure function: the settings have the range of a temperature",
    "ltcore/cli/grid.py": "how many runs a sweep may have",
    "ltcore/data/sources/idx.py": "labels of a file",
    "ltcore/data/sources/decoding.py": "pixels of a file",
    "ltcore/data/sources/images.py": "pixels of a file",
    "ltcore/data/sources/text.py": "any number of features but the least two would do",
    "ltcore/data/clients.py": "a pure function: requested.py refuses before, in the settings' ranges",
    "ltcore/data/tables/held.py": "columns of a file",
    "ltcore/data/tables/libsvm.py": "numbers in a file",
    "ltcore/runs/importing/classes.py": "classes in a file",
    "ltcore/runs/importing/writing.py": "the length of a name",
    "ltcore/runs/naming.py": "the length of a name",
    "ltcore/runs/manifest.py": "the schema of a run",
    "ltcore/methods/parts/mixing.py": "a setting as it stands in a formula",
    "ltcore/methods/parts/equalization.py": "a setting as it stands in a formula",
}
"""Modules whose messages give a bound of something else."""
MOST_STEPS = 5
"""Complaints that may come one after another; more would be a circle."""


def source_of(counts, *, has_test=False, has_val=False) -> PreparedSource:
    labels = np.repeat(np.arange(len(counts)), counts)
    names = tuple(f"class{label}" for label in range(len(counts)))
    splits = [
        "train" if has_test else "pool",
        *(["test"] if has_test else []),
        *(["val"] if has_val else []),
    ]
    arrays = {f"{split}_labels": labels for split in splits}
    return PreparedSource(
        name="table", folder=Path(), class_names=names, arrays=arrays, checksum=""
    )


def raised(action: Callable[[], object]) -> AdvisedError | None:
    try:
        action()
    except AdvisedError as error:
        return error
    return None


def complaint(config: DataConfig, source: PreparedSource) -> AdvisedError | None:
    labels = source.labels("train" if "test" in source.splits else "pool")
    return raised(lambda: choose_rows(config, source, labels))


def kind_of(error: AdvisedError) -> str:
    """Return how the complaint begins, without its numbers and names."""
    return re.sub(r"'[^']*'|[\d.]+", "", str(error))[:24]


def differs(after: AdvisedError | None, before: AdvisedError) -> bool:
    return after is None or kind_of(after) != kind_of(before)


def advised(config: DataConfig, advice) -> DataConfig:
    return DataConfig.model_validate({**config.model_dump(), **advice})


def is_named(value: object, sentence: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(shown(value))}(?![\d])", sentence) is not None


def is_told(config: DataConfig, advice, sentence: str) -> bool:
    """Return whether a reader of the sentence knows the values that it advises."""
    changed = {name: value for name, value in advice.items() if value != getattr(config, name)}
    lower = [
        n for n, asked in zip(changed.pop("counts", ()), config.counts, strict=False) if n < asked
    ]
    return all(f"available {n})" in sentence for n in lower[:SHOWN_NAMES]) and all(
        is_named(value, sentence) for value in changed.values()
    )


PROFILES = st.one_of(
    st.fixed_dictionaries(
        {"profile": st.just("exponential"), "ratio": st.floats(1, 200), "n_max": st.integers(0, 15)}
    ),
    st.fixed_dictionaries(
        {
            "profile": st.just("step"),
            "ratio": st.floats(1, 200),
            "minority_share": st.floats(0.01, 0.999),
            "n_max": st.integers(0, 15),
        }
    ),
    st.fixed_dictionaries(
        {"profile": st.just("pareto"), "exponent": st.floats(0, 3), "n_max": st.integers(0, 15)}
    ),
    st.fixed_dictionaries({"profile": st.just("as_is"), "n_max": st.integers(0, 15)}),
    st.fixed_dictionaries(
        {
            "profile": st.just("counts"),
            "counts": st.lists(st.integers(1, 15), min_size=2, max_size=5),
        }
    ),
    st.integers(2, 40).flatmap(
        lambda clients: st.fixed_dictionaries(
            {
                "profile": st.just("dirichlet_clients"),
                "clients": st.just(clients),
                "client": st.integers(1, clients),
                "concentration": st.sampled_from([1e-3, 0.1, 1.0, 1e6]),
                "n_max": st.integers(0, 6),
            }
        )
    ),
    st.integers(2, 40).flatmap(
        lambda clients: st.fixed_dictionaries(
            {
                "profile": st.just("few_class_clients"),
                "clients": st.just(clients),
                "client": st.integers(1, clients),
                "classes_per_client": st.integers(1, 3),
                "n_max": st.integers(0, 6),
            }
        )
    ),
)


@settings(max_examples=400, deadline=None)
@given(
    counts=st.lists(st.integers(0, 30), min_size=2, max_size=5).filter(any),
    has_test=st.booleans(),
    has_val=st.booleans(),
    shares=st.tuples(st.integers(1, 20), st.integers(0, 20)),
    profile=PROFILES,
)
def test_the_advice_of_splits_profiles_and_clients_can_be_followed(
    counts, has_test, has_val, shares, profile
):
    source = source_of(counts, has_test=has_test, has_val=has_val and has_test)
    if "counts" in profile:
        profile = {**profile, "counts": (profile["counts"] * len(counts))[: len(counts)]}
    config = DataConfig.model_validate(
        {**profile, "test_per_class": shares[0], "val_per_class": shares[1]}
    )
    error = complaint(config, source)
    for _ in range(MOST_STEPS):
        if error is None:
            return
        if not error.advice:
            follow_the_other_way(config, source, error)
            return
        ways = [advised(config, advice) for advice in error.advice]  # legal, or this raises
        for way, advice in zip(ways, error.advice, strict=True):
            assert way != config
            assert is_told(config, advice, str(error)), f"{error} carries {advice}"
            after = complaint(way, source)
            assert differs(after, error), f"{error}: {after}"
        config = ways[0]
        error = complaint(config, source)
    pytest.fail(f"still {error}")


def follow_the_other_way(config: DataConfig, source: PreparedSource, error: AdvisedError) -> None:
    """Do what the message says where no setting helps, and see that its complaint is gone."""
    sentence = str(error)
    has_test = "test" in source.splits
    labels = source.labels("train" if has_test else "pool")
    counts = np.bincount(labels, minlength=len(source.class_names))
    named = [repr(name) in sentence for name in source.class_names]
    assert any(named)
    assert "remove the class from the data" in sentence
    left = counts[~np.array(named)]
    if len(left) > 1 and " more" not in sentence:
        assert differs(complaint(config, source_of(left, has_test=has_test)), error)
    if "merge it" in sentence and len(left) and " more" not in sentence:
        merged = [counts[named].sum() + left[0], *left[1:]]
        assert len(merged) < 2 or differs(complaint(config, source_of(merged)), error)
    if "your own test examples" in sentence:
        assert not has_test
        without_val = advised(config, {"val_per_class": 0})
        assert differs(complaint(without_val, source_of(counts, has_test=True)), error)


RANKS = ("exponential", "pareto", "as_is", "counts")


@settings(max_examples=300, deadline=None)
@given(
    sizes=st.lists(st.integers(3, 40), min_size=2, max_size=5),
    drawn=st.booleans(),
    profile=st.sampled_from(RANKS),
    n_max=st.integers(0, 3),
    factor=st.floats(0.5, 10),
    ratio=st.one_of(st.just(0.0), st.floats(1, 100)),
    order=st.sampled_from(["same", "reversed"]),
    foreign=st.integers(0, 5),
    relevance=st.floats(0, 1),
)
def test_the_advice_of_unlabelled_data_can_be_followed(
    sizes, drawn, profile, n_max, factor, ratio, order, foreign, relevance
):
    settings = {
        "profile": profile,
        "n_max": n_max,
        "val_per_class": 0,
        "test_per_class": 1,
        "unlabelled": factor,
        "unlabelled_ratio": ratio,
        "unlabelled_order": order,
        "foreign_classes": foreign,
        "relevance": relevance if foreign else 1,
    }
    if drawn:
        options = {"n_classes": len(sizes), "per_class": max(10, sizes[0])}
        settings |= {"name": "shapes", "options": options}
    if profile == "counts":
        settings |= {"counts": [2] * max(2, len(sizes) - foreign), "n_max": 0}
    config = DataConfig.model_validate(settings)

    def complaint_of(config: DataConfig) -> AdvisedError | None:
        per_class = getattr(config.options, "per_class", 0)
        return complaint(config, source_of([per_class] * len(sizes) if per_class else sizes))

    error = complaint_of(config)
    for _ in range(MOST_STEPS):
        if error is None:
            return
        if not error.advice:
            assert re.search("Lower counts$|[Aa]dd examples|one count per class", str(error))
            return
        ways = [with_options(config, advice) for advice in error.advice]
        for way, advice in zip(ways, error.advice, strict=True):
            assert way != config
            assert all(is_named(value, str(error)) for value in advice.values())
            after = complaint_of(way)
            assert differs(after, error), f"{error}: {after}"
        config = ways[0]
        error = complaint_of(config)
    pytest.fail(f"still {error}")


def with_options(config: DataConfig, advice) -> DataConfig:
    """Return the settings as they are when somebody follows the advice, the source's own too."""
    given = config.model_dump()
    for name, value in advice.items():
        (given if name in DataConfig.model_fields else given["options"])[name] = value
    return DataConfig.model_validate(given)


@settings(max_examples=300, deadline=None)
@given(
    n=st.one_of(st.integers(0, 40), st.integers(0, 320)),
    spec=st.one_of(
        st.builds(TsneSpec, perplexity=st.floats(2, 100)),
        st.builds(UmapSpec, n_neighbors=st.integers(2, 200)),
    ),
)
def test_the_advice_of_maps_can_be_followed(n, spec):
    features = np.zeros((n, 3))
    error = raised(lambda: MapRequest(features, spec))
    if error is None:
        return
    (advice,) = error.advice
    if "method" not in advice:
        ((name, value),) = advice.items()
        assert is_named(value, str(error))
        MapRequest(features, type(spec)(**{name: value}))
        return
    assert "PCA" in str(error)
    assert pca(features).coordinates.shape == (n, 2)
    (needed,) = map(int, re.findall(r"at least (\d+)", str(error)))
    least = TsneSpec(perplexity=2) if spec.method == "tsne" else UmapSpec(n_neighbors=2)
    MapRequest(np.zeros((needed, 3)), least)
    assert n < needed
    assert raised(lambda: MapRequest(np.zeros((needed - 1, 3)), least))


@given(
    steps=st.one_of(st.integers(1, 100), st.integers(1, 10**8)),
    defer_until=st.floats(0, 1, exclude_max=True),
)
def test_the_advice_of_a_deferred_part_can_be_followed(steps, defer_until):
    error = raised(lambda: check_deferral(defer_until, steps))
    if error is not None:
        (advice,) = error.advice
        assert is_named(advice["defer_until"], str(error))
        config = RunConfig.model_validate(nest({"method": "drw", **advice}))
        check_deferral(config.method.parts.weights.defer_until, steps)


@given(
    name=st.sampled_from(list(PRETRAININGS)),
    asked=st.integers(1, 40),
    n_labelled=st.integers(1, 30),
    surrogate_classes=st.integers(2, 40),
)
def test_the_advice_of_small_batches_can_be_followed(name, asked, n_labelled, surrogate_classes):
    own = {"surrogate_classes": surrogate_classes} if name == "gh" else {}
    flat = {"pretrain": name, "batch_size": asked, **own}

    def refusal(flat):
        config = RunConfig.model_validate(nest(flat))
        batch_size = min(config.train.batch_size, n_labelled)
        return raised(lambda: refuse_small_batches(config.pretrain, batch_size, n_labelled))

    error = refusal(flat)
    if error is None:
        assert min(asked, n_labelled) >= own.get("surrogate_classes", 2)
        return
    assert error.advice or "train on more examples" in str(error)
    for advice in error.advice:
        ((setting, value),) = advice.items()
        assert is_named(value, str(error))
        assert refusal({**flat, setting: value}) is None


def test_the_advice_of_surrogate_classes_can_be_followed():
    asked = {"pretrain": "gh", "surrogate_classes": 20, "projection": 8}
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate(nest(asked))
    line = explain(caught.value)
    assert "in 8 dimensions, at most 9 directions" in line
    assert "a projection to at least 19" in line
    for way in ({"surrogate_classes": 9}, {"projection": 19}):
        RunConfig.model_validate(nest({**asked, **way}))
        (setting, value) = next(iter(way.items()))
        beyond = value + 1 if setting == "surrogate_classes" else value - 1
        with pytest.raises(ValidationError):
            RunConfig.model_validate(nest({**asked, setting: beyond}))


NUMBERS = [one for one in flat_settings().values() if one.kind in ("int", "float")]


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda one: one.flag)
def test_the_range_that_a_refused_setting_names_is_legal_up_to_its_ends(setting):
    whole = setting.kind == "int"
    owner = {owning_part(setting): setting.only_for[0]} if setting.only_for else {}

    def refusal(value: float) -> str:
        given = {**owner, setting.flag: [value] if setting.many else value}
        try:
            RunConfig.model_validate(nest(given))
        except ValidationError as error:
            lines = explain(error).splitlines()
            return next(
                (line for line in lines if f"--{setting.flag}): " in line and "not legal" in line),
                "",
            )
        return ""

    for end, far in ((setting.minimum, -1e12), (setting.maximum, 1e12)):
        line = refusal(int(far) if whole else far)
        assert end is None or line
        for word, bound in re.findall(r"(at least|above|at most|below) ([-+.\de]+)", line):
            inside = {"above": 1, "below": -1}.get(word, 0) * (1 if whole else 1e-6)
            near = float(bound.rstrip(".")) + inside
            assert not refusal(int(near) if whole else near), line


@settings(max_examples=50, deadline=None)
@given(clients=st.integers(2, 50), client=st.integers(1, 10_000))
def test_the_advice_for_a_client_that_is_none_can_be_followed(clients, client):
    given_settings = {"profile": "dirichlet_clients", "clients": clients}
    try:
        DataConfig.model_validate({**given_settings, "client": client})
    except ValidationError as error:
        ((low, high),) = re.findall(r"give (\d+) to (\d+)", str(error))
        for end in (int(low), int(high)):
            DataConfig.model_validate({**given_settings, "client": end})


def test_erm_trains_where_another_method_needs_every_class():
    task = Task("toy", ("a", "b"), np.array([3, 0]), (2,))
    with pytest.raises(ValueError, match="or train with erm"):
        refuse_empty_classes("drw", METHODS["drw"].compose(METHODS["drw"].settings()), task)
    refuse_empty_classes("erm", METHODS["erm"].compose(METHODS["erm"].settings()), task)


@pytest.mark.parametrize("shape", [(4,), (8, 8, 3)])
def test_each_network_that_is_advised_reads_the_data(shape):
    task = Task("toy", ("a", "b"), np.array([3, 3]), shape)
    for name in MODEL_INPUTS:
        try:
            require_model_reads(ModelConfig(name=name), task)
        except ValueError as error:
            (fitting,) = re.findall(r"one of (.*), or other", str(error))
            for other in fitting.split(", "):
                require_model_reads(ModelConfig.model_validate({"name": other}), task)


def test_every_message_with_a_bound_is_followed_or_is_about_no_setting():
    bound = re.compile(
        r"(at most|at least|less than|below|up to|[Ll]ower|[Rr]aise)( to)? \{|\} (at most|at least)|[Ll]ower |give at most"
    )
    found = {
        path
        for path, sentences in raised_sentences().items()
        if any(bound.search(sentence) for sentence in sentences)
    }
    assert found == FOLLOWED | NO_SETTING.keys()


def raised_sentences() -> dict[str, list[str]]:
    """Return, by module, the texts with values in it that are raised, or returned as an error."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "ltcore").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("ltcore/plots/", "ltcore/theory/")):
            continue  # what a picture shows, and pure functions of what a page's sliders give
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Raise | ast.Return):
                continue
            for text in (part for part in ast.walk(node) if isinstance(part, ast.JoinedStr)):
                parts = (
                    f"{{{ast.unparse(part.value)}}}"
                    if isinstance(part, ast.FormattedValue)
                    else ast.literal_eval(part)
                    for part in text.values
                )
                found.setdefault(name, []).append("".join(parts))
    return found
