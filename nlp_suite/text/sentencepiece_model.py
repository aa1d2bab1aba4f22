"""SentencePiece models, read from their files."""

import dataclasses
import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from nlp_suite._lazy import missing_dependency
from nlp_suite.errors import ModelFormatError

_NORMAL, _USER_DEFINED = 1, 4
_UNIGRAM, _BPE = 1, 2
# Pieces have 16 characters at most unless who trains them says otherwise.
_LONGEST = 1000
_MOST_SCORE = 1e9


@dataclasses.dataclass(frozen=True, slots=True)
class SentencePieceModel:
    """A SentencePiece model: its pieces, their scores, and its normalization.

    Attributes:
        scores: Maps each piece that a text can be cut into to its log-probability, or for byte
            pair encoding to its rank, negated.
        algorithm: "unigram" or "bpe".
        normalization: SentencePiece's compiled table of character replacements; may be empty.

    Example:
        >>> model = SentencePieceModel({"▁Go": -2.5, "▁": -3.0}, "unigram", b"")
        >>> model.scores["▁Go"]
        -2.5

    Reference:
        Kudo and Richardson 2018, "SentencePiece: A simple and language independent subword
        tokenizer and detokenizer for Neural Text Processing", https://arxiv.org/abs/1808.06226
    """

    scores: Mapping[str, float]
    algorithm: str
    normalization: bytes

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads a model.

        Args:
            path: The file.

        Returns:
            The model.

        Raises:
            ModelFormatError: If the file is missing or damaged, or asks for something that our
                tokenizers do not do: bytes as pieces, say.
            MissingDependencyError: If protobuf is not installed.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise ModelFormatError(
                f"{path} is missing; copy the whole checkpoint again, with its tokenizer"
            ) from error
        except OSError as error:
            raise ModelFormatError(f"{path} cannot be read: {error.strerror}") from error
        return cls.parse(path, content)

    @classmethod
    def parse(cls, path: Path, content: bytes) -> Self:
        """Parses a model.

        Args:
            path: Its file, for messages.
            content: The bytes of the file.

        Returns:
            The model.

        Raises:
            ModelFormatError: As `read` does, but for a missing file.
            MissingDependencyError: If protobuf is not installed.
        """
        try:
            message = _message_class().FromString(content)
        except ModuleNotFoundError as error:
            raise missing_dependency("Reading a .spm file", error.name, "pretrained") from error
        except Exception as error:  # each implementation of protobuf raises its own
            raise ModelFormatError(f"{path} is no SentencePiece model; copy it again") from error
        trainer, normalizer = message.trainer_spec, message.normalizer_spec
        scores = {p.piece: p.score for p in message.pieces if p.type == _NORMAL}
        _require(path, bool(scores), "have pieces")
        _require(
            path,
            all(0 < len(piece) <= _LONGEST for piece in scores),
            f"have pieces of 1 to {_LONGEST:,} characters",
        )
        _require(
            path,
            all(abs(score) <= _MOST_SCORE for score in scores.values()),
            f"have scores between -{_MOST_SCORE:g} and {_MOST_SCORE:g}",
        )
        _require(path, trainer.model_type in (_UNIGRAM, _BPE), "be of type unigram or bpe")
        _require(path, not trainer.byte_fallback, "have no bytes as pieces")
        _require(path, not trainer.treat_whitespace_as_suffix, "put white space before a word")
        _require(
            path,
            all(piece.type != _USER_DEFINED for piece in message.pieces),
            "have no pieces that its user defined",
        )
        for name in ("add_dummy_prefix", "remove_extra_whitespaces", "escape_whitespaces"):
            _require(path, getattr(normalizer, name), f"have {name}")
        algorithm = "unigram" if trainer.model_type == _UNIGRAM else "bpe"
        return cls(scores, algorithm, normalizer.precompiled_charsmap)


def _require(path: Path, condition: bool, rule: str) -> None:
    if not condition:
        raise ModelFormatError(f"{path}: the SentencePiece model must {rule}, which it does not")


# Of each message the fields that are read here: number, type, default. The others of
# sentencepiece_model.proto are skipped. SentencePiece's own generated module works with one
# release of protobuf only.
_FIELDS: Mapping[str, Mapping[str, tuple[int, str, str]]] = {
    "Piece": {"piece": (1, "string", ""), "score": (2, "float", ""), "type": (3, "int32", "1")},
    "Trainer": {
        "model_type": (3, "int32", "1"),
        "treat_whitespace_as_suffix": (24, "bool", "false"),
        "byte_fallback": (35, "bool", "false"),
    },
    "Normalizer": {
        "precompiled_charsmap": (2, "bytes", ""),
        "add_dummy_prefix": (3, "bool", "true"),
        "remove_extra_whitespaces": (4, "bool", "true"),
        "escape_whitespaces": (5, "bool", "true"),
    },
}
_PARTS = {
    "pieces": (1, "Piece"),
    "trainer_spec": (2, "Trainer"),
    "normalizer_spec": (3, "Normalizer"),
}


@functools.cache
def _message_class() -> Any:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    field = descriptor_pb2.FieldDescriptorProto
    package = "nlp_suite.sentencepiece"
    file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package)
    for message, fields in _FIELDS.items():
        of_message = file.message_type.add(name=message)
        for name, (number, kind, default) in fields.items():
            of_message.field.add(
                name=name,
                number=number,
                label=field.LABEL_OPTIONAL,
                type=getattr(field, f"TYPE_{kind.upper()}"),
                **({"default_value": default} if default else {}),
            )
    model = file.message_type.add(name="Model")
    for name, (number, message) in _PARTS.items():
        label = field.LABEL_REPEATED if name == "pieces" else field.LABEL_OPTIONAL
        model.field.add(
            name=name,
            number=number,
            label=label,
            type=field.TYPE_MESSAGE,
            type_name=f".{package}.{message}",
        )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.Model"))
