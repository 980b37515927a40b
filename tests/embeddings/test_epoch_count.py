from ltcore.embeddings.epoch_count import EpochCount
from ltcore.embeddings.progress import Layout


def test_the_bar_of_the_layout_tells_the_epoch():
    told = []
    bar = EpochCount(Layout(lambda *words: told.append(words[2]), total=500, before=0.3))
    for text in ("\r0", "\r", "\r      \r", "\r120", "\n"):
        assert bar.write(text) == len(text)
    bar.flush()
    assert told == ["layout epoch 0 of 500", "layout epoch 120 of 500"]
