"""What plain gradient-boosted trees make of the same evidence, without reading the text: a baseline for the model.

    python -m training.trees --rendered rendered.jsonl.gz --out trees.jsonl
    node dist/cli.js eval DATA --split dev --baseline-scores trees.jsonl

Trains on the training split and scores every other row; rows with a trajectory once more with process evidence, so that

    node dist/cli.js eval DATA --split dev --scores-in trees.jsonl

measures what the steps add to trees, as it does for the model. With --folds N it scores the training split itself, each repository by
trees that have not seen it:

    python -m training.trees --rendered rendered.jsonl.gz --out trees.jsonl --folds 5
    node dist/cli.js eval DATA --split train --scores-in trees.jsonl --folds 5
"""

import argparse
import json
from pathlib import Path

import lightgbm
import numpy as np

from .config import AGREEMENT, PROCESS
from .data import Rendered, Row, read_rendered, repository_folds
from .forest import hidden, owners

SEEDS = 3
ROUNDS = 200
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 16,
    "min_data_in_leaf": 40,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "feature_fraction": 0.5,
    "lambda_l2": 5.0,
    # More threads than one spin on a shared machine and gain little on some thousand rows.
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}


def columns(rows: list[Row], names: dict[str, list[str]], agreement: bool, process: bool) -> np.ndarray:
    """Evidence as trees read it. Process evidence is for rows that all have it: who has a trajectory says who made the patch. [rows, features]"""
    known = np.stack([row.known for row in rows])
    if not process:
        known[:, PROCESS] = 0
    if not agreement:
        known[:, AGREEMENT] = 0
    return hidden(np.stack([row.evidence for row in rows]), known, owners(names))


def predict(fitted: list[Row], asked: list[Row], names: dict[str, list[str]], agreement: bool, process: bool = False) -> np.ndarray:
    """Probabilities of the asked rows by trees that learned from the fitted, mean of several seeds."""
    labels = np.array([row.label for row in fitted])
    learned, wanted = columns(fitted, names, agreement, process), columns(asked, names, agreement, process)
    answers = []
    for seed in range(SEEDS):
        trees = lightgbm.train(SETTINGS | {"seed": seed}, lightgbm.Dataset(learned, labels), ROUNDS)
        answers.append(trees.predict(wanted))
    return np.mean(answers, 0)


def with_steps(learned: list[Row], wanted: list[Row], names: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """By candidate, for rows with a trajectory: the probability by itself and among the others, with process evidence."""
    fitted, asked = ([row for row in rows if row.known[PROCESS]] for rows in (learned, wanted))
    if not fitted or not asked:
        return {}
    single, among = (predict(fitted, asked, names, agreement, process=True) for agreement in (False, True))
    return {row.candidate: (float(alone), float(together)) for row, alone, together in zip(asked, single, among)}


def score(rendered: Rendered, folds: int | None) -> list[dict]:
    """Rows as `swe-rm eval --scores` writes them."""
    train = [task for task in rendered.tasks if task.split == "train"]
    if folds is None:
        parts = [(train, [task for task in rendered.tasks if task.split != "train"])]
    else:
        parts = [([task for task in train if task not in fold], fold) for fold in repository_folds(train, folds)]
    scores = []
    for fitted, asked in parts:
        learned = [row for task in fitted for row in task.rows]
        wanted = [(task, row) for task in asked for row in task.rows]
        if not wanted:
            continue
        single, among = (predict(learned, [row for _, row in wanted], rendered.evidence, agreement) for agreement in (False, True))
        stepped = with_steps(learned, [row for _, row in wanted], rendered.evidence)
        for (task, row), alone, together in zip(wanted, single, among):
            has_others = bool(row.known[AGREEMENT])
            alone_stepped, together_stepped = stepped.get(row.candidate, (None, None))
            scores.append({
                "candidate_id": row.candidate,
                "task_id": task.name,
                "score_single": float(alone),
                "score_set": float(together if has_others else alone),
                "score_single_trajectory": alone_stepped,
                "score_set_trajectory": together_stepped if has_others else alone_stepped,
            })  # fmt: skip
    return sorted(scores, key=lambda score: score["candidate_id"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=int, help="score the training split, each repository by trees that have not seen it")
    options = parser.parse_args()
    scores = score(read_rendered(options.rendered), options.folds)
    options.out.write_text("".join(json.dumps(row) + "\n" for row in scores))
    print(f"{len(scores)} scores in {options.out}")


if __name__ == "__main__":
    main()
