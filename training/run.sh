#!/usr/bin/env bash
# Trains the model that ships, from annotated texts to kg/data/model. Called by `make train`.
set -euo pipefail
kg=$1 torch=$2 copies=${3:?COPIES=folder with Git copies of the repositories in training/passages/manifest.json}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMP_NUM_THREADS=1
"$kg" -m training.materialise "$copies" "$work/passages"
read_="pool=$work/passages/read/texts:$work/passages/read/gold"
"$kg" -m training.earned kg/data/earned.tsv 0 "$read_"
"$kg" -m training.strangers kg/data/strangers.tsv --hold training/held.txt own=corpus:tests/quality/gold \
  articles="$work/passages/articles/texts:$work/passages/articles/gold" "$read_" ${EXTRA:-}
"$kg" -m training.signs kg/data/calibration.tsv "$read_"
"$kg" -m training.dump "$work/dump.jsonl" own=corpus:tests/quality/gold \
  articles="$work/passages/articles/texts:$work/passages/articles/gold" "$read_" ${EXTRA:-}
PYTHONPATH=. "$torch" -m training.train "$work/dump.jsonl" "$work/trained.pt" --held 0 --epochs 9
PYTHONPATH=. "$torch" -m training.export "$work/trained.pt" kg/data/model
"$kg" -m training.decide kg/data/model "$read_"
"$kg" -m training.probabilities tests/learned/probabilities.json
"$kg" -m training.questions
