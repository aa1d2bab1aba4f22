"""Makes a model folder of a translator's checkpoint, perhaps interpolated with older weights.

    python scripts/write_translator.py scripts/configs/translators/continued.toml \
        runs/continued/data runs/continued/english-german --output runs/continued/model

With --share 0.5 the weights are the means of the checkpoint's and those of the model folder that
the training started from.
"""

import argparse
from pathlib import Path

from tokenizers import Tokenizer
from torch_training.checkpointed_training import load_checkpoint
from translator_training.corpus import TOKENIZER_FILES, TRAIN_FILE, read_pairs
from translator_training.starting_point import find_starting_point
from translator_training.torch_transformer import TorchTransformer
from translator_training.training_loop import TranslatorTrainingConfig

from nlp_suite.models.folder.writer import STORAGE_TYPES, write_model_folder
from nlp_suite.text.words import collect_words


def main() -> None:
    """Reads the command line, and writes the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config", type=Path, help="TOML file that the run was made with")
    parser.add_argument("corpus", type=Path, help="what prepare_translation_data.py wrote")
    parser.add_argument("run", type=Path, help="what train_translator.py wrote")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--start-from", help="model folder; else `start_from` of the file")
    parser.add_argument("--share", type=float, default=1.0, help="weight of the checkpoint")
    parser.add_argument("--reverse", action="store_true", help="German to English")
    parser.add_argument("--dtype", choices=STORAGE_TYPES, default="int8")
    arguments = parser.parse_args()
    if not 0 <= arguments.share <= 1:
        raise SystemExit(f"--share must be from 0 to 1, got {arguments.share}")
    config, folder = find_starting_point(arguments.config, arguments.start_from)
    model = TorchTransformer(config)
    load_checkpoint(model, arguments.run)
    parameters = model.export_parameters()
    if folder:
        share = arguments.share
        for name, before in folder.read_parameters(dtype="float32").items():
            parameters[name] = share * parameters[name] + (1 - share) * before
    elif arguments.share != 1:
        raise SystemExit("--share needs a model folder that the training started from")
    # English only: every German noun has a capital, so that one that is not known is no name.
    english = (pair.english for pair in read_pairs(arguments.corpus / TRAIN_FILE))
    words_before = folder and folder.read_words("target" if arguments.reverse else "source")
    words = collect_words(english) | (words_before or frozenset())
    languages = ("de", "en") if arguments.reverse else ("en", "de")
    longest = TranslatorTrainingConfig.from_toml(arguments.config).max_tokens
    if folder:
        longest = folder.options["max_source_tokens"]
    source, target = (Tokenizer.from_file(str(arguments.corpus / name)) for name in TOKENIZER_FILES)
    write_model_folder(
        arguments.output,
        config,
        parameters,
        (source, target),
        card=f"# {arguments.output.name}\n\nTrained with `{arguments.config.name}`.\n",
        task="translate",
        options={
            "source_language": languages[0],
            "target_language": languages[1],
            # A longer sentence than those of the training is cut before it is translated.
            "max_source_tokens": longest,
        },
        dtype=arguments.dtype,
        words=None if arguments.reverse else words,
        target_words=words if arguments.reverse else None,
    )
    print(f"{arguments.output}: {sum(a.size for a in parameters.values()):,} parameters")


if __name__ == "__main__":
    main()
