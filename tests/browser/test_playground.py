"""The playground in the real browser: its arithmetic is ltcore's, and what a student does with it works."""

import json
from itertools import pairwise

import numpy as np
import pytest
import torch

from dashboard.playground.page import script
from ltcore.classwise import class_weights, ldam_margins, log_priors, vs_multipliers
from ltcore.losses import softmax_cross_entropy, softmax_focal, vector_scaling
from ltcore.losses.ldam import margin_logits

pytestmark = pytest.mark.browser

COUNTS = [150, 27, 5]
SCALE = 10.0


def weights(scheme, **settings):
    return torch.tensor(class_weights(COUNTS, scheme, **settings))


def shifted(logits, targets, **settings):
    multipliers = settings.pop("multipliers", torch.ones(3, dtype=torch.float64))
    offsets = torch.tensor(log_priors(COUNTS))
    return vector_scaling(logits, targets, multipliers, offsets, **settings)


def with_margins(logits, targets, **settings):
    margins = torch.tensor(ldam_margins(COUNTS, 5 / SCALE))
    moved = margin_logits(logits / SCALE, targets, margins, scale=SCALE)
    return softmax_cross_entropy(moved, targets, **settings)


OURS = {
    "erm": softmax_cross_entropy,
    "inverse": lambda *a, **k: softmax_cross_entropy(*a, class_weights=weights("inverse"), **k),
    "effective": lambda *a, **k: softmax_cross_entropy(
        *a, class_weights=weights("effective", beta=0.99), **k
    ),
    "focal": lambda logits, targets, **k: softmax_focal(logits, targets, 2, **k),
    "ldam": with_margins,
    "logit_adjusted": shifted,
    "vector_scaling": lambda *a, **k: shifted(
        *a, multipliers=torch.tensor(vs_multipliers(COUNTS, 0.15)), **k
    ),
    "post_hoc": softmax_cross_entropy,
}
"""Name of a loss in the browser -> the same loss here."""


@pytest.fixture
def alone(open_page):
    """The script without its page: a function of it that does not begin anything."""
    page = open_page("about:blank")
    page.add_script_tag(content=script().partition("const STEPS_A_FRAME")[0])
    return page


def test_there_is_a_counterpart_of_each_loss(alone):
    assert alone.evaluate("Object.keys(LOSSES)") == list(OURS)


@pytest.mark.parametrize("name", OURS)
def test_losses_and_gradients_are_those_of_the_engine(alone, name):
    rng = np.random.default_rng(0)
    logits = np.concatenate([rng.normal(0, 3, (40, 3)), [[60, 0, 0], [0, 0, 60], [-700, 700, 0]]])
    targets = np.arange(len(logits)) % 3
    found = alone.evaluate(
        """([name, counts, logits, targets]) => {
            const numbers = LOSSES[name].numbers(counts);
            return logits.map((row, index) => {
                const gradient = new Float64Array(row.length);
                return [lossOf(row, targets[index], numbers, gradient), [...gradient]];
            });
        }""",
        [name, COUNTS, logits.tolist(), targets.tolist()],
    )
    leaf = torch.tensor(logits, requires_grad=True)
    wanted = OURS[name](leaf, torch.tensor(targets), reduction="none")
    wanted.sum().backward()
    assert leaf.grad is not None
    pairs = (
        ([loss for loss, _ in found], wanted.detach().numpy()),
        ([row for _, row in found], leaf.grad.numpy()),
    )
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-7)  # float32 has 1.2e-7


