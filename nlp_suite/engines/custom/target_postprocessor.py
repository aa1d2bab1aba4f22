"""Target postprocessing of a translator: detokenization, copying of unknown words by attention."""

from typing import TYPE_CHECKING

from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.custom.source_preprocessor import WORD_START, PreprocessedSource
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.errors import ModelFormatError
from nlp_suite.text.translation_tokenizers import SPECIAL_TOKENS, UNKNOWN_ID

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class TargetPostprocessor:
    """Detokenizes targets, and copies unknown words from the source by attention.

    Each unknown token becomes what was written at the unknown position of the source that it
    looked at most, among those not used before; without one left it is dropped.

    Args:
        tokenizer: The target's tokenizer.

    Raises:
        ModelFormatError: If it cannot decode.

    Example:
        >>> from nlp_suite.text.translation_tokenizers import train_tokenizers
        >>> _, tokenizer = train_tokenizers(["Go on."], ["Los."])
        >>> prepared = PreprocessedSource("", (9, 1, 3), ("▁Go", "日本"), {1: "日本"}, " 😀")
        >>> ids = (*tokenizer.encode("Los ").ids[:-1], UNKNOWN_ID)
        >>> looked = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1]])
        >>> target = TargetSequence(ids, -0.5, looked)
        >>> TargetPostprocessor(tokenizer).postprocess(prepared, target).text
        'Los日本 😀'
    """

    def __init__(self, tokenizer: "Tokenizer") -> None:
        decoder = tokenizer.decoder
        if decoder is None:
            raise ModelFormatError(
                "the target tokenizer must have a decoder; make it with "
                "nlp_suite.text.translation_tokenizers.train_tokenizers"
            )
        self._tokenizer = tokenizer
        self._decoder = decoder
        self._tokens = {
            token_id: token
            for token, token_id in tokenizer.get_vocab().items()
            if token_id >= len(SPECIAL_TOKENS)
        }
        used = set("".join(self._tokens.values()))
        self._placeholder = next(c for c in map(chr, range(0xE000, 0xF900)) if c not in used)

    def tokenize(self, text: str) -> tuple[int, ...]:
        """Tokenizes a text as targets are.

        Args:
            text: A word, say.

        Returns:
            The ids of its tokens, without special ones.
        """
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return tuple(one for one in ids if one in self._tokens)

    def postprocess(
        self, prepared: PreprocessedSource, target: TargetSequence, *, attention: bool = True
    ) -> Hypothesis:
        """Detokenizes one target.

        Args:
            prepared: The sentence.
            target: What was found for it, with its attention if the sentence has unknown
                tokens.
            attention: Whether the hypothesis shall have it.

        Returns:
            The hypothesis. Its tokens, and the rows and columns of its attention, are those
            of the part that was translated.
        """
        rows: list[int] = []
        tokens: list[str] = []
        pieces: list[str] = []
        stretches: list[str] = []
        unused = dict(prepared.unknown)
        for row, token_id in enumerate(target.token_ids):
            if token_id in self._tokens:
                tokens.append(self._tokens[token_id])
                pieces.append(tokens[-1])
                rows.append(row)
            elif token_id == UNKNOWN_ID and unused and target.attention is not None:
                position = max(unused, key=target.attention[row].__getitem__)
                stretches.append(unused.pop(position))
                tokens.append(prepared.tokens[position])
                starts_word = tokens[-1] == WORD_START + stretches[-1]
                pieces.append((WORD_START if starts_word else "") + self._placeholder)
                rows.append(row)
            elif tokens[-1:] == [WORD_START]:
                # The space before what is dropped.
                del tokens[-1], pieces[-1], rows[-1]
        known, *parts = self._decoder.decode(pieces).split(self._placeholder)
        text = known + "".join(s + part for s, part in zip(stretches, parts, strict=True))
        return Hypothesis(
            prepared.before + text.strip() + prepared.after,
            tuple(tokens),
            target.score,
            prepared.tokens,
            target.attention[rows, : len(prepared.tokens)]
            if attention and target.attention is not None
            else None,
        )
