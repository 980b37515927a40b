"""Tables as plain text, safe for a terminal."""

from collections.abc import Sequence


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the rows below the header, in columns as wide as their widest cell.

    Example:
        >>> print(text_table(["method", "seeds"], [["erm", "5"], ["ldam_drw", "5"]]))
        method    seeds
        erm       5
        ldam_drw  5
    """
    lines = [[one_line(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    r"""Return the rows as a Markdown table.

    Example:
        >>> print(markdown_table(["a", "b"], [["1", "2 | 3"]]))
        | a | b |
        | --- | --- |
        | 1 | 2 \| 3 |
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        f"| {' | '.join(one_line(cell).replace('|', chr(92) + '|') for cell in line)} |"
        for line in lines
    )


def one_line(text: str) -> str:
    r"""Return ``text`` without line breaks and terminal control characters, which a name may hold.

    Example:
        >>> one_line("red\x1b[31m alert\n")
        'red [31m alert'
    """
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share as a percentage, and a dash where there is none.

    Example:
        >>> percent(0.1234), percent(None), percent(float("nan"))
        ('12.3 %', '-', '-')
    """
    if share is None or share != share:
        return "-"
    return f"{100 * share:.{digits}f} %"
