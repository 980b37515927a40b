"""What a picture holds is said in words."""

from dashboard.shell.predictions.traces import described, listed, numbered

FIGURE = {
    "data": [
        {"name": "a", "type": "bar", "orientation": "h", "x": [5000, 50], "y": ["cat", "owl"]},
        {"name": "a", "mode": "markers", "x": [1], "y": [None]},
        {"mode": "markers+text", "text": ["<b>most</b>"], "x": [1, 2], "y": [993, None]},
        {"x": [], "y": []},
        {"type": "heatmap", "z": [[1]]},
        {"mode": "lines", "hovertemplate": "now<br>%{x}", "x": [0, 1], "y": [0.5, 0.25]},
    ]
}


def test_each_trace_has_its_kind_its_label_and_its_values():
    assert described(FIGURE) == {
        "a": "bars, from 5,000 to 50",
        "#2": "points, at 1",
        "#3": "points “most”, 993",
        "#6": "line “now”, from 0.5 to 0.25",
    }
    assert numbered(FIGURE)["#1"] == "bars, from 5,000 to 50"
    assert listed(FIGURE).startswith("'a' (bars, from 5,000 to 50), #2 (points, at 1)")


def test_many_are_counted():
    figure = {"data": [{"x": [0], "y": [number]} for number in range(20)]}
    assert listed(figure).endswith("#12 (line, 11), and 8 more")
    assert listed({"data": []}) == "none"