@pytest.mark.parametrize("sizes", [[2, 3], [2, 16, 16, 3]])
def test_a_training_ends_at_the_weights_of_torch(alone, sizes):
    told = alone.evaluate(
        """(sizes) => {
            const points = drawn(SCENES.clouds, [30, 9, 3], 5), network = new Network(sizes, 1);
            const weights = () => network.layers.flatMap((layer) => [[...layer.weights], [...layer.biases]]);
            const begun = weights(), numbers = LOSSES.logit_adjusted.numbers([30, 9, 3]);
            const losses = Array.from({ length: 50 }, () => network.step(points, numbers, 0.1));
            return { points, begun, ended: weights(), losses };
        }""",
        sizes,
    )
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [torch.nn.Linear(inputs, outputs, dtype=torch.float64), torch.nn.Tanh()]
    network = torch.nn.Sequential(*layers[:-1])
    parameters = list(network.parameters())
    for parameter, values in zip(parameters, told["begun"], strict=True):
        parameter.data = torch.tensor(values, dtype=torch.float64).reshape(parameter.shape)
    xy = torch.tensor([[point["x"], point["y"]] for point in told["points"]], dtype=torch.float64)
    labels = torch.tensor([point["label"] for point in told["points"]])
    offsets = torch.tensor(log_priors([30, 9, 3]))
    optimiser = torch.optim.SGD(parameters, lr=0.1, momentum=0.9)
    losses = []
    for _ in range(50):
        optimiser.zero_grad()
        ones = torch.ones(3, dtype=torch.float64)
        loss = vector_scaling(network(xy), labels, ones, offsets)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    np.testing.assert_allclose(told["losses"], losses, rtol=1e-9)
    for parameter, values in zip(parameters, told["ended"], strict=True):
        np.testing.assert_allclose(
            values, parameter.detach().numpy().ravel(), rtol=1e-8, atol=1e-10
        )


def test_the_best_rule_for_three_clouds_decides_by_distance(alone):
    found = alone.evaluate(
        """() => {
            const rule = bayesRule(SCENES.clouds), points = drawn(SCENES.clouds, [200, 200, 200], 3);
            return points.map(({ x, y }) => rule(x, y) === CLOUDS
                .map(([a, b]) => Math.hypot(x - a, y - b)).reduce((best, far, at, all) => (far < all[best] ? at : best), 0));
        }"""
    )
    assert all(found)
    assert alone.evaluate("bayesRule(SCENES.moons) ?? null") is None
    assert alone.evaluate("countsOf(3, 150, 100)") == [150, 15, 2]


@pytest.mark.parametrize(
    "asked", ["data=constructor", "losses=toString", "__proto__=1", "seed=1e9"]
)
def test_a_link_that_cannot_be_meant_shows_the_default_and_says_so(server, open_page, asked):
    page = open_page(f"{server.address}/playground?{asked}")
    page.get_by_text("which is not legal here. The default is shown instead.").wait_for()
    assert page.get_by_role("heading", level=2).count() == 6


def test_a_student_plays_changes_and_shares_it(server, open_page):
    page = open_page(
        f"{server.address}/playground?ratio=50&data=clouds&losses=erm,logit_adjusted&rate=7"
    )
    page.get_by_text("The link asks for rate, which is not legal here.").wait_for()
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "Cross-entropy",
        "Logit adjustment, τ = 1",
    ]
    tail = "lab.models.map(({ recalls }) => recalls.at(-1))"
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("lab.steps > 120")
    page.get_by_role("button", name="Pause").click()
    plain, adjusted = page.evaluate(tail)
    assert adjusted > plain + 0.2
    steps = page.evaluate("lab.steps")
    page.get_by_role("button", name="Step").click()
    assert page.evaluate("lab.steps") == steps + 1
    assert page.evaluate("lab.models[1].errors.at(-1) < lab.world.best + 0.15")
    page.locator("#network").select_option("network")
    assert "network=network" in page.url
    shared = page.url
    page.get_by_text("Losses and learning rate").click()
    page.get_by_label("Focal").check()
    assert page.get_by_role("heading", level=2).count() == 3
    again = open_page(shared)
    assert json.loads(again.evaluate("JSON.stringify(lab.settings)"))["network"] == "network"
    assert again.evaluate("JSON.stringify(lab.world.points)") == page.evaluate(
        "JSON.stringify(lab.world.points)"
    )
    again.locator("#data").select_option("own")
    again.get_by_text("no points yet").wait_for()
    assert again.get_by_text("Balanced error").count() == 0
    for place, brush in ((60, 0), (120, 2)):
        again.locator(f"input[name=brush][value='{brush}']").check()
        again.locator(".field").first.click(position={"x": place, "y": place})
    assert again.evaluate("lab.world.counts") == [1, 0, 1]
    again.get_by_role("button", name="Step").click()
    assert "NaN" not in again.inner_text("main")


