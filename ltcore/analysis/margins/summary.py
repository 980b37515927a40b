"""What one looks at in the margins of a run: their quantiles per class, and how many reach LDAM's."""

import numpy as np
import pandas as pd

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def margin_summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row per class, most frequent first.

    Args:
        frame: frame of ``ltcore.analysis.margins.observed.margins_frame``, one row per example.

    Returns:
        Columns rank, name, train_count, ldam_margin, examples, smallest, q05, q25, q50, q75, q95 of the
        margins, and reached: the share of examples with at least LDAM's margin.

    Example:
        >>> frame = pd.DataFrame({"rank": 0, "name": "cat", "train_count": 9, "ldam_margin": 0.5,
        ...                       "margin": [-0.2, 0.4, 0.6]})
        >>> margin_summary(frame)[["examples", "smallest", "q50"]].values.tolist()
        [[3.0, -0.2, 0.4]]
    """
    rows = []
    for rank, members in frame.groupby("rank"):
        margins = members["margin"].to_numpy(dtype=np.float64)
        first = members.iloc[0]
        quantiles = np.quantile(margins, QUANTILES)
        rows.append(
            {
                "rank": rank,
                **{column: first[column] for column in ("name", "train_count", "ldam_margin")},
                "examples": margins.size,
                "smallest": margins.min(),
                **{
                    f"q{100 * at:02.0f}": value
                    for at, value in zip(QUANTILES, quantiles, strict=True)
                },
                "reached": float(np.mean(margins >= first["ldam_margin"])),
            }
        )
    return pd.DataFrame(rows)
