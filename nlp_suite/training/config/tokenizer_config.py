"""How a translator's sentences become tokens."""

import dataclasses

from nlp_suite.config import Config
from nlp_suite.text.translation_tokenizers import SPECIAL_TOKENS


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TokenizerConfig(Config):
    """The section `[tokenizer]` of a translator, see `nlp_suite.text.train_tokenizers`.

    Attributes:
        kind: "bpe", or "word" for a token a word.
        vocabulary_size: Largest number of tokens; 0, for "word" only, for every word.
        joint: Whether both sides have the same tokens.
    """

    kind: str = "bpe"
    vocabulary_size: int = 8000
    joint: bool = True

    def _check(self) -> None:
        self._require_one_of("kind", ("bpe", "word"))
        unlimited = self.kind == "word" and self.vocabulary_size == 0
        self._require(
            "vocabulary_size",
            unlimited or self.vocabulary_size > len(SPECIAL_TOKENS),
            f"be above {len(SPECIAL_TOKENS)}, or 0 with kind='word'",
        )
