"""On transformers 5 the library gives what it gave on transformers 4.

The reference was made by scripts/make_summarizer_reference.py.
"""

import json
from pathlib import Path

from nlp_suite.compat import Summarizer


def test_the_same_summaries(reference_checkpoints):
    from transformers import AutoModel, AutoTokenizer

    file = Path(__file__).parents[1] / "fixtures" / "summarizer.json"
    reference = json.loads(file.read_text(encoding="utf-8"))
    summarizers = {}
    for case in reference["cases"]:
        folder, settings = reference_checkpoints[case["kind"]], case["settings"]
        key = json.dumps([case["kind"], settings])
        if key not in summarizers:
            summarizers[key] = Summarizer(
                custom_model=AutoModel.from_pretrained(folder, output_hidden_states=True),
                custom_tokenizer=AutoTokenizer.from_pretrained(folder),
                **settings,
            )
        found = summarizers[key](reference["text"], return_as_list=True, **case["call"])
        assert found == [reference["sentences"][i] for i in case["sentences"]], case
    assert len(reference["cases"]) == 20
