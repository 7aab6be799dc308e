"""How well margins tell right patches from wrong ones; the same definitions as src/core/evaluation."""

import numpy as np


def auc(labels: np.ndarray, margins: np.ndarray) -> float:
    """Chance that a right patch outranks a wrong one, ties half; NaN without both."""
    right = int(labels.sum())
    wrong = len(labels) - right
    if right == 0 or wrong == 0:
        return float("nan")
    _, inverse, counts = np.unique(margins, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[labels].sum() - right * (right + 1) / 2) / (right * wrong))


def by_task(tasks: np.ndarray) -> list[np.ndarray]:
    """Rows of each task. tasks: an integer for each row."""
    order = np.argsort(tasks, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(tasks[order])) + 1)


def within_task_auc(labels: np.ndarray, margins: np.ndarray, tasks: np.ndarray) -> float:
    """Mean over the tasks that have both; every task counts the same. NaN without one."""
    scores = [score for rows in by_task(tasks) if not np.isnan(score := auc(labels[rows], margins[rows]))]
    return float(np.mean(scores)) if scores else float("nan")


def selection_efficiency(labels: np.ndarray, margins: np.ndarray, tasks: np.ndarray) -> float:
    """(selected - random) / (oracle - random) over tasks with at least four candidates; ties share the selection. NaN where nothing can be gained."""
    selected = random = oracle = 0.0
    for rows in by_task(tasks):
        if len(rows) >= 4:
            best = margins[rows] == margins[rows].max()
            selected += labels[rows][best].mean()
            random += labels[rows].mean()
            oracle += labels[rows].any()
    return float((selected - random) / (oracle - random)) if oracle > random else float("nan")


def calibration_error(labels: np.ndarray, scores: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error over equal bins of the score."""
    bin_of = np.minimum((scores * bins).astype(int), bins - 1)
    error = 0.0
    for rows in (np.flatnonzero(bin_of == i) for i in range(bins)):
        if len(rows):
            error += len(rows) / len(labels) * abs(labels[rows].mean() - scores[rows].mean())
    return float(error)
