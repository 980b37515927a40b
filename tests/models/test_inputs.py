from ltcore.config.training import MODEL_INPUTS
from ltcore.models import MODELS


def test_what_the_settings_say_a_network_reads_is_what_it_reads():
    assert {name: record.inputs for name, record in MODELS.items()} == MODEL_INPUTS
