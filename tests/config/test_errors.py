import pytest
from pydantic import ValidationError

from ltcore.config import RunConfig
from ltcore.config.errors import explain

CASES = [
    (
        {"optim": {"lr": -1}},
        "optim.lr (--lr): -1 is not legal; it must be above 0 and at most 100.",
    ),
    (
        {"optim": {"lr": float("nan")}},
        "optim.lr (--lr): nan is not legal; it must be a number, above 0",
    ),
    ({"optim": {"lrr": 1}}, "optim has no setting 'lrr'. Did you mean optim.lr (--lr)?"),
    (
        {"optim": {"epochs": 1}},
        "optim has no setting 'epochs'. Did you mean train.epochs (--epochs)?",
    ),
    ({"epoch": 1}, "there is no setting 'epoch'. Did you mean train.epochs (--epochs)?"),
    ({"zzzz": 1}, "there is no setting 'zzzz'. Known: "),
    (
        {"method": {"name": "ldan"}},
        "method.name (--method): unknown method 'ldan'. Did you mean 'ldam'?",
    ),
    (
        {"data": {"name": "cifra10"}},
        "data.name (--data): unknown data set 'cifra10'. Did you mean 'cifar10'?",
    ),
    ({"data": {"name": ["x"]}}, "unknown data set"),
    ({"recipe": "cifr"}, "recipe (--recipe): unknown recipe 'cifr'. Did you mean 'cifar'?"),
    (
        {"method": {"name": "ldam", "settings": {"max_margn": 1}}},
        "method.settings has no setting 'max_margn'. Did you mean method.settings.max_margin (--max-margin)?",
    ),
    (
        {"method": {"name": "ldam", "settings": {"beta": 0.9}}},
        "method.settings has no setting 'beta'. Only these have it: cb_softmax, ",
    ),
    (
        {"method": {"name": "ldam", "settings": {"scale": -3}}},
        "method.settings.scale (--scale): -3 is not legal; it must be above 0.",
    ),
    (
        {"data": {"name": "shapes", "options": {"image_size": 300}}},
        "data.options.image_size (--image-size): 300 is not legal; it must be at most 256.",
    ),
    ({"data": {"name": "image_folder"}}, "data.options.root (--root) is missing: Folder"),
    (
        {"data": {"profile": "counts"}},
        'data.counts (--counts): give explicit counts with profile "counts", and only then.',
    ),
    (
        {"data": {"profile": "pareto", "ratio": 10}},
        "data.ratio (--ratio): 10 has no effect: profile is pareto. Leave it out, or choose profile "
        "exponential or step.",
    ),
    (
        {"method": {"name": "ldam"}, "model": {"head": "linear"}},
        'model.head (--head): "linear" does not work with ldam',
    ),
    ({"data": {"ratioo": 1}}, "data has no setting 'ratioo'. Did you mean data.ratio (--ratio)?"),
    (
        {"data": {"options": {"rtio": 1}}},
        "data.options has no setting 'rtio'. Did you mean data.ratio (--ratio)?",
    ),
    (
        {"data": {"n_clases": 1}},
        "data has no setting 'n_clases'. Did you mean data.options.n_classes (--n-classes)?",
    ),
    (
        {"method": {"max_margn": 1}},
        "method has no setting 'max_margn'. Did you mean method.settings.max_margin (--max-margin)?",
    ),
    ({"method": {"nmae": "ldam"}}, "method has no setting 'nmae'. Did you mean method.name"),
    (
        {"data": {"counts": [1, 0]}},
        "data.counts[2] (--counts): 0 is not legal; it must be at least 1.",
    ),
    ({"data": "digits"}, "data must be a table of settings, not 'digits'."),
    (5, "the configuration must be a table of settings, not 5."),
    ({"seed": "x"}, "seed (--seed): 'x' is not legal; it must be a whole number, at least 0"),
    ({"seed": 1.5}, "1.5 is not legal; it must be a whole number"),
    ({"seed": -1}, "seed (--seed): -1 is not legal; it must be at least 0 and below 4294967296."),
    ({"name": "x" * 300}, "it must be at most 200 characters long."),
    ({"name": 5}, "name (--name): 5 is not legal; it must be text."),
    (
        {"schedule": {"milestones": [0.5, 1.5]}},
        "schedule.milestones[2] (--milestones): 1.5 is not legal",
    ),
    (
        {"schedule": {"milestones": 0.5}},
        "it must be a list; each item a number, at least 0 and below 1.",
    ),
    (
        {"model": {"name": "resnet33"}},
        "model.name (--model): 'resnet33' is not legal; it must be one of mlp,",
    ),
    ({"model": {"name": "resnet33"}}, "(did you mean resnet32?)."),
    ({"optim": {"nesterov": "maybe"}}, "'maybe' is not legal; it must be true or false."),
    ({"method": {"name": "erm", "settings": 3}}, "method: settings of erm must be ErmSettings."),
]


@pytest.mark.parametrize(("settings", "expected"), CASES)
def test_each_problem_is_one_sentence_with_the_way_out(settings, expected):
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate(settings)
    line = explain(caught.value)
    assert expected in line
    assert "\n" not in line
    assert "Value error" not in line


def test_a_missing_option_is_told_with_the_sentence_of_the_chosen_source_alone():
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"data": {"name": "text"}})
    assert (
        explain(caught.value) == "data.options.root (--root) is missing: The CSV or Parquet file."
    )


def test_several_problems_are_several_lines():
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"seed": -1, "optim": {"lr": 0}, "train": {"epochs": 0}})
    lines = explain(caught.value).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["seed", "optim.lr", "train.epochs"]


def test_absurd_values_are_cut_and_made_printable():
    with pytest.raises(ValidationError) as caught:
        RunConfig.model_validate({"seed": "\x1b[31m\u202e" * 1000})
    line = explain(caught.value)
    assert len(line) < 250
    assert line.isascii()
    assert line.isprintable()
