"""Compare language detectors: accuracy by length, false alarms, speed, load time, memory.

    python benchmarks/language_detectors.py ../shared/data

The folder has ``english-german/tatoeba-dev.tsv`` and ``parallel-dev/*.tsv`` (English, then German);
sentences of other languages come from ``benchmarks/data/language_detection.tsv``. Libraries that
are not installed are left out. A false alarm is a sentence that is said to be in another language
than it is, with at least that probability. ``--rule`` measures `other_language` instead, by set
and by language.
"""

import argparse
import importlib
import importlib.metadata
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from nlp_suite.assets import LANGUAGE_DETECTION_MODEL
from nlp_suite.text.language_detection import detect_language, other_language

OTHERS = Path(__file__).parent / "data" / "language_detection.tsv"
LENGTHS = (20, 40, 80, 10**9)
THRESHOLDS = (0.0, 0.5, 0.8, 0.9)
Detector = Callable[[str], tuple[str, float]]


class Sentence(NamedTuple):
    """A sentence, its language and the set that it is of."""

    source: str
    language: str
    text: str


def _ours() -> Detector:
    return lambda text: detect_language(text) or ("", 0.0)


def _fasttext() -> Detector:
    model = importlib.import_module("fasttext").load_model(str(LANGUAGE_DETECTION_MODEL)).f

    def detect(text: str) -> tuple[str, float]:
        found = model.predict(text + "\n", 1, 0.0, "replace")
        return (found[0][1].removeprefix("__label__"), found[0][0]) if found else ("", 0.0)

    return detect


def _py3langid() -> Detector:
    module = importlib.import_module("py3langid.langid")
    identifier = module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)
    return lambda text: identifier.classify(text)


def _langid() -> Detector:
    module = importlib.import_module("langid.langid")
    identifier = module.LanguageIdentifier.from_modelstring(module.model, norm_probs=True)
    return lambda text: identifier.classify(text)


def _langdetect() -> Detector:
    module = importlib.import_module("langdetect")
    module.DetectorFactory.seed = 0

    def detect(text: str) -> tuple[str, float]:
        try:
            found = module.detect_langs(text)[0]
        except module.LangDetectException:
            return "", 0.0
        return found.lang[:2], found.prob

    return detect


def _lingua() -> Detector:
    module = importlib.import_module("lingua")
    detector = module.LanguageDetectorBuilder.from_all_languages().build()

    def detect(text: str) -> tuple[str, float]:
        found = detector.compute_language_confidence_values(text)[0]
        return found.language.iso_code_639_1.name.lower(), found.value

    return detect


def _cld2() -> Detector:
    module = importlib.import_module("pycld2")

    def detect(text: str) -> tuple[str, float]:
        try:
            _, _, found = module.detect(text, bestEffort=True)
        except module.error:
            return "", 0.0
        return found[0][1], found[0][2] / 100

    return detect


def _cld3() -> Detector:
    module = importlib.import_module("gcld3")
    identifier = module.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=2000)

    def detect(text: str) -> tuple[str, float]:
        found = identifier.FindLanguage(text=text)
        return found.language[:2], found.probability

    return detect


def _eldc() -> Detector:
    module = importlib.import_module("eldc")
    module.init()

    def detect(text: str) -> tuple[str, float]:
        found = module.detect_details(text)
        return found.language, max(found.scores.values(), default=0.0)

    return detect


