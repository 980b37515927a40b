"""One line of an image list: what is the path in it, what is the label?"""

import re

from ltcore.data.errors import DataError
from ltcore.data.sources.listing import SUFFIXES

_SUFFIX = "|".join(re.escape(suffix) for suffix in sorted(SUFFIXES))
AFTER_SUFFIX = re.compile(rf"(.*(?:{_SUFFIX}))(\s*,\s*|\s+)(.*)", re.IGNORECASE)
PATH_WORDS = frozenset(
    {"path", "file", "filename", "file_name", "filepath", "file_path", "id", "name"}
    | {"image", "images", "image_path", "image_name", "image_id", "img"}
)
LABEL_WORDS = frozenset(
    {"label", "labels", "class", "class_name", "category", "category_id", "target", "y"}
)


def parse_line(line: str, where: str) -> tuple[str, str]:
    r"""Return path and label of a line.

    Tabs part them where there are any; else a comma or blanks behind the image's suffix; else the last
    blanks. So a path may hold blanks and commas, and behind a tab or a comma a label may hold blanks.

    Args:
        line: a line that is not empty.
        where: how messages call it.

    Raises:
        DataError: the line is not one path and one label.

    Example:
        >>> [parse_line(line, "") for line in ("my cats/1.png 3", "a.png\t great owl", "a, b.jpg,0", "b   1")]
        [('my cats/1.png', '3'), ('a.png', 'great owl'), ('a, b.jpg', '0'), ('b', '1')]
    """
    text = line.strip()
    if "\t" in text:
        path, *labels = [
            field for field in text.split("\t") if field.strip()
        ]  # some align with tabs
    elif match := AFTER_SUFFIX.fullmatch(text):
        path, separator, rest = match.groups()
        labels = rest.split("," if "," in separator else None)
    else:
        path, *labels = text.rsplit(maxsplit=1) if " " in text else text.split(",")
    fields = [label.strip() for label in labels]
    if len(fields) != 1 or not fields[0] or not path.strip():
        raise DataError(
            f"{where} is {line[:80]!r}: expected `path label`, with blanks, a tab or a comma "
            "before the label"
        )
    return path.strip(), fields[0]


def is_header(path: str, label: str) -> bool:
    """Tell whether the two words of a first line name columns.

    Example:
        >>> is_header("Filename", "label"), is_header("cat", "label")
        (True, False)
    """
    return path.casefold() in PATH_WORDS and label.casefold() in LABEL_WORDS
