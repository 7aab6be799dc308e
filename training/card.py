"""The model card: what the model is, what it was fitted on, what was measured. Every number comes from the run."""

from collections import Counter
from pathlib import Path

from .config import CALIBRATION_REPOSITORIES, Config
from .data import Rendered


KEPT = "It is that of the model before, and counts among others as it did there. "


def write_card(path: Path, manifest: dict, config: Config, rendered: Rendered, precision: dict) -> None:
    path.write_text(card(manifest, config, rendered, precision), encoding="utf-8")


def card(manifest: dict, config: Config, rendered: Rendered, precision: dict) -> str:
    train = [t for t in rendered.tasks if t.split == "train"]
    rows = [row for task in train for row in task.rows]
    by_repo = Counter(task.repo for task in train for _ in task.rows)
    largest = f"{sum(count for _, count in by_repo.most_common(2)) / max(1, len(rows)):.0%}"
    shared = ", ".join(config.share_repositories)
    resolved = sum(row.label for row in rows) / max(1, len(rows))
    a, metrics, forest = manifest["architecture"], manifest["metrics"], config.forest
    regimes = manifest["calibration"]
    calibration = "\n".join(
        f"| {name} | {m['sampleSize']} | {m['taskCount']} | {m['slope']:.3f} | {m['intercept']:+.3f} | {m['ece']:.3f} |"
        + (f" {o['slope']:.3f} | {o['pairCount']} |" if (o := manifest["ordering"].get(name)) else " as without | |")
        + (
            f"\n| of two | | | {two['slope']:.3f} | {two['intercept']:+.3f} | {two['ece']:.3f} |" + (f" {o['ofTwo']['slope']:.3f} | |" if o else " | |")
            if (two := m.get("ofTwo"))
            else ""
        )
        for name, m in regimes.items()
    )
    measured = "\n".join(f"| {name.replace('_', ' ')} | {value:.4f} |" for name, value in metrics.items())
    weights = "32-bit floats" if precision["bits"] == 32 else f"{precision['bits']}-bit integers in blocks of {precision['block']}"
    return f"""# {manifest["name"]} {manifest["version"]}

Estimates the probability that a patch resolves its task, from the task's text, the patch, the definitions around it and numbers
computed from them. It never runs anything.

## What it is
A causal mixture-of-experts transformer: {a["layers"]} layers of width {a["hidden"]}, {a["experts"]} experts of which a token visits
{a["expertsPerToken"]}, {a["parameters"]:,} parameters of which {a["activeParameters"]:,} serve one token, vocabulary {a["vocabulary"]:,}.
Text comes first, then one position per evidence group and a readout. Beside it stand boosted trees that read
the evidence alone ({forest.members} × {forest.trees} trees of {forest.leaves} leaves for a patch by itself and as many for one among others, thresholds drawn at random); their margin is added to the readout, and the
transformer's counts {metrics["transformer_share_alone"]:g} beside it for a patch by itself, {metrics["transformer_share_among"]:g} among others.
Matrices of the transformer are stored as {weights}.

## What it learned from
{len(rows):,} labelled patches of {len(train):,} tasks in {len(by_repo)} repositories, {resolved:.0%} resolved; {largest} are from {" and ".join(name for name, _ in by_repo.most_common(2))}.
Labels are the outcomes of the benchmarks' hidden tests as published. Who made a patch is not an input. There was no other pre-training: it
knows code only from these patches.

The trees saw all of them, and {config.forest.again_without_static:.0%} of the readings once more without static evidence, which a person's patch may lack. Those for a patch by
itself saw {config.forest.again_with_title:.0%} of the readings once more with the task's title alone, do not read {", ".join(config.forest.unread_alone)}, and where the other candidates are masked, {config.forest.hindsight:.0%} of their label is what trees say that know them and never saw the repository. Those for a patch among others do not read how the task is put. Their settings, and that they are trees, come from cross-validation by repository inside the training repositories. The
transformer, which learns what trees that never saw a repository leave open of it, saw those outside of {shared}, {", ".join(CALIBRATION_REPOSITORIES)} (passes: {config.transformer.epochs}; patches cut
to {config.text_tokens} tokens); its settings were not searched. {KEPT if config.transformer_kept else ""}On {shared}, with trees that had not seen it either, was chosen how much the transformer counts{" for a patch by itself" if config.transformer_kept else ""}:
figures of *share* below are slightly too good for that. The development repositories chose none of this; successors that did worse there were left out.

## Calibration
Cross-fitted in folds of whole repositories: every repository but the largest was scored by trees that had not seen it. The transformer's part is in these
scores where it had not seen the repository either ({", ".join(CALIBRATION_REPOSITORIES)}, chosen by name before any training; {shared}), and left out elsewhere.
Without the largest repository trees are too unlike the shipped ones to say anything of their calibration. The shipped trees then learned from everything.
One map per regime (*single*: a patch by itself; *set*: among at least two for the same task; *Trajectory*: with the steps that led to it). What is said of sets was fitted on
all candidates of a task and on two, four and eight of them drawn by lot, and lies between the numbers of a very large set (in the table) and those of two (*of two*). The calibration error is cross-fitted by task, 15 bins; the pair slope tells how a
margin between two patches of a task turns into the chance that their order is right.

| regime | patches | tasks | slope | intercept | ECE | pair slope | pairs |
|---|---|---|---|---|---|---|---|
{calibration}

## Measured at training time
*held out*: on those cross-fitted scores, for orientation (`swe-rm eval` measures on the development repositories). *share x*: on
{shared}, with the transformer counting x beside the trees; x = 0 is the trees alone, measured for honesty and not offered to the choice,
because a verdict that no word of the patch can move could not say which hunk it rests on.

| measure | value |
|---|---|
{measured}

## Limits
Trained on bug fixes and features of popular open-source repositories, by agents of 2023 to 2026: other work, other languages and other authors
may be calibrated worse. A lone patch is judged only a little better than by its shape; the agreement of several candidates is the
strongest signal, and many wrong candidates can agree. Not a substitute for running the tests.
"""
