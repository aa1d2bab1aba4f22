"""Conversion of a Marian checkpoint's vocabulary."""

import dataclasses
from collections.abc import Iterable, Mapping
from typing import Self

import numpy as np

from nlp_suite.errors import ModelFormatError
from nlp_suite.text.translation_tokenizers import (
    END,
    PAD,
    PAD_ID,
    SPECIAL_TOKENS,
    START,
    START_ID,
    UNKNOWN,
)


@dataclasses.dataclass(frozen=True, slots=True)
class MarianVocabulary:
    """Token ids of a converted Marian checkpoint, and the checkpoint's id of each.

    Our special tokens come first. A checkpoint has no start of its own, but begins a target
    with its padding, whose vector becomes our start's. The other tokens keep their order.
    Behind them stand the pieces that the checkpoint's SentencePiece models know and its
    vocabulary does not: to the model they are the unknown token.

    Attributes:
        tokens: Our tokens, by id.
        rows: The checkpoint's id of each.
        unknown_from: The first id of the pieces that are the unknown token to the model.

    Example:
        >>> ids = {"</s>": 0, "<unk>": 1, "▁Go": 2, "<pad>": 3}
        >>> vocabulary = MarianVocabulary.order(
        ...     ids, 4, pad_id=3, start_id=3, end_id=0, pieces=["▁Go", "▁on"]
        ... )
        >>> vocabulary.tokens
        ('<pad>', '<unk>', '<s>', '</s>', '▁Go', '▁on')
        >>> vocabulary.rows
        (3, 1, 3, 0, 2, 1)
        >>> vocabulary.suppressed
        [0, 2, 5]
    """

    tokens: tuple[str, ...]
    rows: tuple[int, ...]
    unknown_from: int

    @classmethod
    def order(
        cls,
        ids: Mapping[str, int],
        size: int,
        *,
        pad_id: int,
        start_id: int,
        end_id: int,
        pieces: Iterable[str] = (),
    ) -> Self:
        """Sorts the tokens of a checkpoint into our order.

        Args:
            ids: Maps the checkpoint's tokens to its ids, as `vocab.json` does.
            size: Number of rows of the checkpoint's table.
            pad_id: The checkpoint's padding.
            start_id: What the checkpoint begins a target with.
            end_id: What it ends a sentence with.
            pieces: The pieces of its SentencePiece models.

        Returns:
            The vocabulary. A "<s>" of the checkpoint that is not its start, and so stands for
            nothing, is left out.

        Raises:
            ModelFormatError: If an id is none of the table's, stands for two tokens, or is not
                that of the special token that it must be.
        """
        tokens: dict[int, str] = {}
        for token, token_id in ids.items():
            if not isinstance(token_id, int) or not 0 <= token_id < size or token_id in tokens:
                raise ModelFormatError(
                    f"the vocabulary gives {token!r} the id {token_id!r}; each token must have "
                    f"an id of its own below {size}"
                )
            tokens[token_id] = token
        if UNKNOWN not in ids:
            raise ModelFormatError(f"the vocabulary lacks {UNKNOWN!r}")
        for name, token, token_id in (("pad", PAD, pad_id), ("eos", END, end_id)):
            if ids.get(token, token_id) != token_id or not 0 <= token_id < size:
                raise ModelFormatError(
                    f"config.json says that {name}_token_id is {token_id}, the vocabulary of "
                    f"{size} tokens that {token!r} is {ids.get(token)}"
                )
        if not 0 <= start_id < size:
            raise ModelFormatError(f"decoder_start_token_id must be below {size}, got {start_id}")
        special = (pad_id, ids[UNKNOWN], start_id, end_id)
        taken = {*special[:2], end_id, ids.get(START)}
        rest = [i for i in range(size) if i not in taken]
        missing = sorted(set(pieces) - set(ids) - set(SPECIAL_TOKENS))
        return cls(
            (*SPECIAL_TOKENS, *(tokens.get(i, f"<unused_{i}>") for i in rest), *missing),
            (*special, *rest, *([ids[UNKNOWN]] * len(missing))),
            len(special) + len(rest),
        )

    @property
    def suppressed(self) -> list[int]:
        """The ids that a target must not have: padding, start, and what is unknown."""
        return [PAD_ID, START_ID, *range(self.unknown_from, len(self.tokens))]

    def reorder(self, table: np.ndarray) -> np.ndarray:
        """Sorts what the checkpoint has for each of its tokens into our order.

        Args:
            table: Array of shape (V, ...), V the size of the checkpoint's vocabulary.

        Returns:
            Array of shape (len(tokens), ...).
        """
        return table[np.array(self.rows)]
