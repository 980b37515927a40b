"""A figure that adds notes and shapes quickly.

Plotly's own ``add_annotation`` checks all earlier notes again, so that thirty of them cost as much as four
hundred alone: a picture that follows a slider is made some thirty times.
"""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go

IN_PANELS = frozenset({"row", "col", "secondary_y", "exclude_empty_subplots"})
"""Settings that put a note into panels that plotly has laid out; it puts it there itself."""
KINDS = {"annotations": go.layout.Annotation, "shapes": go.layout.Shape}


class GatheringFigure(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure that checks each note and each shape twice, however many there are.

    They are gathered until somebody looks at the layout, and put in all at once then.

    Example:
        >>> figure = GatheringFigure()
        >>> _ = figure.add_annotation(text="a").add_annotation(text="b")
        >>> [note.text for note in figure.layout.annotations]
        ['a', 'b']
    """

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 (plotly's)
        self._gathered: dict[str, list[Any]] = {"annotations": [], "shapes": []}
        super().__init__(*args, **settings)

    def add_annotation(self, *args: Any, **settings: Any) -> "GatheringFigure":  # noqa: ANN401
        """Add a note, as plotly does."""
        return self._added("annotations", super().add_annotation, *args, **settings)

    def add_shape(self, *args: Any, **settings: Any) -> "GatheringFigure":  # noqa: ANN401
        """Add a shape, as plotly does."""
        return self._added("shapes", super().add_shape, *args, **settings)

    def _added(
        self,
        name: str,
        add: Callable[..., "GatheringFigure"],
        *args: Any,  # noqa: ANN401
        **settings: Any,  # noqa: ANN401
    ) -> "GatheringFigure":
        if IN_PANELS & {key for key, value in settings.items() if value is not None}:
            _ = self.layout  # what is there already comes first
            return add(*args, **settings)
        alone = {key: value for key, value in settings.items() if key not in IN_PANELS}
        self._gathered[name].append(KINDS[name](*args, **alone))
        return self

    @property
    def layout(self) -> go.Layout:
        """The layout, with all that was added."""
        layout = super().layout
        for name, gathered in self._gathered.items():
            if gathered:
                self._gathered[name] = []  # what follows looks at the layout too
                layout[name] = [*layout[name], *gathered]
        return layout

    @layout.setter
    def layout(self, layout: Any) -> None:  # noqa: ANN401
        go.Figure.layout.fset(self, layout)

    def to_dict(self) -> dict[str, Any]:
        """Return the figure as dictionaries, with all that was added."""
        _ = self.layout
        whole: dict[str, Any] = super().to_dict()
        return whole
