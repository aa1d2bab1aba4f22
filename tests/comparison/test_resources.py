import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from nlp_suite import ModelFormatError
from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.comparison.resources import measure_size
from nlp_suite.models import ModelFolder


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "english-german"])
def test_a_model_folder_has_the_parameters_of_its_model(name):
    folder = MODELS_FOLDER / name
    size = measure_size(folder)
    assert size.weight_bytes == (folder / "model.safetensors").stat().st_size
    parameters = ModelFolder.open(folder).read_parameters()
    assert size.parameters == sum(array.size for array in parameters.values())


def test_a_checkpoint(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    shards = {"a.safetensors": {"x": np.zeros((3, 4))}, "b.safetensors": {"y": np.zeros(5, "f2")}}
    for file, tensors in shards.items():
        save_file(tensors, tmp_path / file)
    weight_map = {name: file for file, tensors in shards.items() for name in tensors}
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": weight_map}))
    files = [tmp_path / file for file in shards]
    assert measure_size(tmp_path) == (sum(file.stat().st_size for file in files), 17)
    index.unlink()
    files[0].rename(tmp_path / "model.safetensors")
    assert measure_size(tmp_path).parameters == 12


def test_damaged_weights(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    with pytest.raises(ModelFormatError, match="the weights cannot be read"):
        measure_size(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelFormatError, match="the weights cannot be read"):
        measure_size(tmp_path)