def _whatlang() -> Detector:
    module = importlib.import_module("whatlang")
    codes = {"eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "nld": "nl"}
    codes |= {"pol": "pl", "tur": "tr", "swe": "sv"}

    def detect(text: str) -> tuple[str, float]:
        found = module.detect(text)
        return codes.get(str(found.lang), ""), found.confidence

    return detect


def _simplemma() -> Detector:
    module = importlib.import_module("simplemma")
    languages = ("cs", "da", "de", "en", "es", "fi", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr")
    return lambda text: next(
        (one for one in module.langdetect(text, lang=languages) if one[0] != "unk"), ("", 0.0)
    )


CANDIDATES: dict[str, tuple[str, Callable[[], Detector]]] = {
    "nlp_suite": ("nlp-suite", _ours),
    "fastText, lid.176.ftz": ("fasttext-predict-v2", _fasttext),
    "py3langid": ("py3langid", _py3langid),
    "eldc": ("eldc", _eldc),
    "CLD2": ("pycld2", _cld2),
    "CLD3": ("cld3-py", _cld3),
    "whatlang": ("whatlang-pyo3", _whatlang),
    "simplemma": ("simplemma", _simplemma),
    "langid": ("langid", _langid),
    "langdetect": ("langdetect", _langdetect),
    "lingua": ("lingua-language-detector", _lingua),
}


def read_sentences(folder: Path) -> list[Sentence]:
    """Read both sides of the development sets, and the sentences of other languages."""
    files = [folder / "english-german" / "tatoeba-dev.tsv", *folder.glob("parallel-dev/*.tsv")]
    found = []
    for file in sorted(files):
        for line in file.read_text(encoding="utf-8").split("\n"):
            if line:
                english, german = line.split("\t")[:2]
                found.append(Sentence(file.stem, "en", english))
                found.append(Sentence(file.stem, "de", german))
    for line in OTHERS.read_text(encoding="utf-8").split("\n"):
        if line:
            language, text = line.split("\t")
            found.append(Sentence("others", language, text))
    return found


def _share(hits: int, number: int) -> str:
    return f"{100 * hits / number:.1f}" if number else "-"


def measure(name: str, sentences: list[Sentence]) -> None:
    """Print the row of a detector; run in a process of its own, for its memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    detect = CANDIDATES[name][1]()
    detect("This is a sentence.")
    load = 1000 * (time.perf_counter() - start)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    start = time.perf_counter()
    found = [detect(sentence.text.replace("\n", " ")) for sentence in sentences]
    rate = len(sentences) / (time.perf_counter() - start)
    cells = [f"{load:.0f}", f"{memory:.0f}", f"{rate:,.0f}"]
    for language in ("en", "de"):
        for shortest, longest in zip((10, *LENGTHS), LENGTHS, strict=False):
            right = [
                guess == language
                for sentence, (guess, _) in zip(sentences, found, strict=True)
                if sentence.language == language and shortest <= len(sentence.text) < longest
            ]
            cells.append(_share(sum(right), len(right)))
    others = [
        guess == sentence.language
        for sentence, (guess, _) in zip(sentences, found, strict=True)
        if sentence.language not in {"en", "de"}
    ]
    cells.append(_share(sum(others), len(others)))
    for language in ("en", "de"):
        alarms = [
            probability if guess not in {language, ""} else -1.0
            for sentence, (guess, probability) in zip(sentences, found, strict=True)
            if sentence.language == language and sentence.source != "others"
        ]
        cells.append(
            " / ".join(
                f"{100 * sum(alarm >= least for alarm in alarms) / len(alarms):.2f}"
                for least in THRESHOLDS
            )
        )
    version = importlib.metadata.version(CANDIDATES[name][0])
    print(f"| {name} ({version}) | " + " | ".join(cells) + " |")


def measure_rule(sentences: list[Sentence]) -> None:
    """Print false alarms by set, and how many sentences of other languages are found."""
    for expected in ("en", "de"):
        number: Counter[str] = Counter()
        alarms: Counter[str] = Counter()
        for sentence in sentences:
            if sentence.source == "others" and sentence.language != expected:
                words = "2 to 5 words" if len(sentence.text.split()) <= 5 else "longer"
                key = f"{sentence.language}, {words}"
            elif sentence.source != "others" and sentence.language == expected:
                key = f"false alarms, {sentence.source}"
            else:
                continue
            number[key] += 1
            alarms[key] += other_language(sentence.text, expected) is not None
        print(f"expected: {expected}")
        for key in sorted(number):
            print(f"  {key}: {alarms[key]} of {number[key]}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--only", choices=CANDIDATES, help="print the row of one detector")
    parser.add_argument("--rule", action="store_true", help="measure other_language instead")
    arguments = parser.parse_args()
    sentences = read_sentences(arguments.data)
    if arguments.rule:
        measure_rule(sentences)
        return
    if arguments.only:
        measure(arguments.only, sentences)
        return
    lengths = [f"{language} {least}+" for language in ("en", "de") for least in (10, *LENGTHS[:-1])]
    alarms = " / ".join(f"{least:g}" for least in THRESHOLDS)
    header = ["detector", "load ms", "MB", "sentences/s", *lengths, "others"]
    header += [f"false alarms en, at {alarms} (%)", f"false alarms de, at {alarms} (%)"]
    print("| " + " | ".join(header) + " |")
    print("|---" * len(header) + "|", flush=True)
    for name, (package, _) in CANDIDATES.items():
        try:
            importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
        command = [sys.executable, "-W", "ignore", __file__, str(arguments.data), "--only", name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
