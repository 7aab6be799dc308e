"""Trains the model: trees on evidence, and the transformer on what trees leave open.

    python -m training.train --rendered rendered.jsonl.gz --tokenizer tokenizer.json --out training/runs/weights.pt [--resume]

Stopped at any point it continues with --resume from the last checkpoint and ends with the same weights: what a step
draws depends on the seed and the step alone.
"""

import argparse
import json
import math
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import AGREEMENT, CALIBRATION_REPOSITORIES, GROUPS, PATCH, PROCESS, STATIC, Config, ModelConfig, config_from
from .data import Rendered, Row, Task, fit_edges, make_batch, read_rendered
from .forest import EvidenceForest
from .metrics import auc, selection_efficiency, within_task_auc
from .model import RewardModel, count_parameters

# Candidates of one task that share a prefix in a batch: more would make the batch one task's.
MEMBERS = 12
# Folds of repositories for the margins that the transformer learns beside.
FOLDS = 5
CHECKPOINT_SECONDS = 120

Draw = list[tuple[Task, list[Row]]]
# Called with what is trained, steps done, steps in all, mean loss since the last call.
Report = Callable[[str, int, int, float], None]


def vocabulary_size(tokenizer: Path) -> int:
    return len(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])


def train(model: RewardModel, config: Config, tasks: list[Task], checkpoint: Path, resume: bool, report: Report) -> tuple[dict[str, float], "Scored"]:
    """Trains, and leaves the forest and the averaged weights in `model`.

    1. The transformer learns what a forest leaves open, without the calibration and the share repositories. The forest's
       margins of a patch are those of trees that never saw its repository: on patches it knows a forest leaves nothing open.
    2. On the share repositories the transformer's share of the margin is chosen.
    3. Cross-fitting: for each of these two groups a forest that learned from everything else scores the group.
    4. The forest learns from everything.

    Gives what was measured at the choice, and the scores of 3: each by weights that never saw the patch's repository.
    """
    groups = CALIBRATION_REPOSITORIES, config.share_repositories
    kept = [t for t in tasks if not any(t.repo in group for group in groups)]
    saved = torch.load(checkpoint, map_location=next(model.parameters()).device, weights_only=True) if resume and checkpoint.exists() else None
    train_transformer(model.train(), config, Offsets.fit(kept, config), checkpoint, saved, report)
    model.eval()
    chooser = [t for t in tasks if t.repo in config.share_repositories]
    model.forest = fit_forest(kept, config)
    measured = choose_share(model, config, chooser)
    scored = []
    for group in groups:
        model.forest = fit_forest([t for t in tasks if t.repo not in group], config)
        scored.append(score(model, [t for t in tasks if t.repo in group]).to_dict())
        report(f"forest without {', '.join(group)}", 1, 1, float("nan"))
    model.forest = fit_forest(tasks, config)
    return measured, Scored.joined(scored)


def fit_forest(tasks: list[Task], config: Config) -> EvidenceForest:
    """From every reading of every candidate."""
    rows = [row for task in tasks for row in task.rows]
    known = [readings(row) for row in rows]
    counts = [len(part) for part in known]
    evidence, labels = np.repeat([row.evidence for row in rows], counts, 0), np.repeat([row.label for row in rows], counts)
    return EvidenceForest.fit(evidence, np.concatenate(known), labels, config.model.evidence, config.forest)


@dataclass(frozen=True)
class Offsets:
    """Tasks, and for each candidate the margins that forests without its repository give its readings."""

    tasks: list[Task]
    margins: dict[str, np.ndarray]

    @staticmethod
    def fit(tasks: list[Task], config: Config) -> "Offsets":
        """FOLDS folds of whole repositories, the largest dealt first to the smallest fold."""
        sizes = Counter(task.repo for task in tasks for _ in task.rows)
        folds: list[list[str]] = [[] for _ in range(min(FOLDS, len(sizes)))]
        for repo, _ in sizes.most_common():
            min(folds, key=lambda fold: sum(sizes[r] for r in fold)).append(repo)
        margins = {}
        for fold in folds:
            forest = fit_forest([t for t in tasks if t.repo not in fold] or tasks, config)
            for row in (row for task in tasks if task.repo in fold for row in task.rows):
                known = readings(row)
                margins[row.candidate] = forest.margins(np.stack([row.evidence] * len(known)), known)
        return Offsets(tasks, margins)


