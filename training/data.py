"""Reads what `swe-rm render` wrote, and lays candidates out as batches.

What a row says about who made the patch (`submission`) is kept to measure by alone: it must never become an input.
"""

import gzip
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from .config import EVIDENCE_POSITIONS, GROUPS
from .model import Batch, Family

Numbers = np.ndarray


@dataclass(frozen=True)
class Row:
    """One labelled candidate. text: its tokens after the task's. evidence: 0 where masked; known: [4], 1 or 0.

    submission: the run it came from, to measure by and never to learn from. titled: its evidence where of the task only the title is
    known; other, other_titled: with the text of another task of its repository, and with the title of that; undone: of the patch that undoes it. None where that was not rendered.
    """

    candidate: str
    submission: str
    label: bool
    text: Numbers
    evidence: Numbers
    known: Numbers
    titled: Numbers | None = None
    other: Numbers | None = None
    other_titled: Numbers | None = None
    undone: Numbers | None = None


@dataclass(frozen=True)
class Task:
    name: str
    repo: str
    split: str
    prefix: Numbers
    rows: list[Row]


@dataclass(frozen=True)
class Rendered:
    """evidence: feature names by group, in input order."""

    render_version: int
    max_tokens: int
    max_task_tokens: int
    evidence: dict[str, list[str]]
    tasks: list[Task]


