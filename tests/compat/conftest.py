import json

import pytest

PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,;:()'-"
WORDS = ["the", "of", "and", "in", "was", "with", "bicycle", "wheel", "pedal", "frame", "road"]


@pytest.fixture(scope="session", autouse=True)
def one_thread():
    """Threads only wait for each other on models as small as these."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def make_folder(tmp_path_factory):
    """Saves a random checkpoint with its tokenizer, as the hub has them."""
    import torch
    import transformers

    vocabulary = [*PIECES, *LETTERS, *(f"##{letter}" for letter in LETTERS), *WORDS]
    size = {"vocab_size": len(vocabulary), "max_position_embeddings": 512}

    def make(kind):
        if kind == "bert":
            config = transformers.BertConfig(
                **size,
                hidden_size=32,
                num_hidden_layers=4,
                num_attention_heads=2,
                intermediate_size=32,
            )
            model = transformers.BertModel
        else:
            config = transformers.DistilBertConfig(
                **size, dim=32, n_layers=4, n_heads=2, hidden_dim=32
            )
            model = transformers.DistilBertModel
        torch.manual_seed(7)
        model = model(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.add_(torch.randn_like(parameter) * 0.2)
        folder = tmp_path_factory.mktemp(kind)
        model.save_pretrained(folder)
        (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
        name = "BertTokenizer" if kind == "bert" else "DistilBertTokenizer"
        (folder / "tokenizer_config.json").write_text(
            json.dumps({"tokenizer_class": name, "do_lower_case": True})
        )
        return folder

    return make


@pytest.fixture(scope="session")
def distilbert_folder(make_folder):
    return make_folder("distilbert")


@pytest.fixture(scope="session")
def bert_folder(make_folder):
    return make_folder("bert")
