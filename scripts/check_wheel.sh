#!/usr/bin/env bash
# Builds the wheel, installs it without extras into an empty environment, and runs the main
# job from another directory: missing package data or a missing dependency fails here.
#
#   scripts/check_wheel.sh PYTHON      PYTHON has the package `build`
set -euo pipefail

python=$1
root=$(cd "$(dirname "$0")/.." && pwd)
[[ $python = /* || $python != */* ]] || python=$root/$python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root"
"$python" -m build --wheel --outdir "$work/dist" . >"$work/build.log" 2>&1 ||
  { cat "$work/build.log"; exit 1; }
wheel=$(echo "$work"/dist/nlp_suite-*.whl)
megabytes=$(($(stat -c %s "$wheel") / 1000000))
echo "$(basename "$wheel"): $megabytes MB"
((megabytes < 95)) || { echo "the wheel must stay under 95 MB"; exit 1; }

cd "$work"
"$python" -m venv env
env/bin/python -m pip install --quiet "$wheel"
installed=$(du -sm env | cut -f1)
echo "installed without extras: $installed MB"
((installed < 600)) || { echo "the core installation must stay under 600 MB"; exit 1; }

printf 'Dr. Smith went home. It rained. He slept.' >article.txt
export NLP_SUITE_CACHE=$work/cache
env/bin/nlp-suite demo
env/bin/nlp-suite translate "I am thirsty."
# The list of known words is there, too.
env/bin/nlp-suite translate "Yanni is cold." | grep Yanni
env/bin/nlp-suite translate --model german-english "Wo ist der Bahnhof?" | grep station
env/bin/nlp-suite answer "Who went home?" article.txt | grep Smith
env/bin/python -m nlp_suite summarize - --sentences 2 --json <article.txt >summary.json
# The page's template is there, too.
env/bin/nlp-suite compare summarize article.txt --system custom --html comparison.html
env/bin/python - <<'PYTHON'
import json
import sys

summary = json.load(open("summary.json"))
assert len(summary["sentences"]) == 2 and summary["total_sentences"] == 3, summary

import nlp_suite

for needs_an_extra in (
    lambda: nlp_suite.summarize("One. Two.", runtime="keras"),
    lambda: nlp_suite.summarize("One. Two.", method="kmeans"),
    lambda: nlp_suite.summarize("One. Two.", engine="pretrained"),
    lambda: nlp_suite.data.load_parallel("deu.txt"),
):
    try:
        needs_an_extra()
    except nlp_suite.MissingDependencyError as error:
        assert 'pip install "nlp-suite[' in str(error), error
    else:
        sys.exit("the empty environment has an extra's packages")
PYTHON
echo "the wheel works without extras"
