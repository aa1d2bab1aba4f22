"""What the pages say of the repository is true: files, modules, links, commands, versions."""

import functools
import importlib
import importlib.util
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

import nlp_suite

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *DOCS,
    *sorted((ROOT / "scripts").glob("*.md")),
    *sorted((ROOT / "nlp_suite").rglob("*.md")),
]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CODE = [
    path
    for folder in ("nlp_suite", "scripts", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".sh", ".toml")
]
SETTINGS = [ROOT / "Makefile", ROOT / "pyproject.toml"]
FORMS = sorted((ROOT / ".github").rglob("*.yml"))
FILES = [
    f"/{path.relative_to(ROOT)}"
    for folder in ("nlp_suite", "tests", "scripts", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
]
# What looks like one and is a name in a message of protobuf.
NO_MODULES = {"nlp_suite.sentencepiece"}
HOOKS = ROOT / ".pre-commit-config.yaml"


def text_of(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    if path.name == "CHANGELOG.md":
        # The sections before name what there was then.
        return text[: text.index("### Coming from")]
    return text


def sources(*groups):
    return [
        pytest.param(path, id=str(path.relative_to(ROOT))) for group in groups for path in group
    ]


@functools.cache
def exists(name):
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        module = ".".join(parts[:end])
        try:
            if importlib.util.find_spec(module) is None:
                continue
        except ModuleNotFoundError:
            continue
        value = importlib.import_module(module)
        for attribute in parts[end:]:
            if not hasattr(value, attribute):
                # A field of a dataclass is no attribute of the class.
                return attribute in getattr(value, "__dataclass_fields__", ())
            value = getattr(value, attribute)
        return True
    return False


def missing_names(text):
    names = set(re.findall(r"(?<![\w./-])nlp_suite(?:\.[A-Za-z_]\w*)+", text))
    return [name for name in sorted(names - NO_MODULES) if not exists(name)]


def missing_paths(text):
    folders = "nlp_suite|tests|scripts|benchmarks|docs|notebooks"
    found = set(re.findall(rf"(?<![\w./{{}}-])(?:{folders})/[\w./*-]*", text))
    return [one for one in sorted(found) if not any(ROOT.glob(one.rstrip("/.*")))]


@pytest.mark.parametrize("path", sources(PAGES, NOTEBOOKS))
def test_names_and_paths_on_a_page_exist(path):
    text = text_of(path)
    assert missing_names(text) + missing_paths(text) == []


def test_names_and_paths_in_code_exist():
    texts = {str(path.relative_to(ROOT)): text_of(path) for path in CODE + SETTINGS}
    missing = {name: missing_names(text) + missing_paths(text) for name, text in texts.items()}
    assert {name: gone for name, gone in missing.items() if gone} == {}


@pytest.mark.parametrize("path", sources([ROOT / "CONTRIBUTING.md"], DOCS))
def test_files_of_code_exist(path):
    """Also where a page names a file without the folders before it."""
    names = set(re.findall(r"(?<![\w./<>-])\w[\w/]*\.py\b", text_of(path)))
    missing = [name for name in sorted(names) if not any(o.endswith("/" + name) for o in FILES)]
    assert missing == []


def test_every_page_stands_in_the_index():
    linked = re.findall(r"\]\(([\w-]+\.md)\)", text_of(ROOT / "docs" / "index.md"))
    assert {*linked, "index.md"} == {page.name for page in DOCS}


def test_every_folder_stands_in_the_architecture():
    page = text_of(ROOT / "docs" / "architecture.md")
    folders = [path.parent.name for path in (ROOT / "nlp_suite").glob("*/__init__.py")]
    assert [name for name in folders if f"`{name}/`" not in page] == []
    modules = [path.name for path in (ROOT / "nlp_suite").glob("*.py")]
    assert [name for name in modules if "__" not in name and f"`{name}`" not in page] == []


def anchors(page):
    for line in re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", sources(PAGES))
def test_links_lead_somewhere(page):
    for target, anchor in re.findall(
        r"\]\((?!https?://)([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")
    ):
        file = page.parent / target if target else page
        assert file.exists(), f"{page.name}: {target}"
        if anchor:
            assert anchor in set(anchors(file)), f"{page.name}: {target}#{anchor}"


@pytest.mark.parametrize(
    "path", sources([ROOT / "README.md", ROOT / "CONTRIBUTING.md", HOOKS], FORMS)
)
def test_targets_of_make_exist(path):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    # In code only: "make sure" is no target.
    text = text_of(path)
    if path.suffix == ".md":
        text = "\n".join(re.findall(r"^make .*$|`make [^`]+`", text, re.MULTILINE))
    used = set(re.findall(r"\bmake ([a-z-]+)", text))
    assert used <= targets


def test_workflow_and_hooks_call_the_makefile():
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    commands = {
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    }
    assert commands == {"make lint", "make types", "make test", "make demo"}
    hooks = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    assert entries == ["make lint", "make types"]


@pytest.mark.parametrize("path", sources(FORMS))
def test_forms_are_valid(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.parent.name == "ISSUE_TEMPLATE" and path.name != "config.yml":
        assert {"name", "description", "body"} <= set(form)
        ids = [field["id"] for field in form["body"]]
        assert len(ids) == len(set(ids))
        assert all(field["attributes"]["label"] for field in form["body"])


@pytest.mark.parametrize(
    ("task", "page"),
    [
        ("translate", "translation-quality"),
        ("answer", "question-answering-quality"),
        ("summarize", "summarization"),
    ],
)
def test_figures_of_the_readme_stand_on_the_pages(task, page):
    rows = re.findall(rf"^\| `{task}` \| .*$", text_of(ROOT / "README.md"), re.MULTILINE)
    assert rows
    text = text_of(ROOT / "docs" / f"{page}.md")
    for row in rows:
        figures = re.findall(r"\b\d+\.\d\b", " ".join(row.split(" | ")[4:]))
        assert figures
        assert [one for one in figures if not re.search(rf"\b{re.escape(one)}\b", text)] == []


def test_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, date = re.search(r"^## (\d+\.\d+\.\d+) \((.+)\)$", changes, re.MULTILINE).groups()
    assert newest == citation["version"] == nlp_suite.__version__
    assert date == str(citation["date-released"])


def test_every_extra_stands_in_the_readme_and_on_a_page():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    users = set(extras) - {"dev"}
    readme = text_of(ROOT / "README.md")
    listed = re.search(r"Extras:\n(.*?)\n\n", readme, re.DOTALL)[1]
    assert [name for name in users if f"`{name}`" not in listed] == []
    page = text_of(ROOT / "docs" / "faq.md")
    assert {name for name in users if f"| `{name}` |" not in page} == set()
    (whole,) = extras["all"]
    assert set(re.fullmatch(r"nlp-suite\[(.+)\]", whole)[1].split(",")) == users - {"all"}
    named = set(re.findall(r'"nlp-suite\[([\w,-]+)\]"', "".join(map(text_of, CODE + PAGES))))
    assert {one for names in named for one in names.split(",")} <= users
