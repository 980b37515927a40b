"""Everything that a run imports, for the process that forks one child for every run.

Nothing here may start a thread or touch an accelerator: see `ltcore.sweeps.template`.
"""

import importlib

MODULES = (
    "ltcore.engine.worker",
    "ltcore.engine.joint_worker",
    "torch._dynamo",  # by torch's optimisers at their first step
    "pyarrow.parquet",  # by the first table that is written
    "pyarrow.fs",
    "pandas.core.computation.expressions",
    "ltcore.analysis",  # by the last line of a run
)


def import_all() -> None:
    """Import what the first and the later steps of a run would import."""
    for name in MODULES:
        importlib.import_module(name)
