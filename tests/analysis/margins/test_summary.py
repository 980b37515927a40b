import numpy as np
import pandas as pd

from ltcore.analysis.margins.summary import margin_summary


def test_quantiles_and_the_share_that_reaches_the_margin():
    frame = pd.DataFrame(
        {
            "rank": [1, 0, 0, 0, 0, 0],
            "name": ["lynx"] + ["cat"] * 5,
            "train_count": [1] + [16] * 5,
            "ldam_margin": [0.5] + [0.25] * 5,
            "margin": [-0.5, 0.0, 0.1, 0.25, 0.3, 0.4],
        }
    )
    summary = margin_summary(frame)
    assert summary["name"].tolist() == ["cat", "lynx"]
    assert summary["examples"].tolist() == [5, 1]
    np.testing.assert_allclose(summary["reached"], [0.6, 0], atol=1e-12)
    np.testing.assert_allclose(summary.loc[0, ["q05", "q25", "q50", "q75", "q95"]].astype(float), [0.02, 0.1, 0.25, 0.3, 0.38])  # fmt: skip
    np.testing.assert_allclose(summary["smallest"], [0, -0.5], atol=1e-12)
    np.testing.assert_allclose(summary.loc[1, ["q05", "q95"]].astype(float), -0.5)
