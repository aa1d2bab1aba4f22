"""A model folder is published on a stand-in of the hub, and loaded from there again."""

import shutil

import pytest

import nlp_suite
from nlp_suite import InvalidInputError, ModelFormatError, ModelNotAvailableError
from nlp_suite.models import ModelFolder, fetch_model, save_to_hub

# Of the hub's client, as it uploads a large file.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")

TOKEN = "a-token-of-the-stand-in"  # noqa: S105
SECRET = "hf_" + "a1B2" * 9
LOADED = ["config.json", "model.safetensors", "tokenizer.json"]
PUBLISHED = ["README.md", *LOADED]


@pytest.fixture
def folder(tiny_reader, tmp_path):
    return shutil.copytree(tiny_reader, tmp_path / "my-reader")


def files_of(hub, name, commit):
    return hub.repositories[name].commits[commit]


def test_a_folder_is_published_and_loaded_again(folder, hub):
    published = save_to_hub(folder, "me/reader", token=TOKEN)
    assert published.url == f"{hub.url}/me/reader/commit/{published.commit}"
    assert not hub.repositories["me/reader"].private
    files = files_of(hub, "me/reader", published.commit)
    assert sorted(files) == [".gitattributes", *PUBLISHED]
    assert sorted(published.files) == PUBLISHED
    for name in LOADED:
        assert files[name] == (folder / name).read_bytes()
    assert published.num_bytes == sum(len(files[name]) for name in PUBLISHED)
    text = "Ann built the house in 1901, and Ben sold it."
    own = nlp_suite.answer("Who built it?", text, model=folder)
    answer = nlp_suite.answer("Who built it?", text, model="me/reader", revision=published.commit)
    assert (answer.text, answer.score) == (own.text, own.score)
    assert answer.model == "me/reader"
    fetched = fetch_model("me/reader", revision=published.commit)
    assert ModelFolder.open(fetched.path).fingerprint() == ModelFolder.open(folder).fingerprint()


def test_a_translator_and_the_token_of_the_environment(make_translator, hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    folder = make_translator()
    published = save_to_hub(folder, "me/translator", private=True)
    assert hub.repositories["me/translator"].private
    card = files_of(hub, "me/translator", published.commit)["README.md"].decode()
    assert card.startswith('---\nlanguage: ["en", "de"]\nlibrary_name: "nlp-suite"\n')
    options = {"model": "me/translator", "revision": published.commit}
    own = nlp_suite.translate("I see a cat.", model=folder.path)
    translation = nlp_suite.translate("I see a cat.", **options)
    assert (str(translation), translation.score) == (str(own), own.score)
    assert translation.model == "me/translator"


def test_only_the_files_of_a_model_folder_are_published(folder, hub):
    (folder / ".env").write_text("HF_TOKEN=secret")
    (folder / "notes.txt").write_text("private")
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "model.safetensors").write_text("?")
    published = save_to_hub(folder, "me/reader", token=TOKEN)
    assert sorted(published.files) == PUBLISHED
    files = files_of(hub, "me/reader", published.commit)
    assert sorted(files) == [".gitattributes", *PUBLISHED]


def test_another_model_of_the_same_name(folder, hub):
    hub.add("me/reader", {"source_words.txt": b"a", "LICENSE": b"MIT", ".gitattributes": b"*"})
    published = save_to_hub(folder, "me/reader", token=TOKEN, message="Better")
    files = files_of(hub, "me/reader", published.commit)
    assert sorted(files) == [".gitattributes", "LICENSE", *PUBLISHED]
    # The same again is the same commit, as nothing changes.
    assert save_to_hub(folder, "me/reader", token=TOKEN).commit is not None


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (
            "",
            '---\nlanguage: ["fr"]\nlibrary_name: "nlp-suite"\n'
            'pipeline_tag: "question-answering"\n---\n\n# my-reader\n',
        ),
        (
            "# Mine\n",
            '---\nlanguage: ["fr"]\nlibrary_name: "nlp-suite"\n'
            'pipeline_tag: "question-answering"\n---\n\n# Mine\n',
        ),
        (
            "---\nlicense: mit\nlanguage:\n- de\n---\n# Mine\n---\n",
            '---\nlicense: mit\nlanguage:\n- de\nlibrary_name: "nlp-suite"\n'
            'pipeline_tag: "question-answering"\n---\n# Mine\n---\n',
        ),
        (
            "---\nNo metadata, as nothing ends them.\n",
            '---\nlanguage: ["fr"]\nlibrary_name: "nlp-suite"\n'
            'pipeline_tag: "question-answering"\n---\n\n---\nNo metadata, as nothing ends them.\n',
        ),
    ],
)
def test_the_metadata_of_the_card_are_completed(card, expected, folder, hub):
    config = (folder / "config.json").read_text()
    config = config.replace('"options": {', '"options": {"language": "fr", ')
    (folder / "config.json").write_text(config)
    (folder / "README.md").write_text(card)
    published = save_to_hub(folder, "me/reader", token=TOKEN)
    assert files_of(hub, "me/reader", published.commit)["README.md"].decode() == expected
    # The folder itself stays as it is.
    assert (folder / "README.md").read_text() == card


@pytest.mark.parametrize("name", ["README.md", "model.safetensors"])
def test_links_are_not_published(name, folder, hub, tmp_path):
    (folder / name).rename(tmp_path / "elsewhere")
    (folder / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidInputError, match=f"{name} is no regular file, but a link"):
        save_to_hub(folder, "me/reader", token=TOKEN)
    assert hub.requests == []


def test_tokens_are_not_published(folder, hub):
    (folder / "README.md").write_text(f"# Mine\n\nexport HF_TOKEN={SECRET}\n")
    with pytest.raises(InvalidInputError, match="has a token of the hub in it") as caught:
        save_to_hub(folder, "me/reader", token=TOKEN)
    assert SECRET not in str(caught.value)
    assert hub.requests == []


def test_damaged_folders_are_not_published(folder, hub):
    content = bytearray((folder / "model.safetensors").read_bytes())
    content[-2] ^= 1
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(ModelFormatError, match="damaged"):
        save_to_hub(folder, "me/reader", token=TOKEN)
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelFormatError, match="is no complete model folder"):
        save_to_hub(folder, "me/reader", token=TOKEN)
    with pytest.raises(ModelNotAvailableError, match="there is no model folder"):
        save_to_hub(folder / "none", "me/reader", token=TOKEN)
    assert hub.requests == []


@pytest.mark.parametrize("name", ["reader", "me/my reader", "me/reader/x", "", "../x"])
def test_names_that_are_none_of_the_hub(name, folder, hub):
    with pytest.raises(InvalidInputError, match="a model is published as 'owner/name'"):
        save_to_hub(folder, name, token=TOKEN)


def test_who_may_not_write(folder, hub, monkeypatch):
    for token in (None, "another"):
        with pytest.raises(ModelNotAvailableError, match=r"may not be written to .401.; pass tok"):
            save_to_hub(folder, "me/reader", token=token)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotAvailableError, match=r"could not be published .OfflineMode"):
        save_to_hub(folder, "me/reader", token=TOKEN)
