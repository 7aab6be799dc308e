"""Trains the model: trees on evidence, and the transformer on what trees leave open.

    python -m training.train --rendered rendered.jsonl.gz --drawn drawn-*.jsonl.gz --titled titled.jsonl.gz --other other.jsonl.gz \\
        --other-titled other-titled.jsonl.gz --undone undone.jsonl.gz --tokenizer tokenizer.json --out training/runs/weights.pt [--resume]

Stopped at any point it continues with --resume from the last checkpoint and ends with the same weights: what a step
draws depends on the seed and the step alone.
"""

import argparse
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import expit
from torch import Tensor, nn

from .config import AGREEMENT, CALIBRATION_REPOSITORIES, GROUPS, PATCH, PROCESS, STATIC, Config, ModelConfig, config_from
from .data import Rendered, Row, Task, fit_edges, make_batch, read_drawn, read_other, read_rendered, read_titled, read_undone, repository_folds
from .forest import DONE, OWN_TASK, Check, Ensemble, EvidenceForest, hidden, owners
from .metrics import auc, selection_efficiency, within_task_auc
from .model import RewardModel, count_parameters

# Candidates of one task that share a prefix in a batch: more would make the batch one task's.
MEMBERS = 12
# Folds of repositories for the margins that the transformer learns beside.
FOLDS = 5
CHECKPOINT_SECONDS = 120

Draw = list[tuple[Task, list[Row]]]
# By candidate: a margin for each of its readings().
Margins = dict[str, np.ndarray]
# Called with what is done, steps done, steps in all, mean loss since the last call if there is one.
Report = Callable[[str, int, int, float | None], None]


def vocabulary_size(tokenizer: Path) -> int:
    return len(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])


def train(
    model: RewardModel, config: Config, tasks: list[Task], drawn: list[Task], checkpoint: Path, resume: bool, report: Report
) -> tuple[dict[str, float], "Scored"]:
    """Trains, and leaves the forest and the averaged weights in `model`.

    1. The transformer, unless it is kept, learns what a forest leaves open, without the calibration and the share repositories. The
       forest's margins of a patch are those of trees that never saw its repository: on patches it knows a forest leaves nothing open.
    2. On the share repositories is chosen how much the transformer counts, for a lone patch and among others; a kept one counts
       among others as before.
    3. The forest learns from everything. By trees that never saw the repository is settled below which margin a patch is said to be
       perhaps for another task.

    drawn: smaller sets of the same candidates (data.read_drawn), which are scored and not learned from.

    Gives what was measured at the choice, and scores to calibrate on. Those come from trees that never saw the patch's
    repository; the transformer's part is in them where it never saw it either, and left out where it did. The largest
    repository is not among them: without it trees are so unlike the shipped ones that their map would be another's.
    """
    unseen = {*CALIBRATION_REPOSITORIES, *config.share_repositories}
    kept = [t for t in tasks if t.repo not in unseen]
    if not config.transformer_kept:
        saved = torch.load(checkpoint, map_location=next(model.parameters()).device, weights_only=True) if resume and checkpoint.exists() else None
        train_transformer(model.train(), config, kept, cross_fitted(kept, config), checkpoint, saved, report)
    texts = read_texts(model.eval(), [t for t in [*tasks, *drawn] if t.repo in unseen], report)
    texts = centre(model, texts, [t for t in tasks if t.repo in unseen])
    choosing = [t for t in tasks if t.repo in config.share_repositories]
    measured, (alone, among) = choose_shares(choosing, weigh(fit_forest(kept, config), choosing), texts, config.shares)
    model.shares = model.shares.new_tensor((alone, float(model.shares[1]) if config.transformer_kept else among))
    measured |= dict(zip(("transformer_share_alone", "transformer_share_among"), model.shares.tolist()))
    model.forest = fit_forest(tasks, config)
    measured |= doubt(tasks, config)
    largest = Counter(task.repo for task in tasks for _ in task.rows).most_common(1)[0][0]
    others, smaller = ([t for t in part if t.repo != largest] for part in (tasks, drawn))
    trees = cross_fitted(others, config, always=[t for t in tasks if t.repo == largest], also=smaller)
    weighed = by_regime(texts, [*others, *smaller], model.shares.cpu().numpy())
    return measured, collect(others, add(trees, weighed), smaller)


