import pytest
import torch

from nlp_suite import InvalidInputError
from nlp_suite.engines.pretrained.torch_settings import TorchSettings


def test_defaults():
    settings = TorchSettings.choose()
    assert (settings.device, settings.dtype, settings.threads) == ("cpu", torch.float32, None)
    assert TorchSettings.choose(runtime="torch", compute_type="float16").dtype is torch.float16


def test_auto_takes_what_is_there():
    device = TorchSettings.choose(device="auto").device
    assert device == "cpu" if not torch.cuda.is_available() else device == "cuda"
    torch.zeros(1, device=device)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"runtime": "keras"}, "runtime must be 'torch' for engine='pretrained', got 'keras'"),
        ({"runtime": "ctranslate2"}, "got 'ctranslate2'"),
        ({"device": "gpu"}, r"device must be one of .*'cuda', 'mps'.*, got 'gpu'"),
        ({"compute_type": "int8"}, r"compute_type must be one of \['bfloat16', .*, got 'int8'"),
        ({"threads": 0}, "threads must be a whole number from 1 up, got 0"),
    ],
)
def test_bad_arguments(arguments, message):
    with pytest.raises(InvalidInputError, match=message):
        TorchSettings.choose(**arguments)


@pytest.mark.skipif(torch.backends.mps.is_available(), reason="this machine has Apple's GPU")
def test_a_device_that_is_not_there():
    with pytest.raises(InvalidInputError, match="device is 'mps', but PyTorch finds no such"):
        TorchSettings.choose(device="mps")


def test_threads_are_put_back():
    before = torch.get_num_threads()
    settings = TorchSettings.choose(threads=before + 1)
    with settings.computing():
        assert torch.get_num_threads() == before + 1
        assert torch.is_inference_mode_enabled()
    with pytest.raises(KeyError), settings.computing():
        raise KeyError
    assert torch.get_num_threads() == before
    assert not torch.is_inference_mode_enabled()
