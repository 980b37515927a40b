"""What a field of the settings form is called."""

from ltcore.config.leaves import FlatSetting

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
    "unlabelled": "Unlabelled per labelled",
    "unlabelled-ratio": "Unlabelled ratio ρ",
    "eval-every": "Evaluate every",
    "memory-budget-mb": "Memory (MB)",
    "ema": "Weight average (EMA)",
}
"""Symbol and word of a setting, where its flat name is not what the field says."""


def label(setting: FlatSetting) -> str:
    """Return symbol, word and legal range of a setting.

    Example:
        >>> from ltcore.config.flat import flat_settings
        >>> label(flat_settings()["beta"])
        'β, effective number [0, 1)'
    """
    word = WORDS.get(setting.flag, setting.flag.replace("-", " ").capitalize())
    return f"{word} {_interval(setting)}".rstrip()


def _interval(setting: FlatSetting) -> str:
    low, high = setting.minimum, setting.maximum
    if low is None and high is None:
        return ""
    left = "(" if low is None or setting.minimum_excluded else "["
    right = ")" if high is None or setting.maximum_excluded else "]"
    return f"{left}{_number(low, '−∞')}, {_number(high, '∞')}{right}"


def _number(value: float | None, infinite: str) -> str:
    return infinite if value is None else f"{value:,.10g}"
