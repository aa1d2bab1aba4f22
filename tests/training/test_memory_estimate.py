import dataclasses
import math

import pytest

from nlp_suite.errors import InvalidInputError
from nlp_suite.models import EncoderConfig, Seq2SeqConfig, TransformerConfig
from nlp_suite.training.memory_estimate import available_memory, check_memory, count_parameters

SIZES = {"source_vocabulary_size": 30, "target_vocabulary_size": 40}


@pytest.mark.parametrize(
    "config",
    [
        TransformerConfig.preset("tiny", **SIZES, num_encoder_layers=5, num_decoder_layers=3),
        Seq2SeqConfig(**SIZES, num_encoder_layers=4, num_decoder_layers=3),
        EncoderConfig(
            vocabulary_size=30,
            num_layers=4,
            model_dim=8,
            num_heads=2,
            feed_forward_dim=16,
            max_length=8,
        ),
    ],
)
def test_parameters_are_counted_without_a_list_of_all(config):
    expected = sum(math.prod(shape) for shape in config.parameter_shapes().values())
    assert count_parameters(config) == expected
    field = next(iter(config.layer_numbers()))
    assert count_parameters(dataclasses.replace(config, **{field: 10**9})) > 10**9


def test_what_does_not_fit_is_said_with_numbers():
    config = TransformerConfig.preset("tiny", **SIZES, feed_forward_dim=10**9)
    message = r"parameters, which take [\d,]+\.\d GB with .* got 8\.0 GB of memory; make the model"
    with pytest.raises(InvalidInputError, match=message):
        check_memory(config, batch_tokens=10, outputs=40, available=8_000_000_000)
    check_memory(config, batch_tokens=10, outputs=40, available=None)
    small = TransformerConfig.preset("tiny", **SIZES)
    check_memory(small, batch_tokens=10, outputs=40, available=8_000_000_000)
    with pytest.raises(InvalidInputError, match="the 100,000,000 tokens of a batch at least 32"):
        check_memory(small, batch_tokens=10**8, outputs=40, available=8_000_000_000)


def test_the_least_of_what_the_machine_and_a_container_have(tmp_path):
    assert available_memory(tmp_path) is None
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc" / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:       5 kB\n")
    assert available_memory(tmp_path) == 5 * 1024
    group = tmp_path / "sys" / "fs" / "cgroup"
    group.mkdir(parents=True)
    (group / "memory.max").write_text("max\n")
    (group / "memory.current").write_text("1000\n")
    assert available_memory(tmp_path) == 5 * 1024
    (group / "memory.max").write_text("3000\n")
    assert available_memory(tmp_path) == 2000
