#!/usr/bin/env bash
# Package: plotly 7.1.0
# Expected: add_annotation, add_shape and add_layout_image check and copy the one object that they are given, as
#   add_trace does.
# Happens: they check and copy every object of that kind which the figure holds already. 100 notes make 5,150 objects,
#   200 make 20,300; 100 traces make 200. A picture with a few hundred notes spends most of its time there.
# Follows: gather the notes of a figure and put them in at once, update_layout(annotations=[...]): 100 objects for 100.
. "$(dirname "$0")/lib/check.sh"
install plotly==7.1.0
expect "annotations: 5150 for 100, 20300 for 200
shapes: 5150 for 100, 20300 for 200
images: 5150 for 100, 20300 for 200
traces: 200 for 100, 400 for 200
annotations at once: 100 for 100, 200 for 200" <<'PY'
import functools

import plotly.graph_objects as go
from plotly.graph_objs import layout

made = []


def watch(kind):
    begin = kind.__init__

    @functools.wraps(begin)
    def counted(self, *given, **named):
        made.append(kind)
        begin(self, *given, **named)

    kind.__init__ = counted


for kind in (layout.Annotation, layout.Shape, layout.Image, go.Scatter):
    watch(kind)


def counted(put, number):
    made.clear()
    put(go.Figure(), number)
    return len(made)


def one_by_one(add):
    return lambda figure, number: [add(figure, place) for place in range(number)]


WAYS = {
    "annotations": one_by_one(lambda figure, x: figure.add_annotation(x=x, y=0, text="note")),
    "shapes": one_by_one(lambda figure, x: figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1)),
    "images": one_by_one(lambda figure, x: figure.add_layout_image(source="", x=x)),
    "traces": one_by_one(lambda figure, x: figure.add_scatter(x=[x])),
    "annotations at once": lambda figure, number: figure.update_layout(
        annotations=[{"x": x, "y": 0, "text": "note"} for x in range(number)]
    ),
}
for name, put in WAYS.items():
    print(f"{name}: {counted(put, 100)} for 100, {counted(put, 200)} for 200")
PY
