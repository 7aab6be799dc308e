"""Compares maps from margins to probabilities, each fitted on four fifths of the tasks and measured on the rest. Prints a Markdown table.

    python -m training.maps --weights training/runs/weights.pt

The margins are the ones that calibration is fitted on: of weights that never saw the patch's repository.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.optimize import isotonic_regression
from scipy.special import expit

from .calibrate import REGIMES, logistic
from .metrics import by_task, calibration_error
from .train import load_weights

FOLDS = 5
SEEDS = 5
Fit = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def linear(columns: Callable[[np.ndarray], list[np.ndarray]]) -> Fit:
    """Logistic regression on these columns of the margins."""

    def fit(margins: np.ndarray, labels: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return expit(np.stack(columns(asked), 1) @ logistic(np.stack(columns(margins), 1), labels))

    return fit


def isotonic(margins: np.ndarray, labels: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The best rising step function (Zadrozny and Elkan 2002), straight lines between the steps' margins."""
    order = np.argsort(margins, kind="stable")
    return np.interp(asked, margins[order], isotonic_regression(labels[order].astype(float)).x)


MAPS: dict[str, Fit] = {
    "as they come": lambda margins, labels, asked: expit(asked),
    "temperature (Guo et al. 2017)": linear(lambda m: [m]),
    "Platt (1999)": linear(lambda m: [m, np.ones_like(m)]),
    # Kull et al. 2017: of the logarithms of p and of 1 - p, each with a weight.
    "beta": linear(lambda m: [-np.logaddexp(0, -m), np.logaddexp(0, m), np.ones_like(m)]),
    "isotonic": isotonic,
}


def measure(fit: Fit, margins: np.ndarray, labels: np.ndarray, tasks: np.ndarray) -> tuple[float, float, float]:
    """Calibration error, Brier score and mean log loss of held-out tasks, mean over SEEDS ways to part them."""
    rows_of = by_task(tasks)
    found = []
    for seed in range(SEEDS):
        fold_of = np.random.default_rng(seed).permutation(len(rows_of)) % FOLDS
        scores = np.empty(len(margins))
        for fold in range(FOLDS):
            held = np.concatenate([rows_of[i] for i in np.flatnonzero(fold_of == fold)])
            rest = np.concatenate([rows_of[i] for i in np.flatnonzero(fold_of != fold)])
            scores[held] = fit(margins[rest], labels[rest], margins[held])
        # A step function says 0 and 1 where it saw one kind only.
        likely = np.where(labels, scores, 1 - scores).clip(1e-3)
        found.append((calibration_error(labels, scores), np.square(labels - scores).mean(), -np.log(likely).mean()))
    return tuple(np.mean(found, 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    *_, scored = load_weights(parser.parse_args().weights)
    print("| map | " + " | ".join(REGIMES) + " |")
    print("|---" * (1 + len(REGIMES)) + "|")
    for name, fit in MAPS.items():
        cells = ("{:.3f}, {:.4f}, {:.4f}".format(*measure(fit, *scored.regime(margin))) for margin in REGIMES.values())
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
