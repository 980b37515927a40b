"""What runs with unlabelled data are called, in few words."""

from collections import Counter
from collections.abc import Iterable

from ltcore.analysis.base.arm_labels import short_title
from ltcore.analysis.base.plain_numbers import plain_number
from ltcore.analysis.pretraining.arms import pretraining_title
from ltcore.config import RunConfig
from ltcore.config.data import DataConfig
from ltcore.runs import RunRecord


def run_names(records: Iterable[RunRecord]) -> dict[str, str]:
    """Return id and name of runs: method, data and seed; of namesakes also the end of the id.

    Args:
        records: runs; one without settings is called by its id.
    """
    known = list(records)
    names = {record.id: _name(record) for record in known}
    times = Counter(names.values())
    return {
        run: name if times[name] == 1 else f"{name} ({run.rpartition('-')[2]})"
        for run, name in names.items()
    }


def _name(record: RunRecord) -> str:
    if record.config is None:
        return record.id
    return f"{learning_words(record.config)}, seed {record.config.seed}"


def learning_words(config: RunConfig) -> str:
    """Return how a run learns and from which data, in few words.

    Example:
        >>> data = {"ratio": 10, "unlabelled": 1.5, "unlabelled_order": "reversed", "relevance": 0.6,
        ...         "foreign_classes": 3}
        >>> learning_words(RunConfig.model_validate({"method": {"name": "crest"}, "data": data}))
        'CReST, ρ 10, unlabelled ρ 10 reversed, k 1.5, 60 % relevant'
        >>> learning_words(RunConfig.model_validate({"pretrain": {"name": "rotation"}, "name": "mine"}))
        'mine, Rotation + ERM, ρ 100'
    """
    title = short_title(config.method.name)
    if config.pretrain.is_used:
        title = f"{pretraining_title(config.pretrain.name)} + {title}"
    words = [config.name, title, *_data_words(config.data)]
    return ", ".join(filter(None, words))


def _data_words(data: DataConfig) -> Iterable[str]:
    if data.profile in ("exponential", "step"):
        yield f"ρ {plain_number(data.ratio)}"
    if not data.unlabelled:
        return
    is_reversed = " reversed" if data.unlabelled_order == "reversed" else ""
    yield f"unlabelled ρ {plain_number(data.unlabelled_ratio or data.ratio)}{is_reversed}"
    yield f"k {plain_number(data.unlabelled)}"
    if data.relevance < 1:
        yield f"{plain_number(100 * data.relevance)} % relevant"
