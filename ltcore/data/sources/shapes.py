"""Procedural images of geometric shapes: any number of classes, graded from far apart to alike.

A class is an outline (polygon, star, flower, spokes, hollow polygon, hollow flower), a number of corners or
lobes from 3 on, and a texture. The first classes differ by outline, then by corners, then by texture. All
images of a block are drawn at once: every pixel is turned into the shape's own polar coordinates.
"""

import numpy as np

from ltcore.config.sources import ShapesOptions
from ltcore.data.entry import DataEntry, Outline, Progress
from ltcore.data.writing import SourceWriter
from ltcore.registry import Source
from ltcore.types import FloatArray

OUTLINES = ("polygon", "star", "flower", "spokes", "hollow polygon", "hollow flower")
FEWEST_CORNERS = 3
CORNER_CHOICES = 5
BLOCK_PIXELS = 2**20
"""Pixels drawn at once; bounds the memory at about 150 MB whatever the image size."""
GOLDEN_ANGLE = 2.399963
"""Successive textures turn by this angle (radians), which spreads any number of them evenly."""

STAR_NOTCH = 0.3
"""Distance of a star's inner corners from its centre; the outer ones are at 1."""


def class_name(label: int) -> str:
    """Return the name of a class: outline, corners and texture.

    Example:
        >>> [class_name(label) for label in (0, 1, 6, 30)]
        ['polygon 3', 'star 3', 'polygon 4', 'polygon 3 striped 1']
    """
    outline_index, corners, texture = _class_design(label)
    striped = f" striped {texture}" if texture else ""
    return f"{OUTLINES[outline_index]} {corners}{striped}"


def draw(label: int, n_images: int, options: ShapesOptions, rng: np.random.Generator) -> FloatArray:
    """Draw images of one class.

    Args:
        label: the class, 0 to C - 1.
        n_images: how many.
        options: size, difficulty, clutter and colour.
        rng: source of all variation.

    Returns:
        Brightness in [0, 1], float64 (n_images, H, W, channels).
    """
    columns, rows = _pixel_grid(options.image_size)
    x, y, softness = _place(columns, rows, n_images, options, rng)
    cover = np.clip(_inside(label, x, y) / softness + 0.5, 0.0, 1.0) * _texture(label, x, y)
    background = options.clutter * _strokes(columns, rows, n_images, rng)
    contrast = 1.0 - 0.5 * options.difficulty * rng.random((n_images, 1, 1))
    brightness = background * (1.0 - cover) + contrast * cover
    images = brightness[..., None] * _tints(n_images, options, rng)
    noise = 0.2 * options.clutter * rng.standard_normal(images.shape)
    clipped: FloatArray = np.clip(images + noise, 0.0, 1.0)
    return clipped


