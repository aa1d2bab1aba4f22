"""Train a ranker of sentences and compare it with the default method; prints a Markdown table.

    python benchmarks/summary_ranker.py --train textbook.jsonl.gz --data news.jsonl.gz:3

The ranker is a small Transformer encoder of nlp_suite.layers over the embeddings of a text's
sentences and features of them. It learns, list by list, the greedy oracle of the reference
summaries (Nallapati, Zhai and Zhou 2017, https://arxiv.org/abs/1611.04230). Records of --train need
an `id`, "book/section": each book is ranked by a model that was trained on the other books, the
files of --data by one that was trained on all of them.
"""

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras
import numpy as np
from keras import ops
from rouge_score.tokenizers import DefaultTokenizer
from summary_quality import Column, package_encoder, read_columns

from nlp_suite.evaluation.bootstrap import bootstrap_means
from nlp_suite.evaluation.rouge import RougeMetric
from nlp_suite.layers import EncoderStack
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.methods.frequency import word_frequency
from nlp_suite.tasks.summarization.methods.lexical import lexical_centrality
from nlp_suite.tasks.summarization.methods.salience import REDUNDANCY_WEIGHT
from nlp_suite.tasks.summarization.methods.semantic import semantic_centrality
from nlp_suite.tasks.summarization.redundancy import maximal_marginal_relevance
from nlp_suite.tasks.summarization.selection import SelectionInputs, select_from
from nlp_suite.tasks.summarization.standard_scores import standard_scores
from nlp_suite.text.structure import find_structure

Array = np.ndarray[Any, Any]

# Shares of the target: the oracle's sentences, and what each sentence has in common with the
# reference beyond what a sentence of its length has anyway.
ORACLE, OVERLAP = 0.6, 0.4
USUAL_OVERLAP = 0.21
BATCH = 8


class Text(NamedTuple):
    """What is known of a text's candidate sentences.

    Attributes:
        sentences: The n sentences.
        embeddings: Their embeddings (n, d).
        features: Their features (n, f).
        salience: Their scores by the default method (n,).
        reference: The reference summary.
        wanted: How many sentences its summary may have.
    """

    sentences: list[str]
    embeddings: Array
    features: Array
    salience: Array
    reference: str
    wanted: int


def read_texts(column: Column) -> list[Text]:
    """Compute embeddings, features and scores of the articles of a column."""
    encode = package_encoder()
    return [
        _read_text(article, references[0], count, encode)
        for article, references, count in zip(*column[1:], strict=True)
    ]


def _read_text(article: str, reference: str, count: int, encode: Any) -> Text:
    structure = find_structure(article)
    places = [structure[index] for index in find_candidates(article, structure)]
    sentences = [article[place.start : place.end] for place in places]
    vectors = np.asarray(encode(sentences))
    n = len(sentences)
    inputs = SelectionInputs(vectors, sentences, 1, 0, places)
    salience = np.array(select_from("salience", inputs).all_scores)
    order, paragraphs = np.arange(n), np.array([place.paragraph for place in places])
    lengths = np.log1p([len(sentence.split()) for sentence in sentences])
    starts = np.array([place.position == 0 for place in places])
    columns = [
        standard_scores(lexical_centrality(sentences)),
        standard_scores(semantic_centrality(vectors)),
        standard_scores(word_frequency(sentences)),
        standard_scores(lengths),
        lengths - 3,
        standard_scores(vectors @ vectors[:3].sum(axis=0)),
        np.exp(-order / 2),
        np.exp(-order / 8),
        order / max(1, n - 1),
        np.exp(-(n - 1 - order) / 3),
        starts - starts.mean(),
        np.exp([-place.position / 1.5 for place in places]),
        (paragraphs - paragraphs.min()) / max(1, np.ptp(paragraphs)),
        np.array([place.kind == "list_item" for place in places]),
        np.array(["?" in sentence[-3:] for sentence in sentences]),
        np.array([any(c.isdigit() for c in sentence) for sentence in sentences]),
        np.array(['"' in sentence or "“" in sentence for sentence in sentences]),
        np.array(["(" in sentence for sentence in sentences]),
        np.full(n, np.log(n) - 4),
    ]
    features = np.clip(np.stack([np.asarray(c, np.float32) for c in columns], axis=1), -4, 4)
    return Text(sentences, vectors, features, salience, reference, min(count, n))


