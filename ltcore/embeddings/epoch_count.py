"""Progress of a library that shows a tqdm bar and has no callback."""

import re

from ltcore.embeddings.progress import Layout


class EpochCount:
    """A file that a tqdm bar is written to: passes the number of the epoch on.

    Args:
        layout: told about each.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def write(self, text: str) -> int:
        """Take one drawing of the bar, which is the number alone."""
        number = re.search(r"\d+", text)
        if number:
            self._layout.report(int(number[0]), "layout epoch")
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""
