"""The sliders of a scene that stay free: a figure for each position, or for each pair of positions of two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from dashboard.lessons.drawn import Drawn, shown
from dashboard.lessons.views import View, ViewError
from ltcore.plots.base.theme import Look

MOST_ALONE, MOST_EACH = 41, 13
"""Positions of a slider alone, and of each of two: of more, as many are kept, evenly."""


@dataclass(frozen=True, kw_only=True)
class Free:
    """A slider that stays free.

    Attributes:
        field: of the settings.
        label: symbol and words.
        values: its positions, from the left.
        texts: how they are written.
        now: index of the position that the address says.
    """

    field: str
    label: str
    values: Sequence[Any]
    texts: Sequence[str]
    now: int


def free(view: View, names: Sequence[str]) -> list[Free]:
    """Return the sliders that stay free.

    Raises:
        ViewError: one is no slider of the picture.
    """
    known = view.sliders()
    most = MOST_ALONE if len(names) < 2 else MOST_EACH
    found = []
    for name in names:
        if name not in known:
            raise ViewError(
                f"{view.page.slug} has no slider {name!r} in sight. It has: {', '.join(known) or 'none'}"
            )
        settings = view.settings()
        field, control = known[name]
        value = getattr(settings, field)
        values = thinned(control.positions(settings), value, most)
        write = control.pattern.format if isinstance(control.pattern, str) else control.pattern
        found.append(
            Free(
                field=field,
                label=control.label,
                values=values,
                texts=[write(one) for one in values],
                now=values.index(value),
            )
        )
    return found


def thinned(values: Sequence[Any], kept: object, most: int) -> list[Any]:
    """Return at most ``most`` of the values, evenly from the first to the last, ``kept`` among them.

    Example:
        >>> thinned(range(11), 4, 3)
        [0, 4, 10]
    """
    last = len(values) - 1
    if last < most:
        return list(values)
    places = [round(step * last / (most - 1)) for step in range(most)]
    here = list(values).index(kept)
    inner = places[1:-1]
    if here not in places:
        places[places.index(min(inner, key=lambda place: abs(place - here)))] = here
    return [values[place] for place in places]


def each(
    view: View, sliders: Sequence[Free], look: Look, drew: Callable[[], None] = lambda: None
) -> list[Drawn]:
    """Return the picture at every position; the last slider moves first.

    Args:
        view: the picture with its settings.
        sliders: those that stay free.
        look: where it is shown.
        drew: called after each picture.

    Raises:
        ViewError: the picture shows nothing at one of them.
    """
    settings = view.settings()
    clipped = view.picture.settings.clipped  # type: ignore[union-attr]
    fields, pictures = [one.field for one in sliders], []
    for at in product(*(one.values for one in sliders)):
        here = clipped(replace(settings, **dict(zip(fields, at, strict=True))))
        pictures.append(shown(view, here, look))
        drew()
    return pictures
