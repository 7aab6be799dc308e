"""Fits what turns a margin into a probability, on scores by weights that never saw the patch's repository.

    python -m training.calibrate --weights training/runs/weights.pt --out calibration.json
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

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


def logistic(columns: np.ndarray, labels: np.ndarray, counts: np.ndarray | float = 1.0) -> np.ndarray:
    """Logistic regression; columns: [rows, k]; labels: [rows], bool; counts: how much each row counts. Gives [k].

    A ridge of 1e-2 keeps separable resamples finite.
    """
    signed = np.where(labels, 1.0, -1.0)[:, None] * columns

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        """Its value and its gradient."""
        right = signed @ weights
        return (counts * np.logaddexp(0, -right)).sum() + 0.5e-2 * weights @ weights, 1e-2 * weights - signed.T @ (counts * expit(-right))

    def curvature(weights: np.ndarray) -> np.ndarray:
        p = expit(signed @ weights)
        return (signed * (counts * p * (1 - p))[:, None]).T @ signed + 1e-2 * np.eye(len(weights))

    # Newton's method alone runs away from some separable rows: this one goes only as far as the curvature tells the loss.
    return minimize(loss, np.zeros(columns.shape[1]), jac=True, hess=curvature, method="trust-exact", options={"gtol": 1e-6}).x


def by_size(columns: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Columns whose weights are those of a very large set, then those of a set of two; between them straight in 1 / size. [rows, 2k]"""
    near_two = (2 / sizes)[:, None]
    return np.concatenate((columns * (1 - near_two), columns * near_two), 1)


def smaller_as_whole(whole: np.ndarray) -> np.ndarray:
    """How much each row counts so that the drawn sets together count as much as the whole ones. whole: [rows]"""
    return np.where(whole, 1.0, whole.sum() / max(1, (~whole).sum()))


@dataclass(frozen=True)
class Sample:
    """What a map is fitted on. rows: the candidates; columns: [rows, k]; counts: how much each row counts."""

    rows: Scored
    columns: np.ndarray
    counts: np.ndarray


def sample_of(scored: Scored, margin: str) -> Sample:
    """Of a regime: Platt's slope and intercept, among others by the size of the set. A candidate's smaller sets together count as much as its whole one."""
    rows = scored.having(margin)
    margins = getattr(rows, margin)
    columns = np.stack((margins, np.ones_like(margins)), 1)
    if not margin.startswith("set"):
        return Sample(rows, columns, np.ones(len(margins)))
    return Sample(rows, by_size(columns, rows.sizes), smaller_as_whole(rows.whole))


def calibrate_regime(sample: Sample, seed: int = 0) -> dict:
    """`calibrationMap` of src/core/model/manifest.ts, among others `setCalibrationMap`.

    Resamples and folds are of tasks: rows of one task are not independent.
    """
    rng = np.random.default_rng(seed)
    labels, rows_of = sample.rows.labels, by_task(sample.rows.tasks)

    def fit(rows: np.ndarray) -> np.ndarray:
        return logistic(sample.columns[rows], labels[rows], sample.counts[rows])

    replicates = np.stack(
        [fit(np.concatenate([rows_of[i] for i in rng.integers(len(rows_of), size=len(rows_of))])) for _ in range(REPLICATES)]
    )
    scores = np.zeros(len(labels))
    fold_of = rng.permutation(len(rows_of)) % FOLDS
    for fold in range(FOLDS):
        held = np.concatenate([rows_of[i] for i in np.flatnonzero(fold_of == fold)])
        fitted = np.concatenate([rows_of[i] for i in np.flatnonzero(fold_of != fold)])
        scores[held] = expit(sample.columns[held] @ fit(fitted))
    fitted = fit(np.arange(len(labels)))

    def numbers(of: slice, measured: np.ndarray) -> dict:
        slope, intercept = fitted[of].tolist()
        error = calibration_error(labels[measured], scores[measured])
        return {"slope": slope, "intercept": intercept, "replicates": replicates[:, of].tolist(), "ece": error}

    whole = sample.rows.whole
    found = numbers(slice(0, 2), whole) | {
        "sampleSize": int(whole.sum()),
        "resolvedShare": float(labels[whole].mean()),
        "taskCount": len(rows_of),
    }
    return found if len(fitted) == 2 else found | {"ofTwo": numbers(slice(2, 4), sample.rows.sizes == 2)}


def distances(margins: np.ndarray, labels: np.ndarray, sets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of every right and wrong candidate of one set: how far the right one is ahead, and a row of that set."""
    found = [((margins[rows][labels[rows]][:, None] - margins[rows][~labels[rows]]).ravel(), rows[0]) for rows in by_task(sets)]
    return np.concatenate([d for d, _ in found]), np.concatenate([np.full(len(d), row) for d, row in found])


def order_pairs(margins: np.ndarray, labels: np.ndarray, tasks: np.ndarray) -> dict:
    """`pairOrdering` of the manifest: how the distance of two margins of one task tells that their order is right."""
    d, _ = distances(margins, labels, tasks)
    slope = logistic(np.abs(d)[:, None], d > 0)[0]
    return {"slope": max(0.0, float(slope)), "pairCount": len(d)}


def order_pairs_of_sets(scored: Scored) -> dict:
    """`setPairOrdering` of the manifest: the same, by the size of the set."""
    rows = scored.having("set_margin")
    d, first = distances(rows.set_margin, rows.labels, rows.sets)
    whole = rows.whole[first]
    slope, of_two = logistic(by_size(np.abs(d)[:, None], rows.sizes[first]), d > 0, smaller_as_whole(whole))
    return {"slope": max(0.0, float(slope)), "ofTwo": {"slope": max(0.0, float(of_two))}, "pairCount": int(whole.sum())}


def calibrate(scored: Scored) -> dict:
    """The manifest's `calibration`, `ordering` and, of the same scores, `metrics`; from what train() gave."""
    patches = {name: scored.regime(margin) for name, margin in REGIMES.items()}
    enough = [
        name
        for name, (margins, _, tasks) in patches.items()
        if name in ("single", "set") or (len(margins) >= LEAST_PATCHES and len(np.unique(tasks)) >= LEAST_TASKS)
    ]
    return {
        "calibration": {name: calibrate_regime(sample_of(scored, REGIMES[name])) for name in enough},
        "ordering": {"single": order_pairs(*patches["single"]), "set": order_pairs_of_sets(scored)},
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
