"""What a field of the settings form is called."""

import re

from ltcore.analysis import short_title
from ltcore.config.flat import flat_settings
from ltcore.config.leaves import FlatSetting
from ltcore.methods import METHODS
from ltcore.plots.base.amounts import numeral
from ltcore.pretraining import PRETRAININGS

WORDS = {
    "beta": "β, effective number",
    "tau": "τ, adjustment",
    "gamma": "γ, focus",
    "vs-gamma": "γ, scaling of logits",
    "nu": "ν, late weights",
    "power": "Power of the prior",
    "alpha": "α, blending",
    "kappa": "κ, ratio threshold",
    "remix-tau": "τ, fraction overruled",
    "norm-tau": "τ, power of the length",
    "choose-tau": "Choose τ on validation",
    "neighbours": "Neighbours k",
    "keep-largest": "Fraction of the largest kept",
    "share": "Length of stage 2",
    "space": "Where new points are drawn",
    "reference-count": "Cluster size",
    "decision": "From clusters to classes",
    "from-run": "From a finished run",
    "shift-batch-norm": "Shift batch norm",
    "max-margin": "Largest margin Δ",
    "scale": "Scale s",
    "pretrain": "Pre-training",
    "pretrain-share": "Length of pre-training",
    "pretrain-on": "Examples of pre-training",
    "temperature": "Temperature τ",
    "projection": "Outputs of the head",
    "queue": "Keys in the queue",
    "key-momentum": "Momentum of keys m",
    "pruned-share": "Share pruned",
    "contrast": "What BCL boosts",
    "loss-momentum": "Momentum of losses",
    "score-quantile": "Quantile of scores",
    "surrogate-classes": "Surrogate classes K",
    "gh-weight": "Weight of GH",
    "gh-warmup": "Warm-up of GH",
    "lr": "Learning rate η",
    "exponent": "Exponent α",
    "n-max": "Largest class n",
    "val-per-class": "Validation per class",
    "base": "Supervised half",
    "threshold": "Least confidence",
    "unlabelled-weight": "λ, unlabelled loss",
    "batch-ratio": "μ, unlabelled in a batch",
    "align": "Align class shares",
    "window": "Batches averaged",
    "keep-power": "α, keep rates",
    "least-power": "Last power of alignment",
    "omega": "ω, pseudo-labels",
    "weighting": "What ω weighs",
    "unlabelled": "Unlabelled per labelled",
    "unlabelled-ratio": "Unlabelled ratio ρ",
    "eval-every": "Evaluate every",
    "memory-budget-mb": "Memory in MB",
    "ema": "Weight average, EMA",
    "together": "Seeds as one program",
}
"""Symbol and word of a setting, where its flat name is not what the field says."""


def label(setting: FlatSetting) -> str:
    """Return symbol, word and legal range of a setting, in words: not everybody reads "[0, 1)".

    Example:
        >>> from ltcore.config.flat import flat_settings
        >>> label(flat_settings()["beta"])
        'β, effective number (0 to below 1)'
        >>> label(flat_settings()["projection"])
        'Outputs of the head (2 to 4,096)'
    """
    return f"{_word(setting)} {_interval(setting)}".rstrip()


def option_title(setting: FlatSetting, option: str) -> str:
    """Return what a choice is called: a method or a pre-training by its title, all others as they are.

    Example:
        >>> settings = flat_settings()
        >>> option_title(settings["teacher"], "ldam_drw"), option_title(settings["pretrain"], "moco")
        ('LDAM-DRW', 'MoCo v2')
        >>> option_title(settings["optimiser"], "sgd")
        'sgd'
    """
    if setting.flag == "pretrain" and option in PRETRAININGS:
        return PRETRAININGS[option].title.split(" (")[0]
    is_method = setting.path[0] == "method" and option in METHODS
    return short_title(option) if is_method else option


def by_field(problem: str) -> str:
    """Return what is wrong with the settings, beginning with the name of the field instead of the setting's.

    Args:
        problem: a line of `ltcore.config.errors.explain`.

    Example:
        >>> by_field("optim.lr (--lr): -1 is not legal; it must be above 0 and at most 100.")
        'Learning rate η (--lr): -1 is not legal; it must be above 0 and at most 100.'
    """
    named = re.match(r"[\w.\[\]]+ \(--([\w-]+)\)", problem)
    setting = flat_settings().get(named[1]) if named else None
    if named is None or setting is None:
        return problem
    return f"{_word(setting)} (--{setting.flag}){problem[named.end() :]}"


def _word(setting: FlatSetting) -> str:
    return WORDS.get(setting.flag, setting.flag.replace("-", " ").capitalize())


def _interval(setting: FlatSetting) -> str:
    """Return the legal range in words, in brackets; "" where all values are legal."""
    low, high = setting.minimum, setting.maximum
    from_low = "above" if setting.minimum_excluded else "at least"
    to_high = "below" if setting.maximum_excluded else "at most"
    if low is None:
        return "" if high is None else f"({to_high} {_number(high)})"
    if high is None:
        return f"({from_low} {_number(low)})"
    if setting.minimum_excluded:
        return f"(above {_number(low)}, {to_high} {_number(high)})"
    below = "below " if setting.maximum_excluded else ""
    if below and setting.kind == "int":
        below, high = "", high - 1
    return f"({_number(low)} to {below}{_number(high)})"


def _number(value: float) -> str:
    return numeral(value, 10)