def fit_forest(tasks: list[Task], config: Config) -> EvidenceForest:
    """Two ensembles, each from every reading of every candidate.

    Whether a lone patch passes depends on more than can be seen of it: of two that look alike one passes. So the one for lone patches
    learns, where the other candidates are not known, in part what trees say that know them and never saw the repository (Vapnik and
    Vashist 2009, "learning using privileged information"; Lopez-Paz et al. 2016, "generalized distillation").
    """
    hindsight, share = among_others(tasks, config), config.forest.hindsight

    def in_hindsight(row: Row, known: np.ndarray) -> float:
        if known[AGREEMENT] or row.candidate not in hindsight:
            return label(row, known)
        return (1 - share) * row.label + share * hindsight[row.candidate]

    how = config.forest
    alone = grow(tasks, config, in_hindsight, how.members, again_with_title=how.again_with_title)
    among = grow(tasks, config, label, how.members, how.unread_among)
    return EvidenceForest(alone, among, grow_checks(tasks, config), config.model.evidence)


def grow_checks(tasks: list[Task], config: Config) -> dict[str, Check]:
    """The checks of an EvidenceForest, those for which something was rendered."""
    how = config.forest
    grown = {OWN_TASK: (grow_own_task(tasks, config), how.mismatched), DONE: (grow_done(tasks, config), how.undoing)}
    return {name: Check(ensemble, failing) for name, (ensemble, failing) in grown.items() if ensemble is not None}


def grow_own_task(tasks: list[Task], config: Config) -> Ensemble | None:
    """Tells patches with their own task from the same ones with another of their repository, by the whole text or by the title; some of
    them again without static evidence. None where no other tasks were rendered.
    """
    rows = [row for task in tasks for row in task.rows if row.other is not None]
    pairs = [(row, row.evidence, row.other) for row in rows]
    pairs += [(row, row.titled, row.other_titled) for row in rows if row.titled is not None and row.other_titled is not None]
    read = [(*pair, (PATCH, STATIC)) for pair in pairs]
    again = np.random.default_rng(config.seed).random(len(pairs)) < config.forest.again_without_static
    return grow_check(read + [(*pair, (PATCH,)) for pair, twice in zip(pairs, again) if twice], config.forest.own_task_reads, config)


def grow_done(tasks: list[Task], config: Config) -> Ensemble | None:
    """Tells patches from the same ones undone, by patch evidence. None where nothing was rendered undone."""
    rows = [row for task in tasks for row in task.rows if row.undone is not None]
    return grow_check([(row, row.evidence, row.undone, (PATCH,)) for row in rows], config.forest.done_reads, config)


def grow_check(pairs: list[tuple[Row, np.ndarray, np.ndarray, tuple[int, ...]]], reads: Sequence[str], config: Config) -> Ensemble | None:
    """pairs: a row, its evidence as it should be and as it should not, and the groups that are read, where the row has them; reads: all that is
    read of these. None without a pair.
    """
    if not pairs:
        return None
    evidence = np.concatenate([[right for _, right, _, _ in pairs], [wrong for _, _, wrong, _ in pairs]])
    known = np.tile([row.known * np.isin(np.arange(len(GROUPS)), groups) for row, _, _, groups in pairs], (2, 1))
    table = hidden(evidence, known, owners(config.model.evidence))
    table[:, ~np.isin([name for group in GROUPS for name in config.model.evidence[group]], reads)] = np.nan
    how = replace(config.forest, trees=config.forest.check_trees)
    return Ensemble.fit(table, np.repeat([1.0, 0.0], len(pairs)), how, how.check_members)


def doubt(tasks: list[Task], config: Config) -> dict[str, float]:
    """The margin of the check for its own task below which a share `doubted` of the patches with their own task lie, and the share of those with another's, by
    trees that never saw the repository. Nothing where no other tasks were rendered.
    """
    margins: list[np.ndarray] = []
    for fold in repository_folds(tasks, FOLDS):
        inside, rows = {task.repo for task in fold}, [row for task in fold for row in task.rows if row.other is not None]
        check = grow_own_task([t for t in tasks if t.repo not in inside], config)
        if check is None or not rows:
            continue
        known = np.stack([row.known * np.isin(np.arange(len(GROUPS)), (PATCH, STATIC)) for row in rows])
        tables = (hidden(np.stack(evidence), known, owners(config.model.evidence)) for evidence in zip(*((row.evidence, row.other) for row in rows)))
        margins.append(np.stack([check.margins(table) for table in tables]))
    if not margins:
        return {}
    own, other = np.concatenate(margins, 1)
    below = float(np.quantile(own, config.forest.doubted))
    return {"other_task_below": below, "other_task_found": float((other < below).mean()), "other_task_wrongly": float((own < below).mean())}


