"""Which settings make the id of a run: those of the first release always, later ones where they matter.

A setting that a later release adds is left out while it has its default, so that an upgrade changes no id:
the run of yesterday, which did not know the setting, and the same run of today are one run.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

ID_VERSION = 1
"""Version of the recipe for ids; it is part of every id and never moves with the run folder's schema."""

NOT_FINGERPRINTED: dict[str, Any] = {
    "name": True,
    "train": {
        *("record", "device", "threads", "memory_budget_mb", "workers", "checkpoint_seconds"),
        "together",
    },
}
"""Settings that say how or under which label a run is carried out, not what it computes."""

_MARGINS = "max_margin scale"
_LATE_WEIGHTS = "beta defer_until normalise_by"
_SECOND_STAGE = "from_run share shift_batch_norm"
FIRST: dict[str, str] = {
    "": "recipe seed data method model optim schedule train",
    "data": "name profile ratio n_max minority_share exponent counts clients client concentration "
    "classes_per_client class_order val_per_class test_per_class subset_seed options",
    "method": "name settings",
    "model": "name width head cosine_scale",
    "optim": "name lr momentum nesterov weight_decay",
    "schedule": "name warmup milestones decay",
    "train": "epochs batch_size precision augment ema eval_every snapshots",
    "data.options of shapes": "n_classes per_class image_size difficulty clutter colour generator_seed",
    "data.options of gaussians": "n_classes per_class dimension separation generator_seed",
    **{
        f"data.options of {name}": "root"
        for name in ("cifar10", "cifar100", "svhn", "mnist", "fashion_mnist")
    },
    "data.options of image_folder": "root image_size",
    "data.options of image_list": "root image_size train_list test_list",
    "data.options of image_arrays": "root image_size",
    "data.options of table": "root label",
    "data.options of text": "root label text features",
    "method.settings of inverse": "normalise normalise_by",
    "method.settings of inverse_sqrt": "normalise normalise_by",
    "method.settings of focal": "form gamma",
    "method.settings of cb_softmax": "beta normalise_by",
    "method.settings of cb_sigmoid": "beta normalise_by",
    "method.settings of cb_focal": "beta form gamma normalise_by",
    "method.settings of effective_number_sampling": "beta",
    "method.settings of smote": "keep_largest neighbours share space",
    "method.settings of cog": "decision reference_count",
    "method.settings of cog_os": "decision reference_count",
    "method.settings of mixup": "alpha",
    "method.settings of remix": "alpha kappa remix_tau",
    "method.settings of drw": _LATE_WEIGHTS,
    "method.settings of drs": "defer_until",
    "method.settings of ldam": _MARGINS,
    "method.settings of ldam_drw": f"{_MARGINS} {_LATE_WEIGHTS}",
    "method.settings of m_drw": f"{_MARGINS} {_LATE_WEIGHTS}",
    "method.settings of ldam_hg": _MARGINS,
    "method.settings of hg_drs": f"{_MARGINS} defer_until",
    "method.settings of ldam_hg_drs": f"{_MARGINS} defer_until",
    "method.settings of crt": _SECOND_STAGE,
    "method.settings of lws": _SECOND_STAGE,
    "method.settings of tau_norm": "from_run norm_tau choose_tau",
    "method.settings of ncm": "from_run distance",
    "method.settings of logit_adjustment": "tau",
    "method.settings of pairwise": "power",
    "method.settings of cdt": "vs_gamma",
    "method.settings of vs": "tau vs_gamma",
    "method.settings of tla_adrw": "defer_until nu tau vs_gamma",
}
"""Table of settings -> those that the first release had: part of every id, whatever their value."""


def deciding_settings(config: BaseModel) -> dict[str, Any]:
    """Return the settings that make the id of a run, nested, ready for JSON."""
    return _deciding(config, config.model_dump(mode="json", exclude=NOT_FINGERPRINTED), "")


def _deciding(settings: BaseModel, dump: Mapping[str, Any], table: str) -> dict[str, Any]:
    first = FIRST.get(table, "").split()
    kept: dict[str, Any] = {}
    for name, value in dump.items():
        held = getattr(settings, name)
        if isinstance(held, BaseModel):
            inner = _deciding(held, value, _table_below(table, name, settings))
            if inner or name in first:
                kept[name] = inner
        elif name in first or held != _default(settings, name):
            kept[name] = value
    return kept


def _table_below(table: str, name: str, owner: BaseModel) -> str:
    path = f"{table}.{name}" if table else name
    # What a method or a data set may be asked for is a table of its own for each of them.
    return f"{path} of {getattr(owner, 'name', '')}" if table else path


def _default(settings: BaseModel, name: str) -> Any:  # noqa: ANN401 (a value of any setting)
    return type(settings).model_fields[name].get_default(call_default_factory=True)


def by_path(tables: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return nested settings under their dotted paths.

    Example:
        >>> by_path({"seed": 0, "optim": {"lr": 0.1}})
        {'seed': 0, 'optim.lr': 0.1}
    """
    flat: dict[str, Any] = {}
    for name, value in tables.items():
        flat |= (
            by_path(value, f"{above}{name}.")
            if isinstance(value, Mapping)
            else {above + name: value}
        )
    return flat
