#!/bin/sh
# Mutation testing of the browser's audit engine: tests/mutation/browser/run.sh [MODULE…], all modules
# without names. In a copy under the temporary folder; results stay in build/mutation-browser.
# CONCURRENCY is the number of mutants tried at once, by default one for each processor.
set -eu
cd "$(dirname "$0")/../../.."
root=$PWD
results=$root/build/mutation-browser
rules=ruantong/site/static/js/rules
[ -x .venv/bin/python ] || { echo "请先执行 please run first: ./run setup" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/ruantong-mutation.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

mkdir -p "$results" "$work/tests/differential" "$work/tests/mutation" "$work/$rules"
cp package.json "$work"
cp ruantong/site/static/js/numbers.js "$work/$rules/.."
cp "$rules"/*.js "$work/$rules"
cp -r tests/js tests/vectors "$work/tests"
cp tests/differential/outcomes.js "$work/tests/differential"
mkdir "$work/tests/mutation/browser"
(cd tests/mutation/browser && cp .npmrc replay.js runner.js package.json package-lock.json stryker.config.json \
    "$work/tests/mutation/browser")

.venv/bin/python -m tests.mutation.browser.record "$work/recorded"
(cd "$work/tests/mutation/browser" && npm ci --silent --no-progress </dev/null)

# shellcheck disable=SC2046 # names of modules, without blanks
[ $# -gt 0 ] || set -- $(find "$rules" -name '*.js' -exec basename {} .js \; | sort)
cd "$work"
export RECORDED="$work/recorded"
for module in "$@"; do
    nice -n 10 tests/mutation/browser/node_modules/.bin/stryker run tests/mutation/browser/stryker.config.json \
        --mutate "$rules/$module.js" --concurrency "${CONCURRENCY:-$(nproc)}" --logLevel warn
    cp reports/mutation/mutation.json "$results/$module.json"
done
node "$root/tests/mutation/browser/table.js" "$results" "$@"