def target(text: Text) -> Array:
    """Compute what the ranker learns: a distribution over the sentences of a text (n,)."""
    tokenizer = DefaultTokenizer(use_stemmer=True)
    words = [tokenizer.tokenize(sentence) for sentence in text.sentences]
    reference = tokenizer.tokenize(text.reference)
    overlaps = [_overlaps(words, reference, size) for size in (1, 2)]
    lengths = np.array([len(own) for own in words], dtype=np.float64)
    oracle, taken = np.zeros(len(words)), [np.zeros(len(found[1])) for found in overlaps]
    best = 0.0
    for _ in range(text.wanted):
        value = np.zeros(len(words))
        for (found, wanted), before in zip(overlaps, taken, strict=True):
            hits = np.minimum(found + before, wanted).sum(axis=1)
            value += 2 * hits / (lengths @ oracle + lengths + wanted.sum())
        value[oracle > 0] = -1
        chosen = int(value.argmax())
        if value[chosen] <= best:
            break
        best, oracle[chosen] = value[chosen], 1
        taken = [before + found[chosen] for (found, _), before in zip(overlaps, taken, strict=True)]
    common = overlaps[0][0].sum(axis=1) + 1.5 * overlaps[1][0].sum(axis=1)
    overlap = np.maximum(0, common - USUAL_OVERLAP * lengths)
    return np.asarray(
        ORACLE * oracle / max(1, oracle.sum()) + OVERLAP * overlap / max(1e-9, overlap.sum())
    )


def _overlaps(words: list[list[str]], reference: list[str], size: int) -> tuple[Array, Array]:
    wanted = Counter(zip(*(reference[i:] for i in range(size)), strict=False))
    found = np.zeros((len(words), len(wanted)))
    for row, own in enumerate(words):
        counts = Counter(zip(*(own[i:] for i in range(size)), strict=False))
        found[row] = [counts[gram] for gram in wanted]
    return found, np.array(list(wanted.values()), dtype=np.float64)


def ranker(features: int, dim: int, *, layers: int, width: int, projection: int) -> keras.Model:
    """Make the model: features and embeddings of sentences to a logit of each."""
    own = keras.Input((None, features))
    vectors = keras.Input((None, dim))
    mask = keras.Input((None,), dtype="bool")
    x = own
    if projection:
        x = ops.concatenate(
            [own, keras.layers.Dense(projection)(keras.layers.Dropout(0.3)(vectors * 8))], axis=-1
        )
    x = keras.layers.Dropout(0.3)(keras.layers.Dense(width)(x))
    x = EncoderStack(layers, num_heads=4, feed_forward_dim=2 * width, dropout=0.3, pre_norm=True)(
        x, padding_mask=mask
    )
    logits = keras.layers.Dense(1, kernel_initializer="zeros")(x) + keras.layers.Dense(1)(own)
    hidden = ops.where(mask, ops.squeeze(logits, -1), -1e4)
    return keras.Model([own, vectors, mask], hidden)


def batch(texts: Sequence[Text]) -> list[Array]:
    """Pad the inputs of some texts."""
    longest = max(len(text.sentences) for text in texts)

    def padded(arrays: Sequence[Array]) -> Array:
        return np.stack(
            [np.pad(a, [(0, longest - len(a))] + [(0, 0)] * (a.ndim - 1)) for a in arrays]
        )

    return [
        padded([text.features for text in texts]),
        padded([text.embeddings for text in texts]),
        padded([np.ones(len(text.sentences), dtype=bool) for text in texts]),
    ]