def prepare(options: ShapesOptions, writer: SourceWriter, progress: Progress) -> tuple[str, ...]:
    """Write one pool of uint8 images, class after class."""
    block = max(1, BLOCK_PIXELS // options.image_size**2)
    for label in range(options.n_classes):
        rng = np.random.default_rng([options.generator_seed, label])
        for start in range(0, options.per_class, block):
            done = (label + start / options.per_class) / options.n_classes
            progress(done, "drawing shapes")
            n_images = min(block, options.per_class - start)
            images = np.rint(255 * draw(label, n_images, options, rng)).astype(np.uint8)
            writer.append_split("pool", images, np.full(n_images, label, dtype=np.int64))
    return outline(options).class_names


def outline(options: ShapesOptions) -> Outline:
    """Return names and sizes without drawing."""
    names = tuple(class_name(label) for label in range(options.n_classes))
    channels = 3 if options.colour else 1
    return Outline(names, options.per_class, (options.image_size, options.image_size, channels))


def _class_design(label: int) -> tuple[int, int, int]:
    rest, outline_index = divmod(label, len(OUTLINES))
    texture, corner_choice = divmod(rest, CORNER_CHOICES)
    return outline_index, FEWEST_CORNERS + corner_choice, texture


def _pixel_grid(image_size: int) -> tuple[FloatArray, FloatArray]:
    """Return x and y of the pixel centres, each (1, H, W), the image spanning [-1, 1]."""
    centres = (np.arange(image_size) + 0.5) * (2.0 / image_size) - 1.0
    columns, rows = np.meshgrid(centres, centres)
    return columns[None], rows[None]


def _place(
    columns: FloatArray,
    rows: FloatArray,
    n_images: int,
    options: ShapesOptions,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return pixel coordinates as each shape sees them, (n, H, W), and the width of its soft edge."""
    wish = rng.random((4, n_images, 1, 1))
    shift_x, shift_y = 0.35 * options.difficulty * (2.0 * wish[:2] - 1.0)
    radius = 0.8 * (1.0 - 0.45 * options.difficulty * wish[2])
    angle = np.pi * options.difficulty * (2.0 * wish[3] - 1.0)
    x, y = (columns - shift_x) / radius, (rows - shift_y) / radius
    turned_x = np.cos(angle) * x + np.sin(angle) * y
    turned_y = np.cos(angle) * y - np.sin(angle) * x
    return turned_x, turned_y, 2.0 / options.image_size / radius


def _inside(label: int, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the signed distance from the shape's border, roughly, positive inside; radius is 1."""
    outline_index, corners, _ = _class_design(label)
    distance = np.hypot(x, y)
    sector = 2.0 * np.pi / corners
    away = np.abs((np.arctan2(y, x) + 0.5 * sector) % sector - 0.5 * sector)  # from nearest corner
    border = np.cos(0.5 * sector) / np.cos(0.5 * sector - away)
    name = OUTLINES[outline_index]
    inside: FloatArray
    if name == "star":
        notch = STAR_NOTCH * np.sin(0.5 * sector)
        border = notch / (STAR_NOTCH * np.sin(0.5 * sector - away) + np.sin(away))
    elif name.endswith("flower"):
        border = 0.76 + 0.24 * np.cos(corners * away)
    elif name == "spokes":
        along = distance * np.cos(away)
        inside = np.minimum(0.16 - distance * np.sin(away), 1.0 - along)
        return inside
    if name.startswith("hollow"):
        inside = 0.17 - np.abs(distance - (border - 0.17))
        return inside
    inside = border - distance
    return inside


def _texture(label: int, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the fill in [0, 1]: solid for texture 0, stripes of their own angle and width else."""
    texture = _class_design(label)[2]
    if texture == 0:
        return np.ones_like(x)
    angle = GOLDEN_ANGLE * texture
    frequency = 5.0 + 2.0 * (texture % 4)
    waves: FloatArray = np.sin(frequency * (np.cos(angle) * x + np.sin(angle) * y))
    return 0.55 + 0.45 * waves


def _strokes(
    columns: FloatArray, rows: FloatArray, n_images: int, rng: np.random.Generator
) -> FloatArray:
    """Return three straight strokes behind each shape, brightness in [0, 1], (n, H, W)."""
    behind = np.zeros((n_images, *columns.shape[1:]))
    for _ in range(3):
        angle, offset, brightness = rng.random((3, n_images, 1, 1))
        across = np.cos(np.pi * angle) * columns + np.sin(np.pi * angle) * rows
        stroke = np.clip(1.5 - np.abs(across - (1.6 * offset - 0.8)) / 0.08, 0.0, 1.0)
        behind = np.maximum(behind, brightness * stroke)
    return behind


def _tints(n_images: int, options: ShapesOptions, rng: np.random.Generator) -> FloatArray:
    """Return the colour of each image, (n, 1, 1, channels); it tells nothing about the class."""
    if not options.colour:
        return np.ones((n_images, 1, 1, 1))
    return 0.35 + 0.65 * rng.random((n_images, 1, 1, 3))


ENTRY = DataEntry(
    name="shapes",
    title="Shapes",
    summary="Images of polygons, stars, flowers and spokes, generated on demand: any number of "
    "classes.",
    licence="none needed: generated by this program",
    source=Source("Generated by this program", 2026, "https://en.wikipedia.org/wiki/Star_polygon"),
    kind="images",
    options=ShapesOptions,
    bundled=True,
    prepare=prepare,
    outline=outline,
)