def read_rendered(path: Path) -> Rendered:
    """Raises ValueError, naming the row, when the file is not what `swe-rm render --tokenizer` writes."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        header = json.loads(next(lines))
        names = {group: list(header["evidence"][group]) for group in GROUPS}
        tasks: dict[str, Task] = {}
        for raw in map(json.loads, lines):
            if "ids" not in raw:
                raise ValueError(f"{path} holds lines, not tokens: render it again with --tokenizer")
            task = tasks.get(raw["task_id"])
            if task is None:
                prefix = np.array(raw["task_ids"], np.int64)
                task = tasks[raw["task_id"]] = Task(raw["task_id"], raw["repo"].lower(), raw["split"], prefix, [])
            evidence, known = flatten_evidence(names, raw["evidence"], raw["candidate_id"])
            task.rows.append(Row(raw["candidate_id"], raw["submission"], raw["label"], np.array(raw["ids"], np.int64), evidence, known))
    return Rendered(header["renderVersion"], header["maxTokens"], header["maxTaskTokens"], names, list(tasks.values()))


def read_again(path: Path, rendered: Rendered) -> list[Task]:
    """Tasks of another file. Raises ValueError when it was not rendered as `rendered` was."""
    other = read_rendered(path)
    if replace(other, tasks=[]) != replace(rendered, tasks=[]):
        raise ValueError(f"{path} was rendered in another way")
    return other.tasks


def read_titled(path: Path, rendered: Rendered) -> Rendered:
    """The same candidates with their evidence where of the task only the title is known, from what `swe-rm render --titles-only` wrote.
    Raises ValueError when the file was not rendered as `rendered` was.
    """
    return with_evidence("titled", path, rendered)


def read_other(path: Path, titled: Path, rendered: Rendered) -> Rendered:
    """The same candidates with their evidence where the task is another, from what `swe-rm render --other-tasks` wrote, and from what it
    wrote with `--titles-only` as well. Raises ValueError when a file was not rendered as `rendered` was.
    """
    return with_evidence("other_titled", titled, with_evidence("other", path, rendered))


def read_undone(path: Path, rendered: Rendered) -> Rendered:
    """The same candidates with the evidence of what undoes them, from what `swe-rm render --undone` wrote. Raises ValueError when the file was
    not rendered as `rendered` was.
    """
    return with_evidence("undone", path, rendered)


def with_evidence(name: str, path: Path, rendered: Rendered) -> Rendered:
    """The same candidates, those of `path` with its evidence under this name of a Row."""
    evidence = {row.candidate: row.evidence for task in read_again(path, rendered) for row in task.rows}
    tasks = [replace(task, rows=[replace(row, **{name: evidence.get(row.candidate)}) for row in task.rows]) for task in rendered.tasks]
    return replace(rendered, tasks=tasks)


def read_drawn(paths: Sequence[Path], rendered: Rendered) -> list[Task]:
    """Smaller sets of the same candidates, from what `swe-rm render --limit-candidates` wrote: to calibrate what is said among few.

    A set that was not made smaller is left out. Every candidate gets a name of its own in each set. Raises ValueError when a file
    was not rendered as `rendered` was.
    """
    whole = {task.name: len(task.rows) for task in rendered.tasks}
    drawn = []
    for path in paths:
        for task in read_again(path, rendered):
            count = len(task.rows)
            if 1 < count < whole.get(task.name, 0):
                drawn.append(replace(task, rows=[replace(row, candidate=f"{row.candidate} of {count}") for row in task.rows]))
    return drawn


def flatten_evidence(names: dict[str, list[str]], groups: dict, where: str) -> tuple[Numbers, Numbers]:
    """Values of all groups in input order, 0 where a group is not known, and which are: [W], [4]. Raises ValueError, naming `where`."""
    values, known = [], []
    for group in GROUPS:
        given = groups[group]
        if given is not None and len(given) != len(names[group]):
            raise ValueError(f"{where}: {len(given)} values of {group} evidence, {len(names[group])} names")
        known.append(float(bool(given)))
        values.extend(given or [0.0] * len(names[group]))
    return np.array(values, np.float32), np.array(known, np.float32)


def repository_folds(tasks: list[Task], count: int) -> list[list[Task]]:
    """Folds of whole repositories, the same as `swe-rm eval --folds`: the largest first, each to the fold that holds least."""
    sizes = Counter(task.repo for task in tasks for _ in task.rows)
    folds: list[list[str]] = [[] for _ in range(count)]
    for repo in sorted(sizes, key=lambda name: (-sizes[name], name)):
        min(folds, key=lambda fold: sum(sizes[r] for r in fold)).append(repo)
    return [[task for task in tasks if task.repo in fold] for fold in folds if fold]


def fit_edges(tasks: list[Task], names: dict[str, list[str]], bins: int) -> list[list[float]]:
    """Bin edges of every feature: quantiles of the rows where its group is known, equal ones merged."""
    rows = [row for task in tasks for row in task.rows]
    evidence, known = np.stack([r.evidence for r in rows]), np.stack([r.known for r in rows])
    edges = []
    for column, group in enumerate(i for i, group in enumerate(GROUPS) for _ in names[group]):
        values = evidence[known[:, group] > 0, column]
        points = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1))) if len(values) else np.zeros(1)
        edges.append([float(p) for p in points])
    return edges


def make_batch(families: list[tuple[Numbers, list[tuple[Numbers, Numbers, Numbers]]]], device: torch.device) -> Batch:
    """families: for each task its prefix and, for each candidate, (text [S], evidence [V, W], known [V, 4]) with V readings.

    The answers come in the order of the readings.
    """
    tokens, evidence, known, places = [], [], [], []
    text_total = sum(len(prefix) + sum(len(text) for text, _, _ in members) for prefix, members in families)
    start, reading = 0, text_total
    reading_places, layout = [], []
    for prefix, members in families:
        before = len(prefix)
        tokens.append(prefix), places.append(np.arange(before))
        prefix_at = np.arange(start, start + before)
        start += before
        rows = []
        for text, values, mask in members:
            views = len(values)
            extra = views * EVIDENCE_POSITIONS
            tokens.append(text), places.append(before + np.arange(len(text)))
            evidence.append(values), known.append(mask)
            reading_places.append(np.tile(before + len(text) + np.arange(EVIDENCE_POSITIONS), views))
            at = np.concatenate((np.arange(start, start + len(text)), np.arange(reading, reading + extra)))
            rows.append((at, len(text), views))
            start, reading = start + len(text), reading + extra
        layout.append((prefix_at, rows))
    return Batch(
        tokens=torch.from_numpy(np.concatenate(tokens)).to(device),
        evidence=torch.from_numpy(np.concatenate(evidence)).to(device),
        known=torch.from_numpy(np.concatenate(known)).to(device),
        places=torch.from_numpy(np.concatenate(places + reading_places)).to(device),
        families=[make_family(prefix_at, rows, device) for prefix_at, rows in layout],
    )


def make_family(prefix_at: Numbers, rows: list[tuple[Numbers, int, int]], device: torch.device) -> Family:
    """rows: for each candidate its flat positions, its number of text tokens, its number of readings."""
    longest = max(len(at) for at, _, _ in rows)
    members = np.zeros((len(rows), longest), np.int64)
    keep = np.zeros((len(rows), longest), bool)
    visible = np.zeros((len(rows), longest, len(prefix_at) + longest), bool)
    visible[:, :, : len(prefix_at)] = True
    own = visible[:, :, len(prefix_at) :]
    for row, (at, text, views) in enumerate(rows):
        members[row, : len(at)] = at
        keep[row, : len(at)] = True
        own[row] = np.tri(longest, dtype=bool)
        for view in range(views):
            # A reading sees the text and itself, not the readings before it.
            first = text + view * EVIDENCE_POSITIONS
            own[row, first : first + EVIDENCE_POSITIONS, text:first] = False
    tensors = (torch.from_numpy(a).to(device) for a in (prefix_at, members, keep, visible))
    return Family(*tensors)
