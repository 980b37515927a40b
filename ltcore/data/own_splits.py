"""What becomes of a split that the source itself has, where the settings might suggest otherwise."""

from ltcore.config.recipes import RECIPES
from ltcore.config.run import RunConfig
from ltcore.data.prepared import PreparedSource
from ltcore.data.task_classes import task_classes

SETTING_OF_SPLIT = {"val": "val_per_class", "test": "test_per_class"}


def about_own_splits(config: RunConfig, source: PreparedSource) -> tuple[str, ...]:
    """Return a sentence for each own split that is not used, and for each number that changes nothing.

    A number of the recipe was not asked for, so nothing is said about it.

    Args:
        config: settings of the run.
        source: its prepared source.
    """
    sentences = []
    n_task = len(task_classes(config.data, source.class_names))
    recipe = RECIPES[config.recipe].get("data", {})
    for split, setting in SETTING_OF_SPLIT.items():
        if split not in source.splits:
            continue
        value = getattr(config.data, setting)
        unasked = recipe.get(setting, type(config.data).model_fields[setting].default)
        flag = f"--{setting.replace('_', '-')}"
        used = int((source.labels(split) < n_task).sum())
        examples = f"{used:,} examples"
        if not value:
            sentences.append(
                f"the split {split} ({examples}) is not used: any {flag} above 0 uses the whole split"
            )
        elif value != unasked:
            sentences.append(
                f"the number in {flag} {value} has no effect: the source's own {split} split is "
                f"used ({examples})"
            )
    return tuple(sentences)