def train(texts: Sequence[Text], targets: Sequence[Array], epochs: int, **shape: int) -> Any:
    """Train a ranker on some texts."""
    keras.utils.set_random_seed(0)
    model = ranker(texts[0].features.shape[1], texts[0].embeddings.shape[1], **shape)
    order = sorted(range(len(texts)), key=lambda index: len(texts[index].sentences))
    groups = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    steps = epochs * len(groups)
    schedule = keras.optimizers.schedules.PolynomialDecay(1e-3, steps, end_learning_rate=0.0)
    model.compile(
        keras.optimizers.AdamW(schedule, weight_decay=0.05, clipnorm=1.0),
        loss=lambda wanted, logits: (
            -ops.mean(ops.sum(wanted * ops.log_softmax(logits, axis=-1), axis=-1))
        ),
    )
    batches = [
        (
            batch([texts[i] for i in group]),
            _rows([targets[i] for i in group]),
        )
        for group in groups
    ]
    generator = np.random.default_rng(0)
    for _ in range(epochs):
        for index in generator.permutation(len(batches)):
            model.train_on_batch(*batches[index])
    return model


def _rows(targets: Sequence[Array]) -> Array:
    longest = max(map(len, targets))
    return np.stack([np.pad(one, (0, longest - len(one))) for one in targets]).astype("float32")


def rank(model: Any, text: Text) -> Array:
    """Score the sentences of a text by a ranker, standardised (n,)."""
    logits = ops.convert_to_numpy(model(batch([text]), training=False))[0]
    return standard_scores(logits.astype(np.float64))


def rouge(text: Text, scores: Array, metric: RougeMetric) -> Sequence[float]:
    """Compute ROUGE of the summary that scores lead to."""
    chosen = maximal_marginal_relevance(scores, text.embeddings, text.wanted, REDUNDANCY_WEIGHT)
    return metric.score(text.reference, " ".join(text.sentences[i] for i in sorted(chosen)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments, train, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--train", required=True, help="records with an id: book/section")
    parser.add_argument("--data", nargs="*", default=[], help="files, FILE or FILE:SENTENCES")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--layers", type=int, default=1)
    parser.add_argument("--width", type=int, default=48)
    parser.add_argument("--projection", type=int, default=16, help="of embeddings; 0 for none")
    options = parser.parse_args(arguments)
    shape = {name: getattr(options, name) for name in ("layers", "width", "projection")}
    path = Path(options.train)
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        books = [json.loads(line)["id"].partition("/")[0] for line in lines]
    column = read_columns(options.train, slice(None))[0]
    texts = read_texts(column)
    targets = [target(text) for text in texts]
    ranked = [np.zeros(0)] * len(texts)
    for book in sorted(set(books)):
        others = [i for i, name in enumerate(books) if name != book]
        model = train(
            [texts[i] for i in others], [targets[i] for i in others], options.epochs, **shape
        )
        for i in range(len(texts)):
            if books[i] == book:
                ranked[i] = rank(model, texts[i])
    results = [(f"{column.title}, books left out", texts, ranked)]
    model = train(texts, targets, options.epochs, **shape)
    print(f"A ranker of {model.count_params():,} parameters")
    for data in options.data:
        other = read_columns(data, slice(None))[0]
        read = read_texts(other)
        results.append((other.title, read, [rank(model, text) for text in read]))
    print()
    print("| scores | " + " | ".join(title for title, *_ in results) + " |")
    print(f"|---|{'---|' * len(results)}")
    metric = RougeMetric()
    plain = [[rouge(t, t.salience, metric) for t in read] for _, read, _ in results]
    print(f"| salience | {' | '.join(map(_cell, plain))} |")
    for share in (0.25, 0.5, 1.0, None):
        cells = []
        for (_, read, scores), before in zip(results, plain, strict=True):
            own = [
                rouge(text, score if share is None else text.salience + share * score, metric)
                for text, score in zip(read, scores, strict=True)
            ]
            gain = bootstrap_means(np.array(own) - np.array(before))[0]
            cells.append(f"{_cell(own)}; {gain.score:+.1f} ({gain.low:+.1f} to {gain.high:+.1f})")
        name = "ranker" if share is None else f"salience + {share} ranker"
        print(f"| {name} | {' | '.join(cells)} |")


def _cell(scores: Sequence[Sequence[float]]) -> str:
    return " / ".join(f"{mean.score:.1f}" for mean in bootstrap_means(scores))


if __name__ == "__main__":
    main()
