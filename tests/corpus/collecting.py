"""Writes the files of the corpus and what each one means into a manifest."""

import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.sample import Sample

LARGEST_FILE = 8 * 1024
LARGEST_CORPUS = 1024 * 1024
HAND = "by hand"


class Corpus:
    """Collects files below one folder.

    Args:
        root: folder of the files.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.entries: list[dict[str, Any]] = []

    def table(
        self,
        name: str,
        writer: str,
        drawn: Sample,
        write: Callable[[Path], object],
        *,
        options: dict[str, Any] | None = None,
        **changed: Any,
    ) -> None:
        """Add a table that is read whole; ``changed`` replaces parts of what the sample says."""
        self._add(name, writer, "table", write, options, {**drawn.expected(), **changed})

    def texts(
        self,
        name: str,
        writer: str,
        drawn: Sample,
        texts: list[str],
        write: Callable[[Path], object],
        *,
        options: dict[str, Any] | None = None,
    ) -> None:
        """Add a table of texts; their length tells whether line ends and quotes came through."""
        expected = {
            "classes": list(drawn.names),
            "counts": drawn.counts,
            "rows": len(texts),
            "characters": sum(map(len, texts)),
        }
        self._add(name, writer, "text", write, options, expected)

    def imported(
        self,
        name: str,
        writer: str,
        drawn: Sample,
        predicted: np.ndarray[Any, Any],
        write: Callable[[Path], object],
        *,
        options: dict[str, Any] | None = None,
        scores: np.ndarray[Any, Any] | None = None,
        **changed: Any,
    ) -> None:
        """Add predictions; ``scores`` are the logits (N, C) that the file means, None where it has none."""
        present = [number for number in range(len(drawn.names)) if drawn.counts[number]]
        recalls = [np.mean(predicted[drawn.numbers == number] == number) for number in present]
        expected = {
            "classes": list(drawn.names),
            "counts": drawn.counts,
            "rows": len(predicted),
            "predicted": np.bincount(predicted, minlength=len(drawn.names)).tolist(),
            "balanced_error": round(1 - float(np.mean(recalls)), 9),
            "first_scores": None if scores is None else [round(float(z), 5) for z in scores[0]],
        }
        self._add(name, writer, "import", write, options, {**expected, **changed})

    def images(
        self, name: str, write: Callable[[Path], object], writer: str = "numpy", **expected: Any
    ) -> None:
        self._add(name, writer, "image_arrays", write, None, expected)

    def refused(
        self,
        name: str,
        writer: str,
        words: list[str],
        write: Callable[[Path], object],
        *,
        read: str = "table",
        options: dict[str, Any] | None = None,
    ) -> None:
        """Add a file that no reading of can be right; ``words`` must be in the message."""
        self._add(name, writer, read, write, options, {"refused": words})

    def finish(self, manifest: Path) -> None:
        """Write the manifest.

        Raises:
            ValueError: a name comes twice, or a file or all together are too large.
        """
        names = [entry["file"] for entry in self.entries]
        if len(set(names)) != len(names):
            raise ValueError(f"twice: {next(name for name in names if names.count(name) > 1)}")
        files = [path for path in self.root.rglob("*") if path.is_file()]
        large = [path for path in files if path.stat().st_size > LARGEST_FILE]
        if large or sum(path.stat().st_size for path in files) > LARGEST_CORPUS:
            raise ValueError(f"too large: {large}")
        lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in self.entries)
        manifest.write_text(f"[\n{lines}\n]\n", "utf-8")

    def _add(
        self,
        name: str,
        writer: str,
        read: str,
        write: Callable[[Path], object],
        options: dict[str, Any] | None,
        expected: dict[str, Any],
    ) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path)
        package = writer.split(":")[0]
        said = writer if package == HAND else writer.replace(package, _version(package), 1)
        entry: dict[str, Any] = {"file": name, "writer": said, "read": read}
        self.entries.append({**entry, "options": options or {}, **expected})


def text(content: str, *, encoding: str = "utf-8") -> Callable[[Path], object]:
    """Return a function that writes exactly this text."""
    return lambda path: path.write_bytes(content.encode(encoding))


def to(write: Callable[..., object], *others: Any, **how: Any) -> Callable[[Path], object]:
    """Return a function that calls ``write`` with a path and the rest."""
    return lambda path: write(path, *others, **how)


def lines(rows: list[str], end: str = "\n") -> str:
    return end.join(rows) + end


def _version(package: str) -> str:
    return "python" if package == "python" else f"{package} {metadata.version(package)}"
