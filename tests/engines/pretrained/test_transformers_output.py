import warnings

import pytest
from huggingface_hub.utils import are_progress_bars_disabled, disable_progress_bars
from huggingface_hub.utils import enable_progress_bars as enable_hub_bars
from transformers.utils import logging

from nlp_suite.engines.pretrained.transformers_output import quiet_transformers


@pytest.fixture(autouse=True)
def untouched():
    verbosity = logging.get_verbosity()
    yield
    logging.set_verbosity(verbosity)
    logging.enable_progress_bar()
    enable_hub_bars()


def test_nothing_is_printed(capfd):
    logging.set_verbosity_info()
    with quiet_transformers():
        logging.get_logger("transformers.test").warning("No.")
        warnings.warn("Neither.", stacklevel=1)
        list(logging.tqdm(range(3)))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("bars", [True, False])
def test_settings_are_put_back(bars):
    logging.set_verbosity_info()
    (logging.enable_progress_bar if bars else logging.disable_progress_bar)()
    with pytest.raises(KeyError), quiet_transformers():
        raise KeyError
    assert logging.get_verbosity() == logging.INFO
    assert logging.is_progress_bar_enabled() is bars
    assert are_progress_bars_disabled() is not bars


def test_the_hub_s_bars_stay_off_where_they_were():
    disable_progress_bars()
    with quiet_transformers():
        pass
    assert are_progress_bars_disabled()
    assert logging.is_progress_bar_enabled()
