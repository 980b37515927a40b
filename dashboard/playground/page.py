"""The page of the playground, its script and its style, and where they are served."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PLAYER = Path(__file__).with_name("player")
SCRIPTS = (
    "losses",
    "networks",
    "scenes",
    "own_points",
    "settings",
    "painting",
    "models",
    "playground",
)
PATH = "playground"
"""Below the base path."""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Playground: Long-Tail Lab</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="playground/style.css"></head>
<body><main>
<nav><h1>What does a loss do to the boundary?</h1><a href="./">Long-Tail Lab</a></nav>
<p>Each panel trains one loss on the same points. The ground has the colour of the class it decides for.</p>
<div class="row">
<label>Points <select id="data"></select></label>
<label id="ratio">Imbalance ratio ρ <input type="range"><output></output></label>
<label>Model <select id="network"></select></label>
<button id="play" type="button">Play</button><button id="step" type="button">Step</button>
<button id="reset" type="button">Reset</button><button id="seed" type="button"></button>
<span id="steps"></span>
</div>
<div class="row" id="brushes">Click into a panel (or Tab, arrow keys, Enter) to put a point of the
<label><input type="radio" name="brush" value="0" checked> head</label>
<label><input type="radio" name="brush" value="1"> medium</label>
<label><input type="radio" name="brush" value="2"> tail</label></div>
<p id="said" role="alert"></p><p id="spoken" role="status"></p>
<div id="models"></div>
<p id="about"></p>
<details><summary>Losses and learning rate</summary><div class="row" id="losses"></div>
<div class="row"><label id="rate">Learning rate <input type="range"><output></output></label></div></details>
<noscript>The playground runs in the browser: it needs scripts.</noscript>
</main><script src="playground/player.js"></script></body></html>
"""


def script() -> str:
    """Return the script of the playground."""
    return "\n".join((PLAYER / f"{name}.js").read_text("utf-8") for name in SCRIPTS)


def routes(base: str) -> list[Route]:
    """Return where the playground is served.

    Args:
        base: path that everything lies below, empty or with a slash in front.
    """
    files = {
        PATH: (PAGE, "text/html"),
        f"{PATH}/player.js": (script(), "text/javascript"),
        f"{PATH}/style.css": ((PLAYER / "style.css").read_text("utf-8"), "text/css"),
    }

    def route(path: str, content: str, media_type: str) -> Route:
        def answer(_request: Request) -> Response:
            return Response(content, media_type=media_type)

        return Route(f"{base}/{path}", answer)

    return [route(path, *file) for path, file in files.items()]
