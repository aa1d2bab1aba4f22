"""Marian checkpoints of the Hugging Face Hub by the pair of languages that each translates."""

from collections.abc import Mapping
from typing import NamedTuple


class MarianCheckpoint(NamedTuple):
    """A checkpoint of the hub for one pair of languages.

    Attributes:
        hub_id: Its name on the hub.
        commit: A commit at which the hub lists `model.safetensors`, in full or its first seven
            digits; None where none is known, so that the caller has to name one.

    Example:
        >>> MARIAN_CHECKPOINTS["en", "fr"].hub_id
        'Helsinki-NLP/opus-mt-en-fr'
    """

    hub_id: str
    commit: str | None


# Most are of the hub's pull requests that add weights in safetensors form: the main branches have
# a pickle only.
_COMMITS: Mapping[tuple[str, str], str | None] = {
    ("en", "de"): "73d41ab",
    ("de", "en"): "6f6b23ef5ef8a586414ad9d2b7dda64ca5352935",
    ("en", "fr"): "f0fc6145f2a2c3b83955154b8fbae0cbb1554c78",
    ("fr", "en"): "8a17fa2da408f607fa458b59bd014afa687e665e",
    ("en", "es"): "fdaddf76f50fcc1583ba42f95965862a7ab30f97",
    ("es", "en"): "d7a4e7e03d08f8aa6ed2948f8f52d0285bed7cce",
    ("en", "it"): "5483bd70fe6e934c56875647d5dbad58f09bbd16",
    ("it", "en"): "d43c831",
    ("en", "nl"): "cb106147f56946f00045d2f9768539949e660489",
    ("nl", "en"): "4e4e98760e792252f7db27db460f44d5875e7552",
    ("en", "ru"): "20855d62f29510b14806b4f3eddb289a0065d556",
    ("ru", "en"): "a64ede1bb36da5cd0c7bd9c25d0ee07ce5612124",
    ("en", "sv"): "4e83c9f",
    ("sv", "en"): "a66266b",
    ("en", "uk"): "d87904e",
    ("uk", "en"): "5c5e4e6",
    ("pl", "en"): "188c2f2da1065ae1a36ea08466652405fd56e186",
    ("zh", "en"): "badebd2bdd4cdfde141a969df82a0f2c4e3b1dfe",
    ("de", "es"): "192cc3c",
    ("es", "de"): "820ffdfac1d02abf977f18c4b58211e256283e1a",
    ("de", "fr"): "eda518f822014bd94224effd96d308a2634b24e1",
    ("de", "nl"): "5730380",
    ("de", "pl"): "6f5e8f7178d0f40db736269c61712d1a9cd889e6",
    ("fi", "fr"): "a0a25a287c43ee6c92eb2776e977c1f40652ba02",
    ("fi", "sv"): "5c2cecc",
    ("sv", "fi"): "d1be7b3e07d50bb0356b2f5c284c544d11f466d4",
    ("fr", "pl"): "0406d21",
    ("it", "fr"): "192137b",
    ("nl", "fr"): "4b8ebeb",
    ("pl", "es"): "0633d34",
    ("es", "uk"): "86e38bb5935a70a9fd7a2cf2e35f0c0fa4578586",
    ("pl", "uk"): "35d5358648379f45c9a3fd7b73fb5c12b4258645",
    ("uk", "fi"): "82dd04cc5b7539fd444d76c4edf380979c3c35aa",
    ("uk", "ru"): "82e928d",
    ("ar", "en"): None,
    ("en", "ar"): None,
    ("bg", "en"): None,
    ("en", "bg"): None,
    ("cs", "en"): None,
    ("en", "cs"): None,
    ("da", "en"): None,
    ("en", "da"): None,
    ("en", "el"): None,
    ("en", "et"): None,
    ("et", "en"): None,
    ("en", "fi"): None,
    ("fi", "en"): None,
    ("en", "hu"): None,
    ("hu", "en"): None,
    ("en", "id"): None,
    ("id", "en"): None,
    ("ja", "en"): None,
    ("ko", "en"): None,
    ("en", "ro"): None,
    ("en", "sk"): None,
    ("sk", "en"): None,
    ("tr", "en"): None,
    ("en", "vi"): None,
    ("en", "zh"): None,
    ("et", "de"): None,
    ("fi", "de"): None,
    ("fr", "de"): None,
    ("es", "fr"): None,
    ("fr", "es"): None,
    ("es", "it"): None,
    ("it", "es"): None,
    ("fr", "ru"): None,
    ("ru", "fr"): None,
    ("ru", "es"): None,
    ("ru", "uk"): None,
}

MARIAN_CHECKPOINTS: Mapping[tuple[str, str], MarianCheckpoint] = {
    (source, target): MarianCheckpoint(f"Helsinki-NLP/opus-mt-{source}-{target}", commit)
    for (source, target), commit in _COMMITS.items()
}
