"""Query-focused selection: the sentences that say something about a query."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nlp_suite.tasks.summarization.content_words import content_words
from nlp_suite.tasks.summarization.redundancy import maximal_marginal_relevance
from nlp_suite.tasks.summarization.selection import (
    Scores,
    SelectionInputs,
    SentenceSelection,
    Vectors,
    dot_rows,
)
from nlp_suite.tasks.summarization.standard_scores import standard_scores

# A text whose most relevant sentence is below this is not about the query. Of questions about an
# encyclopedia article none is, of questions about another one five in six are; "medicine" to a
# sentence about a physician is just above it.
RELEVANT = 0.15

# What a sentence of the method's that stands out by one standard deviation is worth beside a
# relevance from 0 to 1, and what a cosine of 1 to a sentence taken already takes off. With more
# of either fewer summaries answer the question that is their query.
CENTRALITY_WEIGHT = 0.02
REDUNDANCY_WEIGHT = 0.2

# What scores count beside what a sentence misses beside it: what is asked for should be there, even
# if it begins with a pronoun.
SCORE_WEIGHT = 2.0


def term_coverage(query: str, sentences: Sequence[str], language: str = "en") -> Scores:
    """Computes which share of a query's content words each sentence has.

    Words count by their inverse frequency among the sentences, log(1 + (n - f + ½) / (f + ½)) for a
    word of f of them, as in BM25; words that no sentence has count as well.

    Args:
        query: The query.
        sentences: The n sentences.
        language: The code of their language.

    Returns:
        Shares (n,), from 0 to 1; zeros if the query has no content words.

    Example:
        >>> term_coverage("Which cats sleep?", ["Cats eat.", "Cats sleep.", "It rains."]).round(2)
        array([0.32, 1.  , 0.  ])

    Reference:
        Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
        section 3.4.4, for the weights.
    """
    terms = content_words(query, language)
    found = [terms & content_words(sentence, language) for sentence in sentences]
    frequency = Counter(term for own in found for term in own)
    n = len(sentences)
    weight = {
        term: math.log1p((n - frequency[term] + 0.5) / (frequency[term] + 0.5)) for term in terms
    }
    # An exact sum: the order of a set varies by process.
    whole = math.fsum(weight.values()) or 1.0
    return np.array([math.fsum(weight[term] for term in own) / whole for own in found])


def query_relevance(
    query: str,
    sentences: Sequence[str],
    embeddings: Vectors,
    query_embedding: npt.ArrayLike,
    language: str = "en",
) -> Scores:
    """Computes how much each sentence has to do with a query.

    This is the mean of the cosine of the embeddings, at least 0, and `term_coverage`: the cosine
    sees other words for the same thing, coverage the names and figures that embeddings blur. Of a
    query without content words it is the cosine alone.

    Args:
        query: The query.
        sentences: The n sentences.
        embeddings: Their embeddings (n, d), rows of length one or zero.
        query_embedding: The query's embedding (d,), of length one or zero.
        language: The code of their language.

    Returns:
        Relevances (n,), from 0 to 1.

    Example:
        >>> sentences = ["Cats eat.", "Dogs eat.", "It rains."]
        >>> vectors = np.eye(3, dtype=np.float32)
        >>> query_relevance("dogs", sentences, vectors, [0.5, 0.5, 0.0]).tolist()
        [0.25, 0.75, 0.0]
    """
    vector = np.asarray(query_embedding, dtype=np.float32)
    cosines = dot_rows(embeddings, vector).astype(np.float64).clip(0.0, 1.0)
    if not content_words(query, language):
        return np.asarray(cosines)
    return np.asarray((cosines + term_coverage(query, sentences, language)) / 2)


def select_for_query(
    selection: SentenceSelection, inputs: SelectionInputs, relevance: Scores
) -> SentenceSelection:
    """Selects sentences that are relevant to a query, unlike each other and central.

    Relevance decides; what the method finds central decides between sentences that are as
    relevant. They are taken one by one, each unlike those taken before
    (`maximal_marginal_relevance`): what it was invented for.

    Args:
        selection: What the method selects where nothing is asked.
        inputs: What it has selected from.
        relevance: How relevant each of the n sentences is (n,), from 0 to 1.

    Returns:
        As many sentences. Scores are relevance + 0.02 · standard score of the method.

    Example:
        >>> inputs = SelectionInputs(np.eye(3), ["Cats eat.", "Dogs eat.", "It rains."], 1, 0)
        >>> selection = SentenceSelection.from_scores([0], np.array([3.0, 2.0, 1.0]))
        >>> select_for_query(selection, inputs, np.array([0.1, 0.7, 0.0])).indices
        (1,)

    Reference:
        Carbonell and Goldstein 1998, "The Use of MMR, Diversity-Based Reranking for Reordering
        Documents and Producing Summaries", SIGIR, sections 2 and 4. Lin and Bilmes 2011, "A Class
        of Submodular Functions for Document Summarization", ACL, section 6, for a query's
        relevance and centrality together.
    """
    if selection.all_scores is not None:
        central = np.array(selection.all_scores)
    else:
        central = np.zeros(len(inputs.sentences))
        central[list(selection.indices)] = 1.0
    scores = relevance + CENTRALITY_WEIGHT * standard_scores(central)
    chosen = maximal_marginal_relevance(scores, inputs.embeddings, inputs.count, REDUNDANCY_WEIGHT)
    return SentenceSelection.from_scores(chosen, scores)