POINTS = [[-2.6, 2.6, 0], [0.0, 0.0, 1], [2.6, -2.6, 2]]


def test_points_fit_into_three_letters_each(alone):
    """By hand: 65,536 times the class, plus 256 times the column, plus the row, in base 64."""
    points = [{"x": x, "y": y, "label": label} for x, y, label in POINTS]
    assert alone.evaluate("packed", points[:1]) == "AD_"  # 0, 0, 255
    assert alone.evaluate("packed", points[2:]) == "v8A"  # 2, 255, 0: 196,352 = 47, 60, 0
    back = alone.evaluate("(points) => unpacked(packed(points))", points)
    found = np.array([[one["x"], one["y"], one["label"]] for one in back])
    np.testing.assert_allclose(found, POINTS, atol=5.2 / 255 / 2 + 1e-9)
    again = alone.evaluate("(points) => packed(unpacked(packed(points)))", points)
    assert again == alone.evaluate("packed", points)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A", "1 letters, and each point takes 3"),
        ("AB%", "letters other than"),
        ("<b>", "letters other than"),
        ("___", "a class other than head, medium and tail"),
        ("AAA" * 601, "more than 600 points"),
    ],
)
def test_points_that_cannot_be_meant_are_refused_with_a_reason(alone, text, why):
    assert why in alone.evaluate("wrongWith", text)
    told = alone.evaluate(
        "(text) => settingsOf(`?data=own&points=${encodeURIComponent(text)}`)", text
    )
    assert (told["settings"]["data"], told["settings"]["points"]) == ("own", "")
    assert told["ignored"] == [f"points ({alone.evaluate('wrongWith', text)})"]


def test_points_are_put_by_keyboard_and_lie_in_the_link(server, open_page):
    page = open_page(f"{server.address}/playground?data=own&losses=erm,inverse")
    page.get_by_text("no points yet").first.wait_for()
    page.locator(".field").first.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    spoken = page.locator("#spoken")
    assert spoken.inner_text() == "head put at x -0.3, y 0.2; 1 point"
    page.locator("input[name=brush][value='2']").check()
    page.locator(".field").first.focus()
    for key in (*["ArrowRight"] * 4, "Shift+ArrowRight", " "):
        page.keyboard.press(key)
    assert spoken.inner_text() == "tail put at x 0.4, y 0.2; 2 points"
    assert page.evaluate("lab.plays") is False  # Space put a point, and began nothing
    label = page.locator(".field").first.get_attribute("aria-label")
    assert "Arrow keys move the cursor" in label
    shared = open_page(page.url)
    assert shared.evaluate("lab.world.counts") == [1, 0, 1]
    same = "JSON.stringify(lab.world.points)"
    assert shared.evaluate(same) == page.evaluate(same)
    page.keyboard.press("Backspace")
    assert page.evaluate("lab.world.counts") == [1, 0, 0]
    page.locator("#data").select_option("moons")
    assert "points" not in page.url
    assert page.locator(".field").first.get_attribute("tabindex") is None
    broken = open_page(f"{server.address}/playground?data=own&points=AAAA")
    broken.get_by_text(
        "points (4 letters, and each point takes 3), which is not legal here"
    ).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_follows_the_browser(server, open_page, scheme):
    page = open_page(f"{server.address}/playground?data=own&points=v8A", scheme=scheme, width=400)
    page.get_by_role("button", name="Step").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert (
        page.evaluate(ground) == {"light": "rgb(253, 253, 252)", "dark": "rgb(20, 23, 26)"}[scheme]
    )
    box = page.locator(".field").first.bounding_box()
    assert 300 <= box["width"] <= 400
    assert box["width"] == pytest.approx(box["height"], abs=3)
