"""Makes the reference outputs of transformers' question-answering pipeline, a test fixture.

transformers 5 has no such pipeline any more. Run this once with the last release that had it,
in an environment of its own; the package itself is not needed there:

    python -m venv reference
    reference/bin/pip install "transformers==4.57.*" torch
    reference/bin/python scripts/make_question_answering_reference.py

The two checkpoints are random, and come from the recipe in this file alone: a frozen random
number generator of NumPy, a seed for each tensor's name. So they are the same everywhere, and
the tests make them anew. Those of other families, with fewer cases each, come from
`reader_checkpoints.py`.
"""

import argparse
import hashlib
import itertools
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "nlp_suite" / "assets" / "texts" / "bicycle.txt"
FIXTURE = ROOT / "tests" / "fixtures" / "question_answering.json"
KINDS = ("bert", "distilbert")
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
DIM, LAYERS, HEADS, HIDDEN, POSITIONS = 32, 2, 4, 64, 512

QUESTIONS = [
    "Who built the velocipede?",
    "Where did pedals come in the 1860s?",
    "Why?",
    "What was the first machine with two wheels, and who was it that rode on it through the city?",
    "Größe und Gewicht?",
]
ODD = [
    "Yes.",
    "a",
    "7",
    "It is 5.",
    "Paris. paris! PARIS? In Paris, the paris of old.",
    "\n\n  Leading white space, and trailing.  \t ",
    "Windows\r\nline ends\r\n\r\nare two characters.\r\nThey stay where they are.",
    "Tabs\tin\ta\ttable\tand\u00a0spaces\u00a0that\u00a0do\u00a0not\u00a0break.",
    "Größe, Straße und Ähnliches; naïve façade, Łódź, Ærø.",
    "A fox 🦊 and a flag 🇩🇪🇫🇷, a family 👨‍👩‍👧 and thumbs 👍🏽 up.",
    "עברית היא שפה. בשנת 1890 הומצאו האופניים.",
    "اخترع الدراجة في عام 1817 كارل فون درايس.",
    "自行车是在1817年发明的。It was 德国.",
    "한국어 문장입니다. 자전거는 빠르다.",
    "zero\u200bwidth\u200bspaces and a soft\u00adhyphen, \ufeffa mark.",
    "x" * 120
    + " is a long word, and "
    + "pneumonoultramicroscopicsilicovolcanoconiosis"
    + " is one.",
    "... --- !!! ???",
    "3.14159 + 2,718 = 5.85959 (nearly); 50% of 1,000€ is 500€.",
    "http://example.com/a_b?c=d&e=f and someone@example.com were written down.",
    "Don't, can't, won't: O'Neill's words, “quoted” — and dashed – twice…",  # noqa: RUF001
]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"top_k": 3},
    {"handle_impossible_answer": True},
    {"top_k": 5, "max_seq_len": 64, "doc_stride": 16},
    {"max_answer_len": 3},
    {"top_k": 4, "handle_impossible_answer": True},
    {"max_seq_len": 96, "doc_stride": 32, "handle_impossible_answer": True},
]


def make_vocabulary(text: str) -> list[str]:
    """Lists the word pieces of the checkpoints: letters, frequent words and frequent endings."""
    words = Counter("".join(c if c.isalpha() else " " for c in text.lower()).split())
    endings = Counter(word[-n:] for word in words for n in (2, 3) if len(word) > n + 2)
    letters = [chr(code) for code in range(33, 127) if not chr(code).isupper()]
    more = list("äöüßé€«»“”’–—…שהיאברתןלدراجة自行车年德国")  # noqa: RUF001
    pieces = [word for word, _ in words.most_common(220) if len(word) > 1]
    pieces += [f"##{ending}" for ending, _ in endings.most_common(80)]
    return [*SPECIAL, *dict.fromkeys([*letters, *more, *(f"##{c}" for c in letters), *pieces])]


def make_tokenizer(vocabulary: list[str]) -> Tokenizer:
    """Makes BERT's uncased tokenizer of a vocabulary."""
    ids = {piece: i for i, piece in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))  # noqa: S106
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer.add_special_tokens(SPECIAL)
    return tokenizer


def make_config(kind: str, vocabulary: list[str]) -> dict[str, Any]:
    """Makes a checkpoint's config.json."""
    sizes = (DIM, LAYERS, HEADS, HIDDEN)
    if kind == "bert":
        names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size")
        special = {"architectures": ["BertForQuestionAnswering"], "type_vocab_size": 2}
    else:
        names = ("dim", "n_layers", "n_heads", "hidden_dim")
        special = {"architectures": ["DistilBertForQuestionAnswering"]}
    return {
        "model_type": kind,
        "vocab_size": len(vocabulary),
        "max_position_embeddings": POSITIONS,
        "pad_token_id": 0,
        **dict(zip(names, sizes, strict=True)),
        **special,
    }


