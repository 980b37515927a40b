#!/usr/bin/env bash
# Package: plotly.js-cartesian-dist-min 4.1.1 (npm), run by jsdom 26.1.0
# Expected: a bundle that holds a part of plotly.js refuses a kind of trace that it does not hold, or says so.
# Happens: it draws the trace as scatter: ten thousand points of scattergl as elements of the page, a matrix of
#   scatter plots or a sunburst as one line through x and y. The promise is kept, and nothing is written to the console.
# Follows: a page that loads a bundle must know what it holds (cartesian has no scattergl), or compare what was asked
#   with what is drawn: data[i].type with _fullData[i].type.
. "$(dirname "$0")/lib/check.sh"
command -v npm >/dev/null || untried "npm is not installed"
npm --prefix "$folder" install --silent --no-audit --no-fund plotly.js-cartesian-dist-min@4.1.1 jsdom@26.1.0 \
  >"$folder/npm.txt" 2>&1 || untried "npm install"
"${PYTHON:-python3}" -m venv "$folder/venv" || untried "no virtual environment"
expect "4.1.1
scatter is drawn as scatter
scattergl is drawn as scatter
splom is drawn as scatter
sunburst is drawn as scatter
said: nothing" <<'PY'
import pathlib
import subprocess

pathlib.Path("../draw.js").write_text("""
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<div></div>", { runScripts: "outside-only", pretendToBeVisual: true });
window.URL.createObjectURL = () => "";
window.SVGElement.prototype.getBBox = () => ({ x: 0, y: 0, width: 10, height: 10 }); // jsdom lays nothing out
const said = [];
for (const kind of ["log", "info", "warn", "error"]) window.console[kind] = (...words) => said.push(words.join(" "));
window.eval(require("fs").readFileSync(require.resolve("plotly.js-cartesian-dist-min"), "utf-8"));
const { Plotly } = window, place = window.document.querySelector("div");
(async () => {
    console.log(Plotly.version);
    for (const type of ["scatter", "scattergl", "splom", "sunburst"]) {
        await Plotly.newPlot(place, [{ type, x: [1, 2, 3], y: [1, 2, 3] }], { width: 300, height: 200 });
        console.log(`${type} is drawn as ${place._fullData[0].type}`);
    }
    console.log(`said: ${said.join("; ") || "nothing"}`);
})();
""")
print(subprocess.run(["node", "../draw.js"], capture_output=True, text=True, check=True).stdout.strip())
PY
