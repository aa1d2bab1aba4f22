"""Fits the confidence of a translator, and writes it into its model folder.

    pip install "nlp-suite[evaluation,clustering]"
    python scripts/fit_translation_confidence.py FOLDER --data news.tsv captions.tsv …

A sentence's translation counts as good if its chrF against the reference is 40 or more. One half
of the pairs of each file is for fitting, the other for what is printed: AUROC of the confidence,
its calibration error, and the share of good translations.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression

import nlp_suite
from nlp_suite.data.parallel.load import open_pairs
from nlp_suite.data.parallel.rows import read_pairs
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.evaluation.bleu import bleu_and_chrf
from nlp_suite.evaluation.calibration import (
    area_under_roc,
    calibration_bins,
    expected_calibration_error,
)
from nlp_suite.files import atomic_file
from nlp_suite.models import ModelFolder
from nlp_suite.models.folder.model_folder import CONFIG_FILE
from nlp_suite.tasks.translation.confidence import ConfidenceEstimator, ConfidenceFeatures

# From this chrF on a translation counts as good.
GOOD = 40.0


class Judged(NamedTuple):
    """Translations of one file: features of each, and whether it is good."""

    features: list[ConfidenceFeatures]
    good: list[bool]

    def every_other(self, start: int) -> "Judged":
        """Returns one half of them."""
        return Judged(self.features[start::2], self.good[start::2])


def judge(folder: Path, data: Path, count: int, *, reverse: bool) -> Judged:
    """Translates pairs of a file and compares them with their references.

    Args:
        folder: The model folder.
        data: Pairs, see docs/data.md.
        count: How many pairs to take, at random.
        reverse: Whether the source stands in the second column.

    Returns:
        The features of each, and whether it is good.
    """
    translator = nlp_suite.load("translate", model=folder)
    sources, references = read_pairs(open_pairs(data, ("source", "target")), on_bad_rows="skip")
    if reverse:
        sources, references = references, sources
    order = np.random.default_rng(1).permutation(len(sources))[:count]
    pairs = [(sources[i], references[i]) for i in order]
    _, chrf = bleu_and_chrf()
    judged = Judged([], [])
    translations = translator([source for source, _ in pairs])
    for translation, (_, reference) in zip(translations, pairs, strict=True):
        # The score is that of one sentence.
        if len(translation.sentences) != 1 or not translation.sentences[0].tokens:
            continue
        (one,) = translation.sentences
        hypothesis = Hypothesis(one.text, one.tokens, one.score, one.source_tokens)
        judged.features.append(ConfidenceFeatures.of(hypothesis))
        judged.good.append(chrf.sentence_score(translation.text, [reference]).score >= GOOD)
    return judged


def fit(judged: Sequence[Judged]) -> dict[str, float]:
    """Fits the logistic regression.

    Args:
        judged: The translations.

    Returns:
        The weights, as `ConfidenceEstimator` takes them.
    """
    features = np.array([one for part in judged for one in part.features])
    good = np.array([one for part in judged for one in part.good])
    # Each file counts the same.
    weights = np.concatenate([np.full(len(part.good), 1 / len(part.good)) for part in judged])
    model = LogisticRegression(C=1e6, max_iter=10_000)
    model.fit(features, good, sample_weight=weights * len(good) / len(judged))
    values = zip(ConfidenceFeatures._fields, model.coef_[0], strict=True)
    return {
        **{name: round(float(value), 4) for name, value in values},
        "bias": round(float(model.intercept_[0]), 4),
    }


def main() -> None:
    """Runs the script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--count", type=int, default=1000, help="pairs of each file")
    parser.add_argument("--reverse", action="store_true", help="the source is the second column")
    arguments = parser.parse_args()
    judged = {
        path.stem: judge(arguments.folder, path, arguments.count, reverse=arguments.reverse)
        for path in arguments.data
    }
    weights = fit([one.every_other(0) for one in judged.values()])
    estimate = ConfidenceEstimator(weights)
    print("| data | sentences | good | AUROC | calibration error |\n|---|---|---|---|---|")
    held_out = {name: one.every_other(1) for name, one in judged.items()}
    together = Judged(
        [f for one in held_out.values() for f in one.features],
        [g for one in held_out.values() for g in one.good],
    )
    for name, one in (*held_out.items(), ("all", together)):
        confidences = [estimate(features) for features in one.features]
        auroc = area_under_roc(confidences, one.good)
        shown = "" if auroc is None else f"{auroc:.3f}"
        error = expected_calibration_error(calibration_bins(confidences, one.good))
        share = sum(one.good) / len(one.good)
        print(f"| {name} | {len(one.good)} | {share:.1%} | {shown} | {error:.3f} |")
    path = ModelFolder.open(arguments.folder).path / CONFIG_FILE
    values = json.loads(path.read_text(encoding="utf-8"))
    values["options"]["confidence"] = weights
    with atomic_file(path) as file:
        file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(weights))


if __name__ == "__main__":
    main()
