"""What a hall sees of a picture: how high its drawing is, where it ends, and which of its texts nobody can read."""

SHARED = 0.2
"""Share of the text size by which two texts may reach into each other's line; letters fill less than it."""
AIR = 0.2
"""Room above and below the letters of a line, in text sizes."""
MEASURE = f"""() => {{
    const seen = (node) => node.checkVisibility({{ opacityProperty: true, visibilityProperty: true }});
    const shown = (text) => {{
        if (!text.textContent.trim() || text.closest(".hoverlayer, .modebar, defs, .cursor-pointer[opacity='0']")) return false;
        for (let at = text; at && at.tagName !== "DIV"; at = at.parentElement) {{
            const style = getComputedStyle(at);
            // A number that does not fit into its bar is scaled to nothing by plotly (uniformtext).
            if (at.getAttribute("transform")?.includes("scale(0)")) return false;
            if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return false;
        }}
        return true;
    }};
    const size = (text) => {{
        const of = [text, ...text.querySelectorAll("tspan")]
            .filter((part) => [...part.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim()))
            .filter((part) => !getComputedStyle(part).baselineShift.match(/sub|super/) && !part.style.baselineShift
                && !part.hasAttribute("dy") || part.classList.contains("line"))
            .map((part) => parseFloat(getComputedStyle(part).fontSize));
        const matrix = text.getScreenCTM(), scale = Math.hypot(matrix.a, matrix.b);
        return (of.length ? Math.min(...of) : parseFloat(getComputedStyle(text).fontSize)) * scale;
    }};
    const corners = (text) => {{
        const box = text.getBBox(), matrix = text.getScreenCTM(), air = {AIR} * parseFloat(getComputedStyle(text).fontSize);
        return [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right, down]) => {{
            const x = box.x + right * box.width, y = box.y + air + down * (box.height - 2 * air);
            return [matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f];
        }});
    }};
    // How far two boxes that may be turned reach into each other; 0 where a line separates them.
    const shared = (one, other) => {{
        let least = Infinity;
        for (const [a, b] of [[one[0], one[1]], [one[1], one[2]], [other[0], other[1]], [other[1], other[2]]]) {{
            const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
            if (!length) continue;
            const along = (point) => (point[0] * (b[0] - a[0]) + point[1] * (b[1] - a[1])) / length;
            const [p, q] = [one.map(along), other.map(along)];
            least = Math.min(least, Math.min(Math.max(...p), Math.max(...q)) - Math.max(Math.min(...p), Math.min(...q)));
        }}
        return Math.max(least, 0);
    }};
    return [...document.querySelectorAll(".js-plotly-plot")].filter(seen).map((plot) => {{
        const place = plot.getBoundingClientRect(), top = place.top + window.scrollY;
        const lines = (text) => (text.querySelector("tspan.line") ? [...text.querySelectorAll("tspan.line")] : [text])
            .filter((line) => line.textContent.trim());
        const texts = [...plot.querySelectorAll("svg text")].filter(shown).flatMap(lines).map((text) => ({{
            words: text.textContent.trim().slice(0, 50), size: size(text), corners: corners(text) }}));
        // What is wider than its frame scrolls in it.
        const scrolls = plot.scrollWidth > plot.clientWidth + 1;
        const left = place.left - plot.scrollLeft, right = left + plot.scrollWidth;
        const cut = texts.filter(({{ corners }}) => corners.some(([x, y]) =>
            x < (scrolls ? left : Math.max(left, 0)) - 2 || x > (scrolls ? right : Math.min(right, window.innerWidth)) + 2
            || y < place.top - 3 || y > place.bottom + 3));
        const over = [];
        texts.forEach((one, index) => texts.slice(index + 1).forEach((other) => {{
            if (shared(one.corners, other.corners) > {SHARED} * Math.min(one.size, other.size))
                over.push(`${{one.words}} | ${{other.words}}`);
        }}));
        const name = plot.closest("[class*=st-key-figure_]")?.className.match(/st-key-figure_(\\S+)/)?.[1] ?? "";
        return {{
            name, drawing: Math.round(plot._fullLayout._size.h), width: Math.round(plot._fullLayout._size.w),
            top: Math.round(top), bottom: Math.round(top + place.height), screen: window.innerHeight,
            least: Math.round(10 * Math.min(...texts.map(({{ size }}) => size))) / 10,
            small: texts.filter(({{ size }}) => size < parseFloat(getComputedStyle(document.documentElement).fontSize) - 0.1)
                .map(({{ words }}) => words).slice(0, 5),
            cut: cut.map(({{ words }}) => words).slice(0, 6), over: over.slice(0, 6),
        }};
    }});
}}"""
"""What is measured of every picture in sight."""
SIDEWAYS = "Math.max(document.documentElement.scrollWidth - window.innerWidth, 0)"
"""By how many pixels a page leaves the screen at the right."""
FITTED = """() => [...document.querySelectorAll(".js-plotly-plot")].every((plot) => !plot.clientHeight
    || Math.abs(plot._fullLayout.height - plot.clientHeight) < 2)"""
"""Whether every picture is drawn as large as its place is now."""