def _shapes(kind: str, vocabulary: list[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    bert = kind == "bert"
    embeddings, norm = f"{kind}.embeddings", "LayerNorm"
    yield f"{embeddings}.word_embeddings.weight", (len(vocabulary), DIM)
    yield f"{embeddings}.position_embeddings.weight", (POSITIONS, DIM)
    if bert:
        yield f"{embeddings}.token_type_embeddings.weight", (2, DIM)
    yield from _pair(f"{embeddings}.{norm}", DIM)
    for i in range(LAYERS):
        layer = f"{kind}.{'encoder' if bert else 'transformer'}.layer.{i}"
        if bert:
            attention = [f"attention.self.{name}" for name in ("query", "key", "value")]
            attention.append("attention.output.dense")
            norms = ("attention.output.LayerNorm", "output.LayerNorm")
            hidden, output = "intermediate.dense", "output.dense"
        else:
            attention = [f"attention.{name}_lin" for name in ("q", "k", "v", "out")]
            norms = ("sa_layer_norm", "output_layer_norm")
            hidden, output = "ffn.lin1", "ffn.lin2"
        for name in attention:
            yield from _pair(f"{layer}.{name}", DIM, DIM)
        for name in norms:
            yield from _pair(f"{layer}.{name}", DIM)
        yield from _pair(f"{layer}.{hidden}", HIDDEN, DIM)
        yield from _pair(f"{layer}.{output}", DIM, HIDDEN)
    yield from _pair("qa_outputs", 2, DIM)


def _pair(name: str, *shape: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", shape
    yield f"{name}.bias", shape[:1]


def make_tensors(kind: str, vocabulary: list[str]) -> dict[str, np.ndarray]:
    """Draws a checkpoint's weights, so large that scores differ from token to token."""
    tensors = {}
    for name, shape in _shapes(kind, vocabulary):
        # This old generator promises the same numbers in all releases; the new one does not.
        draw = np.random.RandomState(zlib.crc32(name.encode())).standard_normal(shape)
        if "norm" in name.lower():
            draw = draw * 0.1 + name.endswith("weight")
        elif name.endswith("bias"):
            draw *= 0.1
        elif "embeddings" not in name:
            draw *= 0.55 if name.startswith("qa_") else 1.2 / shape[1] ** 0.5
        tensors[name] = draw.astype(np.float32)
    return tensors


def write_checkpoint(kind: str, vocabulary: list[str], folder: Path) -> str:
    """Writes a checkpoint with its tokenizer, as the hub has them.

    Args:
        kind: "bert" or "distilbert".
        vocabulary: The word pieces.
        folder: An empty folder.

    Returns:
        SHA-256 of the weights' file.
    """
    weights = save(make_tensors(kind, vocabulary), metadata={"format": "pt"})
    (folder / "model.safetensors").write_bytes(weights)
    (folder / "config.json").write_text(json.dumps(make_config(kind, vocabulary)))
    make_tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    name = "BertTokenizer" if kind == "bert" else "DistilBertTokenizer"
    values = {"tokenizer_class": name, "do_lower_case": True, "model_max_length": POSITIONS}
    (folder / "tokenizer_config.json").write_text(json.dumps(values))
    return hashlib.sha256(weights).hexdigest()


def make_cases(article: str) -> tuple[list[str], list[tuple[int, int, dict[str, Any]]]]:
    """Chooses texts, and for each case a question's number, a text's and the options."""
    paragraphs = [part for part in article.split("\n\n") if len(part) > 100]
    half = article[: len(article) // 2]
    texts = [*ODD, *paragraphs, half, article, article + "\n\n" + half]
    cases = []
    for text, turn in itertools.product(range(len(texts)), range(4)):
        question = (text + 2 * turn) % len(QUESTIONS)
        cases.append((question, text, OPTIONS[(text + turn * 2) % len(OPTIONS)]))
    return texts, cases


def choose_cases(
    cases: list[tuple[int, int, dict[str, Any]]], family: int, families: int, longest: int
) -> list[tuple[int, int, dict[str, Any]]]:
    """Chooses the cases of a family: each has others, and every one a long text."""
    return [*cases[family :: families + 1], (family % len(QUESTIONS), longest, OPTIONS[family % 5])]


def main() -> None:
    """Runs the pipeline on all cases and writes the fixture."""
    import tempfile

    import tokenizers
    import torch
    import transformers
    from reader_checkpoints import FAMILIES, write_family

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--output", type=Path, default=FIXTURE)
    out = parser.parse_args().output
    article = ARTICLE.read_text(encoding="utf-8")
    vocabulary = make_vocabulary(article)
    texts, cases = make_cases(article)
    sha256, rows = {}, []
    chosen = dict.fromkeys(KINDS, cases)
    for number, kind in enumerate(FAMILIES):
        chosen[kind] = choose_cases(cases, number, len(FAMILIES), texts.index(article))
    for kind, of_kind in chosen.items():
        write = write_family if kind in FAMILIES else write_checkpoint
        with tempfile.TemporaryDirectory() as folder:
            sha256[kind] = write(kind, vocabulary, Path(folder))
            # Newer releases, whose annotations a type checker sees, have no such task.
            make_pipeline: Any = transformers.pipeline
            pipeline = make_pipeline("question-answering", model=folder, device="cpu")
            for question, text, options in of_kind:
                found = pipeline(question=QUESTIONS[question], context=texts[text], **options)
                answers = found if isinstance(found, list) else [found]
                values = [
                    [a["start"], a["end"], a["answer"], float(f"{a['score']:.7g}")] for a in answers
                ]
                row = {"kind": kind, "question": question, "text": text, "options": options}
                rows.append({**row, "answers": values})
    fixture = {
        "made_by": f"{Path(__file__).name}, transformers {transformers.__version__}, "
        f"tokenizers {tokenizers.__version__}, torch {torch.__version__}",
        "sha256": sha256,
        "vocabulary": vocabulary,
        "questions": QUESTIONS,
        "texts": texts,
        "cases": rows,
    }
    lines = json.dumps(fixture, ensure_ascii=False, separators=(",", ":"))
    out.write_text(lines.replace('{"kind"', '\n{"kind"') + "\n", encoding="utf-8", newline="\n")
    print(f"{out}: {len(rows)} cases, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
