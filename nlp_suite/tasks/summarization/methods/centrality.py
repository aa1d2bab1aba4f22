"""Lexical and semantic degree centrality, combined."""

from nlp_suite.tasks.summarization.methods.lexical import lexical_centrality
from nlp_suite.tasks.summarization.methods.semantic import semantic_centrality
from nlp_suite.tasks.summarization.redundancy import NEAR_DUPLICATE, without_near_duplicates
from nlp_suite.tasks.summarization.selection import (
    SelectionInputs,
    SentenceSelection,
    ranking,
    register_method,
)
from nlp_suite.tasks.summarization.standard_scores import standard_scores

SEMANTIC_WEIGHT = 0.15


@register_method("centrality")
def select_centrality(inputs: SelectionInputs) -> SentenceSelection:
    """Selects the sentences that are central by their words and by their meaning.

    Repeated words show what a text is about; embeddings see the same thing said in other
    words, and carry the method where words are not separated by spaces. Both centralities
    are standardised over the text and added with the weights 0.85 and 0.15. A sentence that
    nearly repeats a better one (cosine of 0.9 or more) is taken only if nothing else is left.

    Scores are weighted means of standard scores: 0 is an average sentence of this text, and
    1 is one standard deviation above it in both respects.

    Args:
        inputs: The sentences.

    Returns:
        `inputs.count` sentences.

    Example:
        >>> sentences = ("It rains.", "Cats sleep.", "Cats eat.")
        >>> select_centrality(SelectionInputs(np.eye(3, dtype=np.float32), sentences, 2, 0)).indices
        (1, 2)

    Reference:
        Erkan and Radev 2004, "LexRank: Graph-based Lexical Centrality as Salience in Text
        Summarization", JAIR 22, https://arxiv.org/abs/1109.2128, for degree centrality;
        `lexical` and `semantic` name the sources of the two terms.
    """
    lexical = standard_scores(lexical_centrality(inputs.sentences, language=inputs.language))
    semantic = standard_scores(semantic_centrality(inputs.embeddings))
    scores = (1 - SEMANTIC_WEIGHT) * lexical + SEMANTIC_WEIGHT * semantic
    chosen = without_near_duplicates(
        ranking(scores), inputs.embeddings, inputs.count, NEAR_DUPLICATE
    )
    return SentenceSelection.from_scores(chosen, scores)