def label(row: Row, _: np.ndarray) -> float:
    return float(row.label)


def among_others(tasks: list[Task], config: Config) -> dict[str, float]:
    """By candidate its probability among the others, without its steps, by a few trees that never saw the repository. Empty when there is but one."""
    folds, owner = repository_folds(tasks, config.forest.hindsight_folds), owners(config.model.evidence)
    probabilities: dict[str, float] = {}
    for fold in folds if len(folds) > 1 else []:
        inside = {task.repo for task in fold}
        few = grow([t for t in tasks if t.repo not in inside], config, label, config.forest.hindsight_members, config.forest.unread_among)
        rows = [row for task in fold for row in task.rows]
        known = np.stack([row.known * (np.arange(len(GROUPS)) != PROCESS) for row in rows])
        margins = few.margins(hidden(np.stack([row.evidence for row in rows]), known, owner))
        probabilities |= zip((row.candidate for row in rows), expit(margins).tolist())
    return probabilities


def grow(
    tasks: list[Task], config: Config, target: Callable[[Row, np.ndarray], float], members: int, unread: Sequence[str] = (), again_with_title: float = 0.0
) -> Ensemble:
    """From every reading of every candidate, and some of them again without static evidence, or without the others with the task's title alone.

    target: what a reading should say, 0 to 1, by its row and what is known in it; unread: evidence that no tree may ask for;
    again_with_title: share of the readings without the others that are learned once more by the title.
    """
    rows = [row for task in tasks for row in task.rows]
    parts = [readings(row) for row in rows]
    known = np.concatenate(parts)
    targets = np.array([target(row, view) for row, part in zip(rows, parts) for view in part])
    evidence = np.repeat([row.evidence for row in rows], [len(part) for part in parts], 0)
    rng = np.random.default_rng(config.seed)
    again = rng.random(len(known)) < config.forest.again_without_static
    without = known[again] * (np.arange(len(GROUPS)) != STATIC)
    titled = [row.titled for row, part in zip(rows, parts) for _ in part]
    short = (rng.random(len(known)) < again_with_title) & (known[:, AGREEMENT] == 0) & [evidence is not None for evidence in titled]
    read = np.concatenate([evidence, evidence[again], *(titled[i][None] for i in np.flatnonzero(short))])
    table = hidden(read, np.concatenate([known, without, known[short]]), owners(config.model.evidence))
    table[:, np.isin([name for group in GROUPS for name in config.model.evidence[group]], unread)] = np.nan
    return Ensemble.fit(table, np.concatenate([targets, targets[again], targets[short]]), config.forest, members)


def weigh(forest: EvidenceForest, tasks: list[Task]) -> Margins:
    """What the trees say."""
    rows = [row for task in tasks for row in task.rows]
    return {row.candidate: forest.margins(np.stack([row.evidence] * len(known)), known) for row in rows for known in [readings(row)]}


def cross_fitted(tasks: list[Task], config: Config, always: Sequence[Task] = (), also: Sequence[Task] = ()) -> Margins:
    """What trees say that never saw the repository: FOLDS folds of whole repositories.

    always: tasks of yet other repositories, which all trees learn from; also: sets of the same repositories that are only scored.
    """
    margins: Margins = {}
    for fold in repository_folds(tasks, FOLDS):
        inside = {task.repo for task in fold}
        asked = [*fold, *(t for t in also if t.repo in inside)]
        margins |= weigh(fit_forest([*always, *(t for t in tasks if t.repo not in inside)], config), asked)
    return margins


