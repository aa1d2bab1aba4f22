"""Our generator writes what the summarization pipeline of transformers 4 wrote.

The reference was made by scripts/make_generation_reference.py.
"""

import collections
import itertools
import json

import pytest

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.pretrained.text_generator import TextGenerator

NUM_CASES = {
    **dict.fromkeys(("bart", "distilbart", "led", "mbart", "mt5", "pegasus"), 50),
    **dict.fromkeys(("flan-t5", "t5"), 41),
}
NAMES = {
    "max_new_tokens": ("max_tokens", 0),
    "min_new_tokens": ("min_tokens", 0),
    # Those of transformers count the decoder's start.
    "max_length": ("max_tokens", -1),
    "min_length": ("min_tokens", -1),
    "num_beams": ("beam_size", 0),
    "length_penalty": ("length_penalty", 0),
    "no_repeat_ngram_size": ("no_repeat_ngram_size", 0),
}
# The pipeline took 4 beams where only the checkpoint's other settings said how many, and 256
# tokens where only task_specific_params said how long; a caller of ours has to say so.
PIPELINE = {"beam_size": 4}
ITS_LENGTH = {"max_tokens": 256}
SAYS_BEAMS = {"bart", "t5"}


@pytest.fixture(scope="module")
def generators(generation_checkpoints):
    return {
        family: TextGenerator(folder, threads=1)
        for family, folder in generation_checkpoints.items()
    }


def our_options(family, asked):
    options = {} if family in SAYS_BEAMS else dict(PIPELINE)
    if family in ("t5", "flan-t5") and "max_new_tokens" not in asked:
        options |= ITS_LENGTH
    for name, value in asked.items():
        ours, added = NAMES[name]
        options[ours] = value + added
    return GenerationOptions(**options)


@pytest.mark.parametrize("family", NUM_CASES)
def test_the_same_tokens_and_text(family, generation_reference, generators):
    generator, texts = generators[family], generation_reference["texts"]
    cases = [case for case in generation_reference["cases"] if case["family"] == family]
    assert len(cases) == NUM_CASES[family]
    different: list[str] = []
    written, ended = set(), 0
    for asked, group in itertools.groupby(cases, lambda case: case["options"]):
        group = list(group)
        options = our_options(family, asked)
        asked_texts = [texts[case["text"]] for case in group]
        rows = generator.generate_ids(asked_texts, options)
        for case, ids in zip(group, rows, strict=True):
            # The first one is the decoder's start.
            text = generator.detokenize(ids).text
            if ids != case["ids"][1:] or text != case["summary"].strip():
                different.append(f"text {case['text']} with {asked}: {ids}, not {case['ids'][1:]}")
            written.add(tuple(ids))
            ended += len(ids) < (options.max_tokens or generator.default_options.max_tokens)
    assert different == []
    # The checkpoints do not write the same thing to everything, and not always to the limit.
    assert len(written) > len(cases) // 2
    assert ended > len(cases) // 10


def test_the_reference_has_all_families(generation_reference, generation_checkpoints):
    counts = collections.Counter(case["family"] for case in generation_reference["cases"])
    assert counts == NUM_CASES
    kinds = {
        json.loads((folder / "config.json").read_text())["model_type"]
        for folder in generation_checkpoints.values()
    }
    assert kinds == {"bart", "led", "mbart", "mt5", "pegasus", "t5"}


@pytest.mark.parametrize("family", ["bart", "led", "pegasus", "t5"])
def test_a_text_alone_and_in_a_batch(family, generation_reference, generators):
    generator, texts = generators[family], generation_reference["texts"]
    options = GenerationOptions(max_tokens=20)
    together = generator.generate_ids(texts, options)
    alone = [generator.generate_ids([text], options)[0] for text in texts]
    assert together == alone
