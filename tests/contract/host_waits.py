"""Where a step of training would make an accelerator wait for the host, found on the processor.

`torch.cuda.set_sync_debug_mode` needs a GPU. Here every operation that a step asks for is looked at instead:
one whose result has a size, or decides something, that only the host can know makes it wait.
"""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

PACKAGE = Path(__file__).parents[2] / "ltcore"
OF_UNKNOWN_SIZE = frozenset(
    f"aten::{name}"
    for name in (
        "_local_scalar_dense",
        "_unique2",
        "argwhere",
        "bincount",
        "equal",
        "is_nonzero",
        "masked_select",
        "nonzero",
        "nonzero_numpy",
        "repeat_interleave",
        "unique_consecutive",
        "unique_dim",
        "unique_dim_consecutive",
    )
)
"""Operations whose answer, or its size, depends on what the tensors hold."""
INDEXING = frozenset(
    f"aten::{name}" for name in ("index", "index_put", "index_put_", "_index_put_impl_")
)
READ_BY_HOST = frozenset(
    ("__array__", "__bool__", "__float__", "__index__", "__int__", "cpu", "item", "numpy", "tolist")
)
"""Methods of a tensor that hand its numbers to the host; some of them no operation shows."""


class HostWaits:
    """Notes, within its block, where the host would wait: "losses/lade.py: aten::nonzero"."""

    def __init__(self) -> None:
        self.places: set[str] = set()
        self._modes = (_Operations(self._note), _Methods(self._note))

    def __enter__(self) -> "HostWaits":
        """Begin to look."""
        for mode in self._modes:
            mode.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        """Look no more."""
        for mode in reversed(self._modes):
            mode.__exit__(*raised)

    def _note(self, what: str) -> None:
        ours = [Path(one.filename) for one in traceback.extract_stack()]
        inside = [path for path in ours if path.is_relative_to(PACKAGE)]
        place = inside[-1].relative_to(PACKAGE).as_posix() if inside else "outside"
        self.places.add(f"{place}: {what}")


class _Operations(TorchDispatchMode):
    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__()
        self.note = note

    def __torch_dispatch__(
        self,
        func: Any,
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        name = func._schema.name
        if name in OF_UNKNOWN_SIZE or (name in INDEXING and any(map(_is_mask, args[1]))):
            self.note(name)
        return func(*args, **(kwargs or {}))


class _Methods(TorchFunctionMode):
    def __init__(self, note: Callable[[str], None]) -> None:
        super().__init__()
        self.note = note

    def __torch_function__(
        self,
        func: Any,
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        name = getattr(func, "__name__", "")
        if name in READ_BY_HOST:
            self.note(f"Tensor.{name}")
        return func(*args, **(kwargs or {}))


def _is_mask(index: object) -> bool:
    return isinstance(index, Tensor) and index.dtype in (torch.bool, torch.uint8)
