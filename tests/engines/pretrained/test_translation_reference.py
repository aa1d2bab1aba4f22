"""Token for token what the translation pipeline of transformers 4 wrote, for every family."""

import json
from pathlib import Path

import pytest

from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.engines.pretrained.sentence_translator import SentenceTranslator

ROOT = Path(__file__).parents[3]
REFERENCE = json.loads((ROOT / "tests" / "fixtures" / "translation.json").read_text("utf-8"))
TEXTS = REFERENCE["texts"]
GROUPS = sorted({(row["family"], row["direction"]) for row in REFERENCE["cases"]})


def rows_of(family, direction):
    """The rows of a family's direction, those together that have the same options."""
    groups = {}
    for row in REFERENCE["cases"]:
        if (row["family"], row["direction"]) == (family, direction):
            options = row["num_beams"], row["length_penalty"], row["max_new_tokens"]
            groups.setdefault(options, []).append(row)
    return groups


@pytest.mark.parametrize(("family", "direction"), GROUPS)
def test_writes_what_the_pipeline_did(family, direction, translation_checkpoints, families):
    folder = translation_checkpoints(family)
    *_, source, target = families[family].directions[direction]
    engine = SentenceTranslator(folder, source=source, target=target)
    names = engine._tokenizer.convert_ids_to_tokens
    special = {*engine._special_tokens, *names(list(engine._control.language_tokens))}
    sources = engine.prepare(TEXTS)
    for (beams, penalty, length), rows in rows_of(family, direction).items():
        options = DecodingOptions(
            beam_size=beams, length_penalty=penalty, max_length=length - engine._num_forced
        )
        found = engine.translate(sources, options)
        for row in rows:
            (best,) = found[row["text"]]
            assert best.text == row["translation"].strip()
            assert best.tokens == tuple(one for one in names(row["ids"]) if one not in special)


def test_the_reference_has_all_families_and_ways_to_search(families):
    assert len(REFERENCE["cases"]) == 294
    assert {family for family, _ in GROUPS} == families.keys() == REFERENCE["sha256"].keys()
    # Random models write the same again and again; these do not.
    assert len({row["translation"] for row in REFERENCE["cases"]}) > 150
    ends = [row for row in REFERENCE["cases"] if len(row["ids"]) <= row["max_new_tokens"]]
    assert len(ends) > 60
