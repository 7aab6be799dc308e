"""Fits what turns a margin into a probability, on scores by weights that never saw the patch's repository.

    python -m training.calibrate --weights training/runs/weights.pt --out calibration.json
"""

import argparse
import json
from pathlib import Path

import numpy as np

from .metrics import by_task, calibration_error
from .train import Scored, load_weights, summarise

REPLICATES = 200
FOLDS = 5
# Names in the manifest, and the margins they are fitted on.
REGIMES = {
    "single": "single_margin",
    "set": "set_margin",
    "singleTrajectory": "single_trajectory_margin",
    "setTrajectory": "set_trajectory_margin",
}
# With fewer held-out trajectories a map would know less than the one for scores without: then there is none, and the scorer
# does not read trajectories in that regime.
LEAST_PATCHES, LEAST_TASKS = 300, 30


def sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def logistic(columns: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's method; columns: [rows, k]. A ridge of 1e-2 keeps separable resamples finite."""
    weights = np.zeros(columns.shape[1])
    for _ in range(30):
        p = sigmoid(columns @ weights)
        gradient = columns.T @ (p - labels) + 1e-2 * weights
        curvature = (columns * (p * (1 - p))[:, None]).T @ columns + 1e-2 * np.eye(len(weights))
        weights = weights - np.linalg.solve(curvature, gradient)
    return weights


def fit_map(margins: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Platt's slope and intercept."""
    slope, intercept = logistic(np.stack((margins, np.ones_like(margins)), 1), labels)
    return float(slope), float(intercept)


def calibrate_regime(margins: np.ndarray, labels: np.ndarray, tasks: np.ndarray, seed: int = 0) -> dict:
    """`calibrationMap` of src/core/model/manifest.ts. Resamples and folds are of tasks: rows of one task are not independent."""
    rng = np.random.default_rng(seed)
    rows_of = by_task(tasks)
    slope, intercept = fit_map(margins, labels)
    replicates = []
    for _ in range(REPLICATES):
        rows = np.concatenate([rows_of[i] for i in rng.integers(len(rows_of), size=len(rows_of))])
        replicates.append(fit_map(margins[rows], labels[rows]))
    scores = np.zeros(len(margins))
    fold_of = rng.permutation(len(rows_of)) % FOLDS
    for fold in range(FOLDS):
        held = np.concatenate([rows_of[i] for i in np.flatnonzero(fold_of == fold)])
        fitted = np.concatenate([rows_of[i] for i in np.flatnonzero(fold_of != fold)])
        a, b = fit_map(margins[fitted], labels[fitted])
        scores[held] = sigmoid(a * margins[held] + b)
    return {
        "slope": slope,
        "intercept": intercept,
        "replicates": replicates,
        "sampleSize": len(margins),
        "taskCount": len(rows_of),
        "ece": calibration_error(labels, scores),
    }


def order_pairs(margins: np.ndarray, labels: np.ndarray, tasks: np.ndarray) -> dict:
    """`pairOrdering` of the manifest: how the distance of two margins of one task tells that their order is right."""
    distances = [
        (margins[rows][labels[rows]][:, None] - margins[rows][~labels[rows]]).ravel() for rows in by_task(tasks)
    ]
    d = np.concatenate(distances)
    slope = logistic(np.abs(d)[:, None], d > 0)[0]
    return {"slope": max(0.0, float(slope)), "pairCount": len(d)}


def calibrate(scored: Scored) -> dict:
    """The manifest's `calibration`, `ordering` and, of the same scores, `metrics`; from what train() gave."""
    maps = {name: scored.regime(margin) for name, margin in REGIMES.items()}
    enough = {
        name: rows
        for name, rows in maps.items()
        if name in ("single", "set") or (len(rows[0]) >= LEAST_PATCHES and len(np.unique(rows[2])) >= LEAST_TASKS)
    }
    return {
        "calibration": {name: calibrate_regime(*rows) for name, rows in enough.items()},
        "ordering": {name: order_pairs(*maps[name]) for name in ("single", "set")},
        "metrics": {f"held_out_{name}": value for name, value in summarise(scored).items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    *_, scored = load_weights(options.weights)
    options.out.write_text(json.dumps(calibrate(scored), indent=1) + "\n")


if __name__ == "__main__":
    main()
