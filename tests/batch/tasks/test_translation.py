import json
import re

import pytest

from nlp_suite.batch.tasks.translation import TranslationAdapter, plain_options
from nlp_suite.batch.work_items import WorkItem
from nlp_suite.results import SentenceTranslation, Translation


class Recorder:
    """A translator that keeps the options of its call."""

    def __call__(self, texts, *, progress, **options):
        self.options = options
        return [
            Translation(
                text="Hallo.",
                source=text,
                sentences=(
                    SentenceTranslation(
                        text="Hallo.",
                        start=0,
                        end=len(text),
                        score=-1.0,
                        tokens=("Hallo.",),
                        source_tokens=("x",),
                        n_best=(),
                        quality=0.25,
                    ),
                ),
                engine="test",
                model="recorder",
            )
            for text in texts
        ]


def test_options_survive_the_way_through_json():
    options = {
        "keep": ("ACME Cloud", re.compile(r"order \\d+", re.IGNORECASE)),
        "glossary": {"invoice": "Rechnung"},
        "formality": "formal",
        "beam_size": 2,
    }
    plain = json.loads(json.dumps(plain_options(options)))
    recorder = Recorder()
    TranslationAdapter().compute(recorder, [WorkItem("Hello.")], plain)
    # Equal patterns are one object.
    assert recorder.options == {**options, "keep": [*options["keep"]]}


@pytest.mark.parametrize(
    ("below", "text"), [(None, "Hallo."), (0.25, "Hallo."), (0.5, "[?] Hallo.")]
)
def test_the_quality_of_a_row(below, text):
    (result,) = TranslationAdapter().compute(
        Recorder(), [WorkItem("Hello.")], {"mark_below": below}
    )
    common = dict.fromkeys(
        ("file", "row", "document_id", "engine", "model", "model_version", "fields")
    )
    (row,) = TranslationAdapter().make_rows(result, "", common)
    assert (row.translation, row.quality) == (text, 0.25)
    assert row.columns()["quality"] == "number"