def train_transformer(model: RewardModel, config: Config, offsets: Offsets, checkpoint: Path, saved: dict | None, report: Report) -> None:
    how, device = config.transformer, next(model.parameters()).device
    part = list(model.parameters())
    plan = [
        drawn
        for epoch in range(how.epochs)
        for drawn in draw_groups(offsets.tasks, how.batch, config.text_tokens, np.random.default_rng((config.seed, epoch)))
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
        loss = transformer_loss(model, config, offsets, plan[step], rng, device)
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


def choose_share(model: RewardModel, config: Config, held: list[Task]) -> dict[str, float]:
    """Scales the transformer's head by the share with the best mean AUC of both regimes on `held`; gives what was measured."""
    if not held:
        return {"transformer_share": 1.0}
    deep = score(model, held, lambda batch: model.read(batch)[0])
    both = score(model, held)
    measured = {}
    for share in (0.0, *config.shares):
        margins = {name: getattr(both, name) + (share - 1) * getattr(deep, name) for name in MARGINS}
        for name, value in summarise(Scored(both.labels, both.tasks, **margins)).items():
            measured[f"share_{share}_{name}"] = value
    best = max(config.shares, key=lambda s: measured[f"share_{s}_single_auc"] + measured[f"share_{s}_set_auc"])
    with torch.no_grad():
        model.head.weight.mul_(best)
        model.head.bias.mul_(best)
    return measured | {"transformer_share": best}


def schedule(done: float, warmup: float) -> float:
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


def transformer_loss(model: RewardModel, config: Config, offsets: Offsets, drawn: Draw, rng: np.random.Generator, device: torch.device) -> Tensor:
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
            before.append(offsets.margins[row.candidate])
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
    """Margins of held-out rows; NaN in a set for a candidate without others, with a trajectory for one without."""

    labels: np.ndarray
    tasks: np.ndarray
    single_margin: np.ndarray
    set_margin: np.ndarray
    single_trajectory_margin: np.ndarray
    set_trajectory_margin: np.ndarray

    def regime(self, margin: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Margins, labels and tasks of the rows that have this margin."""
        margins = getattr(self, margin)
        has = ~np.isnan(margins)
        return margins[has], self.labels[has], self.tasks[has]

    def to_dict(self) -> dict[str, Tensor]:
        return {name: torch.from_numpy(value) for name, value in vars(self).items()}

    @staticmethod
    def joined(parts: list[dict[str, Tensor]]) -> "Scored":
        """The opposite of to_dict for several; tasks of different parts stay different."""
        together, tasks = {name: [part[name].numpy() for part in parts] for name in parts[0]}, 0
        for numbers in together["tasks"]:
            numbers += tasks
            tasks = numbers.max(initial=-1) + 1
        return Scored(**{name: np.concatenate(values) for name, values in together.items()})


@torch.no_grad()
def score(model: RewardModel, tasks: list[Task], margins: Callable | None = None) -> Scored:
    """All regimes of every row, in the order of the tasks. `margins` answers a batch instead of the whole model."""
    device = next(model.parameters()).device
    labels, numbers, answers = [], [], []
    for number, task in enumerate(tasks):
        for i in range(0, len(task.rows), MEMBERS):
            rows, members = task.rows[i : i + MEMBERS], []
            for row in rows:
                known = np.stack([row.known] * len(MARGINS))
                known[:2, PROCESS] = 0
                known[::2, AGREEMENT] = 0
                members.append((row.text, np.stack([row.evidence] * len(MARGINS)), known))
            got = (margins or model)(make_batch([(task.prefix, members)], device)).cpu().numpy().reshape(len(rows), len(MARGINS))
            labels += [row.label for row in rows]
            numbers += [number] * len(rows)
            missing = np.array([[False, not row.known[AGREEMENT]] * 2 for row in rows])
            missing[:, 2:] |= np.array([not row.known[PROCESS] for row in rows])[:, None]
            answers.append(np.where(missing, np.nan, got))
    return Scored(np.array(labels), np.array(numbers), *np.concatenate(answers).T.copy())


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
            base = getattr(scored, name.replace("_trajectory", ""))[has]
            figures |= of_regime(f"{regime}_unread", labels, base, tasks)
    return figures


def of_regime(name: str, labels: np.ndarray, margins: np.ndarray, tasks: np.ndarray) -> dict[str, float]:
    figures = {f"{name}_auc": auc(labels, margins), f"{name}_within_task_auc": within_task_auc(labels, margins, tasks)}
    return figures | ({f"{name}_selection_efficiency": selection_efficiency(labels, margins, tasks)} if name == "set" else {})


def print_progress(stage: str, step: int, steps: int, loss: float) -> None:
    print(f"{time.strftime('%H:%M:%S')} {stage} {step}/{steps} loss {loss:.4f}", flush=True)


def train_model(rendered: Rendered, config: Config, checkpoint: Path, resume: bool) -> tuple[RewardModel, dict[str, float], Scored]:
    """Builds and trains, on CUDA where there is one. Gives the model and what train() gives."""
    tasks = [t for t in rendered.tasks if t.split == "train"]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(config.seed)
    seen = [t for t in tasks if t.repo not in config.share_repositories and t.repo not in CALIBRATION_REPOSITORIES]
    model = RewardModel(config.model, fit_edges(seen, rendered.evidence, config.model.bins), config.dropout).to(device)
    total, active = count_parameters(config.model, model)
    rows = sum(len(task.rows) for task in tasks)
    print(f"{rows} rows of {len(tasks)} tasks, {total} parameters ({active} active), {device}", flush=True)
    measured, scored = train(model, config, tasks, checkpoint, resume, print_progress)
    return model, measured, scored


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
    return model.eval(), config, saved["measured"], Scored.joined([saved["scored"]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="file for the weights; the checkpoint lies beside it")
    parser.add_argument("--resume", action="store_true")
    options = parser.parse_args()
    rendered = read_rendered(options.rendered)
    config = Config(ModelConfig(vocabulary_size(options.tokenizer), rendered.evidence))
    model, measured, scored = train_model(rendered, config, options.out.with_suffix(".checkpoint"), options.resume)
    save_weights(options.out, model, config, measured, scored)


if __name__ == "__main__":
    main()
