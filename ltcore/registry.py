"""Registries: closed tables of frozen records, filled by visible imports."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class UnknownNameError(ValueError):
    """A name that is not in its registry; the message names the nearest one and all others."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        known = list(known)
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        super().__init__(f"unknown {kind} {name[:80]!r}.{hint} Known: {', '.join(known)}.")


@dataclass(frozen=True)
class Source:
    """Where a method, data set or number comes from."""

    title: str
    year: int
    url: str
    where: str = ""


class Named(Protocol):
    """Anything with a name can be registered."""

    @property
    def name(self) -> str:
        """The key in the registry."""
        ...


R = TypeVar("R", bound=Named)


class Registry(Mapping[str, R], Generic[R]):
    """A mapping from name to frozen record; unknown names raise with the nearest name.

    Example:
        >>> @dataclass(frozen=True)
        ... class Loss:
        ...     name: str
        >>> losses = Registry("loss", [Loss("ldam"), Loss("focal")])
        >>> losses["ldan"]
        Traceback (most recent call last):
        ...
        ltcore.registry.UnknownNameError: unknown loss 'ldan'. Did you mean 'ldam'? Known: ldam, focal.
    """

    def __init__(self, kind: str, records: Iterable[R]) -> None:
        self.kind = kind
        self._records: dict[str, R] = {}
        for record in records:
            if record.name in self._records:
                raise ValueError(f"{kind} {record.name!r} is registered twice")
            self._records[record.name] = record

    def __getitem__(self, name: str) -> R:
        if name not in self._records:
            raise UnknownNameError(self.kind, name, self._records)
        return self._records[name]

    def __contains__(self, name: object) -> bool:
        return name in self._records

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)
