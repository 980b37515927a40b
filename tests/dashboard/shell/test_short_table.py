from streamlit.testing.v1 import AppTest


def drawn():
    import pandas as pd

    from dashboard.shell import short_table

    frame = pd.DataFrame({"setting": ["train.epochs", "tau"], "![x](a)": [3, None]})
    short_table.draw(frame)


def test_values_are_text_and_what_is_missing_is_empty():
    at = AppTest.from_function(drawn).run()
    assert not at.exception
    table = at.table[0].value
    assert table.columns.tolist() == ["setting", r"\!\[x\]\(a\)"]
    assert table.iloc[:, 0].tolist() == [r"train\.epochs", "tau"]
    assert table.iloc[1, 1] == ""
