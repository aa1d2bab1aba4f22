import pytest

from nlp_suite.data.documents import UnreadableDocument, find_documents, read_documents


@pytest.fixture
def read(tmp_path):
    """Writes a file, and gives what reading it gives: texts, and reasons of problems."""

    def read(name, data, **options):
        (tmp_path / name).write_bytes(data)
        found = list(read_documents(find_documents([tmp_path / name]), **options))
        return [
            one.reason.replace(f"{tmp_path}/", "")
            if isinstance(one, UnreadableDocument)
            else one.text
            for one in found
        ]

    return read