def train_transformer(
    model: RewardModel, config: Config, tasks: list[Task], trees: Margins, checkpoint: Path, saved: dict | None, report: Report
) -> None:
    """trees: the margins that it learns beside."""
    how, device = config.transformer, next(model.parameters()).device
    part = list(model.parameters())
    plan = [
        drawn
        for epoch in range(how.epochs)
        for drawn in draw_groups(tasks, how.batch, config.text_tokens, np.random.default_rng((config.seed, epoch)))
    ]
    matrices, vectors = [p for p in part if p.dim() > 1], [p for p in part if p.dim() <= 1]
    groups = [{"params": matrices, "weight_decay": how.weight_decay}, {"params": vectors, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=how.learning_rate, betas=(0.9, 0.98))
    average = [p.detach().clone() for p in part]
    first = 0
    if saved:
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        average, first = saved["average"], saved["step"]
    written, losses = time.monotonic(), []
    for step in range(first, len(plan)):
        rng = np.random.default_rng((config.seed, how.epochs, step))
        torch.manual_seed(int(rng.integers(2**62)))
        for group in optimiser.param_groups:
            group["lr"] = how.learning_rate * schedule(step / len(plan), how.warmup)
        loss = transformer_loss(model, config, trees, plan[step], rng, device)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(part, 1.0)
        optimiser.step()
        losses.append(loss.item())
        decay = min(how.average, (step + 1) / (step + 10))
        with torch.no_grad():
            for mean, weight in zip(average, part):
                mean.lerp_(weight, 1 - decay)
        last = step + 1 == len(plan)
        if last or (step + 1) % 10 == 0:
            report("transformer", step + 1, len(plan), float(np.mean(losses)))
            losses.clear()
        if last or time.monotonic() - written > CHECKPOINT_SECONDS:
            state = {"step": step + 1, "model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average}
            write_checkpoint(checkpoint, state)
            written = time.monotonic()
    with torch.no_grad():
        for mean, weight in zip(average, part):
            weight.copy_(mean)


def choose_shares(tasks: list[Task], trees: Margins, texts: Margins, shares: tuple[float, ...]) -> tuple[dict[str, float], tuple[float, float]]:
    """What was measured, and the shares of what the transformer says with the best AUC of a lone patch and among others."""
    if not tasks:
        return {}, (1.0, 1.0)
    measured = {}
    for share in (0.0, *shares):
        for name, value in summarise(collect(tasks, add(trees, texts, share))).items():
            measured[f"share_{share}_{name}"] = value
    alone, among = (max(shares, key=lambda share: measured[f"share_{share}_{regime}_auc"]) for regime in ("single", "set"))
    return measured, (alone, among)


def schedule(done: float, warmup: float) -> float:
    """Share of the learning rate when a share `done` of the steps is: rises over `warmup`, then falls like a cosine to zero."""
    return min(1.0, done / warmup) * 0.5 * (1 + math.cos(math.pi * done))


def write_checkpoint(path: Path, state: dict) -> None:
    """Atomic: a reader sees the old checkpoint or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    torch.save(state, new)
    os.replace(new, path)


def draw_groups(tasks: list[Task], batch: int, text_tokens: int, rng: np.random.Generator) -> Iterator[Draw]:
    """Groups of one task's candidates in random order, about `batch` text positions at a time."""
    groups = []
    for task in tasks:
        shuffled = [task.rows[i] for i in rng.permutation(len(task.rows))]
        groups += [(task, shuffled[i : i + MEMBERS]) for i in range(0, len(shuffled), MEMBERS)]
    drawn, size = [], 0
    for i in rng.permutation(len(groups)):
        task, rows = groups[i]
        drawn.append(groups[i])
        size += len(task.prefix) + sum(min(len(row.text), text_tokens) for row in rows)
        if size >= batch:
            yield drawn
            drawn, size = [], 0
    if drawn:
        yield drawn


def readings(row: Row) -> np.ndarray:
    """The ways a candidate is read, by what is known: by itself, with its trajectory, among others, with both: [V, 4]."""
    known = [row.known * np.isin(np.arange(len(GROUPS)), (PROCESS, AGREEMENT), invert=True)]
    for group in (PROCESS, AGREEMENT):
        if row.known[group]:
            known += [k + np.eye(len(GROUPS), dtype=np.float32)[group] for k in known]
    return np.stack(known).astype(np.float32)


def transformer_loss(model: RewardModel, config: Config, trees: Margins, drawn: Draw, rng: np.random.Generator, device: torch.device) -> Tensor:
    """Loss of one batch: every drawn candidate under all of its readings, on top of what trees that never saw its repository say."""
    families, views, before = [], [], []
    for task, rows in drawn:
        members = []
        for row in rows:
            text = row.text[: 0 if rng.random() < config.drop_text else config.text_tokens]
            known = readings(row)
            for group, share in ((PATCH, config.mask_patch), (STATIC, config.mask_static)):
                known[:, group] *= rng.random(len(known)) >= share
            # Masked values need not be zeroed here: the model multiplies what it encodes by the mask.
            members.append((text, np.stack([row.evidence] * len(known)), known))
            views.append(known)
            before.append(trees[row.candidate])
        families.append((task.prefix, members))
    labels, sets = targets(drawn, views, device)
    margins, balance = model.read(make_batch(families, device))
    # It learns what the evidence alone leaves open: learning the same again from text would only add its noise.
    known = torch.from_numpy(np.concatenate(before)).to(device)
    return answer_loss(known + margins, labels, sets, config) + config.balance_weight * balance


def targets(drawn: Draw, known: list[np.ndarray], device: torch.device) -> tuple[Tensor, Tensor]:
    """For every reading its label, and a number that the readings of one task under one regime share."""
    rows = [(number, row) for number, (_, rows) in enumerate(drawn) for row in rows]
    labels = [float(row.label) for (_, row), views in zip(rows, known) for _ in views]
    sets = [4 * number + 2 * view[AGREEMENT] + view[PROCESS] for (number, _), views in zip(rows, known) for view in views]
    return torch.tensor(labels, device=device), torch.tensor(np.array(sets), device=device)


def answer_loss(margins: Tensor, labels: Tensor, sets: Tensor, config: Config) -> Tensor:
    """Cross-entropy of every answer, and a logistic loss of every right-wrong pair of one task. margins: [R]."""
    soft = labels * (1 - config.smoothing) + config.smoothing / 2
    single = F.binary_cross_entropy_with_logits(margins, soft)
    right, wrong = ((sets[:, None] == sets) & (labels[:, None] > labels)).nonzero(as_tuple=True)
    if len(right) == 0:
        return single
    # A right patch counts once however many wrong ones stand beside it.
    count = torch.bincount(right, minlength=len(labels))[right]
    return single + config.pair_weight * (F.softplus(margins[wrong] - margins[right]) / count).sum() / len(labels)


# The readings of a candidate that have a calibration of their own, in the order in which it is scored: by itself and among
# the others, without and with its trajectory.
MARGINS = ("single_margin", "set_margin", "single_trajectory_margin", "set_trajectory_margin")


@dataclass(frozen=True)
class Scored:
    """Margins of held-out rows; NaN in a set for a candidate without others, with a trajectory for one without.

    A candidate stands in it once with all others of its task, and once in each smaller set that was drawn, where its margins by
    itself are NaN. sets: a number for each set; sizes: how many candidates the set has; whole: whether it is all of the task's.
    """

    labels: np.ndarray
    tasks: np.ndarray
    sets: np.ndarray
    sizes: np.ndarray
    whole: np.ndarray
    single_margin: np.ndarray
    set_margin: np.ndarray
    single_trajectory_margin: np.ndarray
    set_trajectory_margin: np.ndarray

    def regime(self, margin: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Margins, labels and tasks of the rows of whole sets that have this margin."""
        margins = getattr(self, margin)
        has = ~np.isnan(margins) & self.whole
        return margins[has], self.labels[has], self.tasks[has]

    def having(self, margin: str) -> "Scored":
        """The rows that have this margin, of smaller sets too."""
        has = ~np.isnan(getattr(self, margin))
        return Scored(**{name: value[has] for name, value in vars(self).items()})

    def to_dict(self) -> dict[str, Tensor]:
        return {name: torch.from_numpy(value) for name, value in vars(self).items()}


def collect(tasks: list[Task], margins: Margins, drawn: Sequence[Task] = ()) -> Scored:
    """A line for each candidate, NaN where it has no such reading. A smaller set lends its size to what is said among others, and nothing else."""
    number = {task.name: i for i, task in enumerate(tasks)}
    rows = [(i, task, row) for i, task in enumerate([*tasks, *drawn]) for row in task.rows]
    table = np.full((len(rows), len(MARGINS)), np.nan)
    for line, (i, _, row) in zip(table, rows):
        for view, margin in zip(readings(row), margins[row.candidate]):
            if view[AGREEMENT] or i < len(tasks):
                line[int(view[AGREEMENT] + 2 * view[PROCESS])] = margin
    sets = np.array([i for i, _, _ in rows])
    return Scored(
        np.array([row.label for _, _, row in rows]),
        np.array([number[task.name] for _, task, _ in rows]),
        sets,
        np.array([len(task.rows) for _, task, _ in rows]),
        sets < len(tasks),
        *table.T.copy(),
    )


def by_regime(texts: Margins, tasks: list[Task], shares: np.ndarray) -> Margins:
    """What the transformer says, times how much it counts for a lone patch and among others."""
    rows = [row for task in tasks for row in task.rows if row.candidate in texts]
    return {row.candidate: texts[row.candidate] * shares[(readings(row)[:, AGREEMENT] > 0).astype(int)] for row in rows}


def add(trees: Margins, texts: Margins, share: float = 1.0) -> Margins:
    """With what the transformer says where it is known."""
    return {candidate: margin + share * texts.get(candidate, 0.0) for candidate, margin in trees.items()}


@torch.no_grad()
def centre(model: RewardModel, texts: Margins, tasks: list[Task]) -> Margins:
    """Takes from the model what it says of all candidates of these tasks alike, and gives the margins without it.

    It learns beside trees that never saw the repository, so that is how far the rates of the repositories it learned from lie above
    those of the others. Kept, it would move all scores, and only some of those that calibration is fitted on.
    """
    alike = float(np.concatenate([texts[row.candidate] for task in tasks for row in task.rows]).mean()) if tasks else 0.0
    model.head.bias += torch.tensor([alike / 2, -alike / 2]).to(model.head.bias)
    return {candidate: margins - alike for candidate, margins in texts.items()}


@torch.no_grad()
def read_texts(model: RewardModel, tasks: list[Task], report: Report) -> Margins:
    """What the transformer says."""
    margins: Margins = {}
    for number, task in enumerate(tasks):
        for i in range(0, len(task.rows), MEMBERS):
            rows = task.rows[i : i + MEMBERS]
            known = [readings(row) for row in rows]
            members = [(row.text, np.stack([row.evidence] * len(k)), k) for row, k in zip(rows, known)]
            batch = make_batch([(task.prefix, members)], next(model.parameters()).device)
            parts = np.split(model.read(batch)[0].cpu().numpy(), np.cumsum([len(k) for k in known])[:-1])
            margins |= {row.candidate: part for row, part in zip(rows, parts)}
        if (number + 1) % 50 == 0:
            report("reading held-out tasks", number + 1, len(tasks), None)
    return margins


def summarise(scored: Scored) -> dict[str, float]:
    """Figures of each regime that has rows. Those with a trajectory stand beside the same candidates without: `..._unread_...`."""
    figures = {}
    for name in MARGINS:
        margins, labels, tasks = scored.regime(name)
        if len(margins) == 0:
            continue
        regime = name.removesuffix("_margin")
        figures |= of_regime(regime, labels, margins, tasks)
        if name.endswith("_trajectory_margin"):
            has = ~np.isnan(getattr(scored, name))
            base = getattr(scored, name.replace("_trajectory", ""))[has & scored.whole]
            figures |= of_regime(f"{regime}_unread", labels, base, tasks)
    return figures


def of_regime(name: str, labels: np.ndarray, margins: np.ndarray, tasks: np.ndarray) -> dict[str, float]:
    figures = {f"{name}_auc": auc(labels, margins), f"{name}_within_task_auc": within_task_auc(labels, margins, tasks)}
    return figures | ({f"{name}_selection_efficiency": selection_efficiency(labels, margins, tasks)} if name == "set" else {})


def print_progress(stage: str, step: int, steps: int, loss: float | None) -> None:
    print(f"{time.strftime('%H:%M:%S')} {stage} {step}/{steps}" + ("" if loss is None else f" loss {loss:.4f}"), flush=True)


def train_model(
    rendered: Rendered, drawn: list[Task], config: Config, checkpoint: Path, resume: bool, transformer: Path | None = None
) -> tuple[RewardModel, Config, dict[str, float], Scored]:
    """Builds and trains, on CUDA where there is one. Gives the model, the run and what train() gives.

    transformer: weights of an earlier run, whose transformer is kept.
    """
    tasks, drawn = ([t for t in part if t.split == "train"] for part in (rendered.tasks, drawn))
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(config.seed)
    seen = [t for t in tasks if t.repo not in config.share_repositories and t.repo not in CALIBRATION_REPOSITORIES]
    kept = torch.load(transformer, map_location=device, weights_only=True) if transformer else None
    config = replace(config, transformer_kept=kept is not None)
    edges, state = kept_transformer(kept, rendered.evidence) if kept else (fit_edges(seen, rendered.evidence, config.model.bins), {})
    model = RewardModel(config.model, edges, config.dropout).to(device)
    if kept:
        # Earlier runs had one share, which was in the head. Where a feature lies in the input is this run's.
        model.load_state_dict({"shares": model.shares} | state | {"encode.feature": model.encode.feature})
    total, active = count_parameters(config.model, model)
    rows = sum(len(task.rows) for task in tasks)
    print(f"{rows} rows of {len(tasks)} tasks, {total} parameters ({active} active), {device}", flush=True)
    measured, scored = train(model, config, tasks, drawn, checkpoint, resume, print_progress)
    return model, config, measured, scored


def kept_transformer(kept: dict, names: dict[str, list[str]]) -> tuple[list[list[float]], dict[str, torch.Tensor]]:
    """Bin edges and weights with which an earlier run's transformer reads this run's evidence.

    What it did not know has a single edge, and is not read. What is gone is read as its lowest value was: as nothing.
    Raises ValueError when it read the rest in another order.
    """
    then = kept["config"]["model"]["evidence"]
    for group in GROUPS:
        if [name for name in names[group] if name in then[group]] != [name for name in then[group] if name in names[group]]:
            raise ValueError(f"the transformer that is kept read the {group} evidence in another order")
    edges = dict(zip(((group, name) for group in GROUPS for name in then[group]), kept["edges"], strict=True))
    stays = torch.tensor([name in names[group] for (group, name), points in edges.items() for _ in points[1:]])
    by_encoded_value = ("encode.low", "encode.scale", "owner", "positions.project")
    state = {name: weight[stays.to(weight.device)] if name in by_encoded_value else weight for name, weight in kept["state"].items()}
    return [edges.get((group, name), [0.0]) for group in GROUPS for name in names[group]], state


def save_weights(path: Path, model: RewardModel, config: Config, measured: dict[str, float], scored: Scored) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    saved = {"config": config.to_dict(), "edges": model.encode.edges, "state": model.state_dict(), "forest": model.forest.to_text()}
    torch.save(saved | {"measured": measured, "scored": scored.to_dict()}, path)


def load_weights(path: Path) -> tuple[RewardModel, Config, dict[str, float], Scored]:
    """The trained model, on the CPU, ready to answer; its run; what train() gave with it."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    config = config_from(saved["config"])
    model = RewardModel(config.model, saved["edges"], forest=EvidenceForest.from_text(saved["forest"]))
    model.load_state_dict(saved["state"])
    return model.eval(), config, saved["measured"], Scored(**{name: value.numpy() for name, value in saved["scored"].items()})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a training run learns from, and what it goes on with."""
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--drawn", type=Path, nargs="+", required=True, help="the same rendered with --limit-candidates")
    parser.add_argument("--titled", type=Path, required=True, help="the same rendered with --titles-only")
    parser.add_argument("--other", type=Path, required=True, help="the same rendered with --other-tasks")
    parser.add_argument("--other-titled", type=Path, required=True, help="the same rendered with --other-tasks --titles-only")
    parser.add_argument("--undone", type=Path, required=True, help="the same rendered with --undone")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--transformer", type=Path, help="weights of an earlier run, whose transformer is kept")


def train_as_asked(options: argparse.Namespace, weights: Path, checkpoint: Path) -> Rendered:
    """Trains by the options of add_arguments and saves the weights; gives the rows that it learned from."""
    rendered = read_titled(options.titled, read_rendered(options.rendered))
    rendered = read_undone(options.undone, read_other(options.other, options.other_titled, rendered))
    config = Config(ModelConfig(vocabulary_size(options.tokenizer), rendered.evidence))
    drawn = read_drawn(options.drawn, rendered)
    save_weights(weights, *train_model(rendered, drawn, config, checkpoint, options.resume, options.transformer))
    return rendered


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, help="file for the weights; the checkpoint lies beside it")
    options = parser.parse_args()
    train_as_asked(options, options.out, options.out.with_suffix(".checkpoint"))


if __name__ == "__main__":
    main()
