"""What each part of the model is worth on repositories that it has not seen. Prints a Markdown table.

    python -m training.ablate evidence --rendered rendered.jsonl.gz --titled titled.jsonl.gz
    python -m training.ablate transformer --rendered rendered.jsonl.gz --titled titled.jsonl.gz --tokenizer tokenizer.json --work training/runs/ablation
    python -m training.ablate pretrained --rendered rendered-smollm2.jsonl.gz --gguf SmolLM2-135M-Instruct.Q4_1.gguf --work training/runs/ablation

evidence: the forest alone with parts of the evidence hidden, in five folds of whole training repositories. About ten minutes.
transformer: trained once for each arm (minutes on a GPU, some ten minutes each on two CPU cores), on the repositories that the
shipped one learns from, measured on those that it never sees; a stopped arm continues.
pretrained: a transformer that starts from pre-trained weights (pretrained.py), the same way; rendered with their tokenizer. Computed in
bfloat16. The `dev` rows are not looked at by any.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from .config import AGREEMENT, CALIBRATION_REPOSITORIES, GROUPS, PATCH, PROCESS, STATIC, Config, ModelConfig
from .data import Rendered, Row, Task, fit_edges, read_rendered, read_titled, repository_folds
from .metrics import auc, within_task_auc
from .model import RewardModel, count_parameters
from .pretrained import Pretrained
from .train import FOLDS, MARGINS, Margins, add, cross_fitted, fit_forest, read_texts, readings, train_transformer, vocabulary_size, weigh

Change = Callable[[Row], Row]


def hide(*groups: int) -> Change:
    """The row as if these groups of evidence were not known."""
    kept = ~np.isin(np.arange(len(GROUPS)), groups)
    return lambda row: replace(row, known=row.known * kept)


def still(columns: list[int]) -> Change:
    """The row with the same value for everybody in these columns."""

    def stilled(evidence: np.ndarray) -> np.ndarray:
        evidence = evidence.copy()
        evidence[columns] = 0
        return evidence

    return lambda row: replace(row, evidence=stilled(row.evidence), titled=None if row.titled is None else stilled(row.titled))


def evidence_arms(names: dict[str, list[str]]) -> dict[str, Change]:
    columns = [name for group in GROUPS for name in names[group]]
    task_alone = [i for i, name in enumerate(columns) if name.startswith("task") and name != "taskCodeNamesTouched"]
    as_task_says = [i for i, name in enumerate(columns) if i not in task_alone and re.search("[Tt]ask|raceback|definitionsMissed", name)]
    return {
        "everything": lambda row: row,
        "without the shape of the patch": hide(PATCH),
        "without static reading of the code around it": hide(STATIC),
        "without how the task is worded": still(task_alone),
        "without what task and patch both speak of": still(as_task_says),
        "the shape of the patch alone": hide(STATIC, PROCESS, AGREEMENT),
        "agreement alone": hide(PATCH, STATIC, PROCESS),
        "steps alone": hide(PATCH, STATIC, AGREEMENT),
    }


def figures(tasks: list[Task], margins: Margins, reading: int) -> tuple[float, float, float]:
    """AUC, within task, within submission of the candidates that have this reading; its number is a place in MARGINS.

    Every submission with both outcomes counts the same here, however few candidates it has, unlike in `swe-rm eval`.
    """
    found = []
    for number, task in enumerate(tasks):
        for row in task.rows:
            for known, margin in zip(readings(row), margins[row.candidate]):
                if known[AGREEMENT] + 2 * known[PROCESS] == reading:
                    found.append((row.label, margin, number, row.submission))
    if not found:
        return (np.nan,) * 3
    labels, values, numbers, submissions = (np.array(column) for column in zip(*found))
    labels = labels.astype(bool)
    return (
        auc(labels, values),
        within_task_auc(labels, values, numbers),
        within_task_auc(labels, values, np.unique(submissions, return_inverse=True)[1]),
    )


def of_evidence(rendered: Rendered, tasks: list[Task], config: Config) -> None:
    print("| evidence | " + " | ".join(name.removesuffix("_margin").replace("_", ", ") for name in MARGINS) + " |")
    print("|---" * (1 + len(MARGINS)) + "|")
    for name, change in evidence_arms(rendered.evidence).items():
        arm = [replace(task, rows=[change(row) for row in task.rows]) for task in tasks]
        margins = cross_fitted(arm, config)
        folds = repository_folds(arm, FOLDS)
        cells = []
        for reading in range(len(MARGINS)):
            found = [measured for fold in folds if not np.isnan((measured := figures(fold, margins, reading))[0])]
            cells.append("{:.3f} ({:.3f}, {:.3f})".format(*np.nanmean(found, 0)) if found else "–")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def transformer_arms(config: Config) -> dict[str, Config]:
    def model(**sizes: int) -> Config:
        return replace(config, model=replace(config.model, **sizes))

    shipped = config.model
    return {
        "as shipped": config,
        "dense, as many active parameters": model(experts=1, experts_per_token=1, expert_hidden=shipped.expert_hidden * shipped.experts_per_token),
        "half the experts": model(experts=shipped.experts // 2),
        "twice the experts": model(experts=shipped.experts * 2),
        "experts balanced ten times as hard": replace(config, balance_weight=10 * config.balance_weight),
        "without comparing pairs": replace(config, pair_weight=0.0),
        "without the text of the patch": replace(config, drop_text=1.0),
    }


def without_text(task: Task) -> Task:
    return replace(task, rows=[replace(row, text=row.text[:0]) for row in task.rows])


def pretrained_arm(config: Config) -> Config:
    """What is known already must not be forgotten in the first steps: a tenth of the rate of weights that start from noise."""
    return replace(config, transformer=replace(config.transformer, learning_rate=config.transformer.learning_rate / 10))


def of_transformer(
    rendered: Rendered, tasks: list[Task], arms: dict[str, Config], seeds: int, work: Path, start: Pretrained | None = None
) -> None:
    config = next(iter(arms.values()))
    unseen = {*CALIBRATION_REPOSITORIES, *config.share_repositories}
    kept, asked = [t for t in tasks if t.repo not in unseen], [t for t in tasks if t.repo in unseen]
    beside, trees = cross_fitted(kept, config), weigh(fit_forest(kept, config), asked)
    edges = fit_edges(kept, rendered.evidence, config.model.bins)
    print("| transformer | parameters | active | ms a patch | by itself | half of it beside trees | all of it beside trees |")
    print("|---" * 7 + "|")
    row = "| {} | {:.2f} M | {:.2f} M | {} | {} | {} | {} |"
    print(row.format("trees alone", 0, 0, "–", "–", *[cell(asked, [trees])] * 2), flush=True)
    for name, arm in arms.items():
        learned = [learn(replace(arm, seed=arm.seed + n), edges, kept, beside, asked, work / f"{file_name(name)}-{n}.pt", start) for n in range(seeds)]
        total, active = count_parameters(arm.model, learned[0][0])
        cost = 1000 * min(seconds for _, _, seconds in learned)
        cells = (cell(asked, [add(trees, texts, share) for _, texts, _ in learned]) for share in (0.5, 1.0))
        alone = cell(asked, [texts for _, texts, _ in learned])
        print(row.format(name, total / 1e6, active / 1e6, f"{cost:.0f}", alone, *cells), flush=True)


def learn(
    arm: Config, edges: list[list[float]], kept: list[Task], beside: Margins, asked: list[Task], checkpoint: Path, start: Pretrained | None
) -> tuple[RewardModel, Margins, float]:
    """The transformer of an arm, what it says of tasks that it never saw, and the seconds that it takes to read one of their patches."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(arm.seed)
    model = RewardModel(arm.model, edges, arm.dropout).to(device)
    if start:
        start.start(model)
    saved = torch.load(checkpoint, map_location=device, weights_only=True) if checkpoint.exists() else None
    with torch.autocast(device.type, torch.bfloat16, enabled=start is not None):
        train_transformer(model.train(), arm, kept, beside, checkpoint, saved, tell)
        started = time.monotonic()
        # What was never read in training is not read now.
        texts = read_texts(model.eval(), [without_text(t) for t in asked] if arm.drop_text == 1 else asked, tell)
    return model, texts, (time.monotonic() - started) / len(texts)


def file_name(arm: str) -> str:
    return arm.replace(" ", "-").replace(",", "")


def tell(stage: str, step: int, steps: int, loss: float | None) -> None:
    print(f"{time.strftime('%H:%M:%S')} {stage} {step}/{steps}" + ("" if loss is None else f" loss {loss:.4f}"), file=sys.stderr, flush=True)


def cell(tasks: list[Task], runs: list[Margins]) -> str:
    """A lone patch / among others, each AUC (within task): means of the runs, of several with their standard deviation."""
    measured = np.array([[figures(tasks, margins, reading)[:2] for reading in (0, 1)] for margins in runs])
    mean, deviation = measured.mean(0), measured.std(0, ddof=1) if len(runs) > 1 else None

    def number(*at: int) -> str:
        return f"{mean[at]:.3f}" + ("" if deviation is None else f" ± {deviation[at]:.3f}")

    return " / ".join(f"{number(reading, 0)} ({number(reading, 1)})" for reading in (0, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("evidence", "transformer", "pretrained"))
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--titled", type=Path, help="the same rendered with --titles-only, to learn from as the shipped trees do")
    parser.add_argument("--tokenizer", type=Path, help="for the transformer")
    parser.add_argument("--gguf", type=Path, help="for the pre-trained one")
    parser.add_argument("--layers", type=int, default=6, help="how many of its layers, the lowest")
    parser.add_argument("--seeds", type=int, default=1, help="how often each transformer is trained; means and deviations are printed")
    parser.add_argument("--work", type=Path, default=Path("training/runs/ablation"))
    options = parser.parse_args()
    rendered = read_rendered(options.rendered)
    if options.titled:
        rendered = read_titled(options.titled, rendered)
    tasks = [task for task in rendered.tasks if task.split == "train"]
    if options.part == "evidence":
        of_evidence(rendered, tasks, Config(ModelConfig(0, rendered.evidence)))
    elif options.part == "transformer" and options.tokenizer:
        config = Config(ModelConfig(vocabulary_size(options.tokenizer), rendered.evidence))
        of_transformer(rendered, tasks, transformer_arms(config), options.seeds, options.work)
    elif options.part == "pretrained" and options.gguf:
        start = Pretrained(options.gguf)
        arm = pretrained_arm(Config(start.model_config(rendered.evidence, options.layers)))
        of_transformer(rendered, tasks, {f"pre-trained, {options.layers} layers": arm}, options.seeds, options.work, start)
    else:
        parser.error("the transformer needs --tokenizer, the pre-trained one --gguf")


if __name__ == "__main__":
    main()
