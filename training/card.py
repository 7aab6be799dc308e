"""The model card: what the model is, what it was fitted on, what was measured. Every number comes from the run or from `swe-rm eval`.

Training writes the card without figures of the development repositories, which it must not look at. They are added afterwards:

    node dist/cli.js eval DATA --split dev --json > dev.json
    python -m training.card --card model/MODEL_CARD.md --evaluated dev.json
"""

import argparse
import json
from collections import Counter
from pathlib import Path

from .config import CALIBRATION_REPOSITORIES, Config
from .data import Rendered

KEPT = "It is that of an earlier model, and counts among others as it did there. "
WORTH, CALIBRATION = "## What it is worth\n", "## Calibration\n"
NOT_MEASURED = "Not measured yet on repositories that training did not see.\n"
MEASURES = {
    "auc": "AUC",
    "withinTaskAuc": "within task",
    "withinSubmissionAuc": "within submission",
    "selectionEfficiency": "efficiency",
    "ece": "ECE",
    "brier": "Brier score",
}
# Names in the manifest's metrics, without what was measured before them.
REGIMES = {
    "single": "a patch by itself",
    "set": "among others",
    "single_trajectory": "by itself, with steps",
    "set_trajectory": "among others, with steps",
}


def write_card(path: Path, manifest: dict, config: Config, rendered: Rendered, precision: dict) -> None:
    path.write_text(card(manifest, config, rendered, precision), encoding="utf-8")


def with_worth(card: str, evaluated: dict) -> str:
    """The card with the figures of a report of `swe-rm eval --json` in place of those that it has."""
    before, after = card.split(WORTH)
    return before + WORTH + worth(evaluated) + "\n" + CALIBRATION + after.split(CALIBRATION)[1]


def worth(evaluated: dict) -> str:
    counts = evaluated["regimes"]["set"]["counts"]
    rows = [("this model, " + name, evaluated["regimes"][regime]["measures"]) for regime, name in list(REGIMES.items())[:2]]
    rows += [("overlap vote", evaluated["baselines"]["overlapVote"]), ("shortest diff", evaluated["baselines"]["shortestDiff"])]
    return f"""On {counts["candidates"]:,} patches for {counts["tasks"]} tasks of repositories that took no part in training or calibration
(`swe-rm eval DATA --split {evaluated["set"]["split"]}`); in brackets 95 % bootstrap intervals over tasks. More, and what each measure means: `docs/evaluation.md`.

| | {" | ".join(MEASURES.values())} |
|---|{"---|" * len(MEASURES)}
""" + "".join(f"| {name} | {' | '.join(figure(measured.get(measure)) for measure in MEASURES)} |\n" for name, measured in rows)


def figure(measured: dict | None) -> str:
    """`0.654 (0.609, 0.701)`; a dash for what has no value."""
    if measured is None or measured["value"] is None:
        return "–"
    interval = measured["interval"]
    return f"{measured['value']:.3f}" + (f" ({interval['low']:.3f}, {interval['high']:.3f})" if interval else "")


def calibration_table(manifest: dict) -> str:
    rows = []
    for regime, m in manifest["calibration"].items():
        ordering = manifest["ordering"].get(regime)
        pairs = f"{ordering['slope']:.3f} | {ordering['pairCount']}" if ordering else "as without steps |"
        size = f"{m['sampleSize']} | {m['resolvedShare']:.0%} | {m['taskCount']}"
        rows.append(f"| {regime} | {size} | {m['slope']:.3f} | {m['intercept']:+.3f} | {m['ece']:.3f} | {pairs} |")
        if two := m.get("ofTwo"):
            slope = f"{ordering['ofTwo']['slope']:.3f}" if ordering else ""
            rows.append(f"| of two | | | | {two['slope']:.3f} | {two['intercept']:+.3f} | {two['ece']:.3f} | {slope} | |")
    return "\n".join(rows)


def held_out_table(metrics: dict) -> str:
    return "\n".join(
        f"| {name} | {metrics[auc]:.3f} | {metrics[f'held_out_{regime}_within_task_auc']:.3f} |"
        for regime, name in REGIMES.items()
        if (auc := f"held_out_{regime}_auc") in metrics
    )


def shares_table(metrics: dict, shares: list[float]) -> str:
    def cell(share: float, regime: str) -> str:
        auc, within = (metrics.get(f"share_{share}_{regime}_{measure}") for measure in ("auc", "within_task_auc"))
        return "–" if auc is None else f"{auc:.3f}" + ("" if within is None else f" ({within:.3f})")

    return "\n".join(f"| {share:g} | {' | '.join(cell(share, regime) for regime in REGIMES)} |" for share in shares)


def card(manifest: dict, config: Config, rendered: Rendered, precision: dict) -> str:
    train = [t for t in rendered.tasks if t.split == "train"]
    rows = [row for task in train for row in task.rows]
    by_repo = Counter(task.repo for task in train for _ in task.rows)
    largest = f"{sum(count for _, count in by_repo.most_common(2)) / max(1, len(rows)):.0%}"
    shared, calibrating = ", ".join(config.share_repositories), ", ".join(CALIBRATION_REPOSITORIES)
    resolved = sum(row.label for row in rows) / max(1, len(rows))
    a, metrics, forest = manifest["architecture"], manifest["metrics"], config.forest
    weights = "32-bit floats" if precision["bits"] == 32 else f"{precision['bits']}-bit integers in blocks of {precision['block']}"
    return f"""# {manifest["name"]} {manifest["version"]}

Estimates the probability that a patch resolves its task. It reads the task, the patch and the definitions around the change, and numbers computed from them. It never runs anything.

{WORTH}{NOT_MEASURED}
{CALIBRATION}Fitted on cross-fitted scores, in folds of whole repositories: trees that had not seen a repository scored it. The transformer's part is in these scores
where it had not seen the repository either ({calibrating}, which were chosen by name before any training, and {shared}), and left out elsewhere. The largest
repository is not among them: trees that learn without it are too unlike the shipped ones. The shipped trees then learned from everything.

There is one map for each regime. *single*: a patch by itself. *set*: a patch among the candidates of its task, at least two. *Trajectory*: with the steps that led to it.
The maps of sets were fitted on all candidates of a task and on two, four and eight of them drawn at random; the map of a given set lies between that of a very large set and that of two (*of two*).
The expected calibration error (ECE) is cross-fitted by task, in 15 bins. The pair slope turns the difference of two margins into the probability that the higher one is the better patch.

| regime | patches | resolved | tasks | slope | intercept | ECE | pair slope | pairs |
|---|---|---|---|---|---|---|---|---|
{calibration_table(manifest)}

## What it is made of
A causal mixture-of-experts transformer of {a["layers"]} layers and width {a["hidden"]}. A token visits {a["expertsPerToken"]} of {a["experts"]} experts; {a["activeParameters"]:,} of {a["parameters"]:,} parameters
serve one token; the vocabulary has {a["vocabulary"]:,} entries. It reads the text, then one position for each group of evidence, then a readout. Its matrices are stored as {weights}.

Beside it, two ensembles of boosted trees read the evidence alone, one for a patch by itself and one for a patch among others: {forest.members} × {forest.trees} trees of {forest.leaves} leaves each, with thresholds
drawn at random. Their margin is added to that of the transformer, which counts {metrics["transformer_share_alone"]:g} for a patch by itself and {metrics["transformer_share_among"]:g} among others.

{forest.check_members} × {forest.check_trees} further trees say how likely the patch is to be for this task at all, and as many how likely it is to make a change rather than to undo one; the logarithms of these probabilities are added to the margin.
The first learned to tell each patch with its task from the same patch with another task of its repository, by the whole text of the task and by its title, and read how the task is put and where the patch is. The others learned
to tell each patch from the same one undone, by what is added and removed. A patch is taken to be for another task in {forest.mismatched:.0%} of the cases, and to undo something in {forest.undoing:.0%} (ADR 43, 44).
Below odds that {metrics["other_task_wrongly"]:.0%} of the patches with their own task have, and {metrics["other_task_found"]:.0%} of those with another's (by trees that had not seen the repository), a score comes with the remark that
the change may be for another task.

## What it learned from
{len(rows):,} labelled patches for {len(train):,} tasks of {len(by_repo)} repositories; {resolved:.0%} resolved their task, and {largest} come from {" and ".join(name for name, _ in by_repo.most_common(2))}.
The labels are the published outcomes of the benchmarks' hidden tests. Who made a patch is not an input. There was no other pre-training: it knows code only from these patches.

The trees learned from all of them, and from {forest.again_without_static:.0%} of the readings a second time without static evidence, which a person's patch may lack. Those for a patch by itself also learned from
{forest.again_with_title:.0%} of the readings a second time with only the title of the task; {forest.hindsight:.0%} of their label is the prediction of trees that know the other candidates and had not seen the repository. Those for a patch among others do not read how the task is worded.
The settings of the trees were chosen by cross-validation over the training repositories.

The transformer learned what trees leave open of repositories that they had not seen. It learned from all repositories but {shared}, {calibrating}, in {config.transformer.epochs} {"pass" if config.transformer.epochs == 1 else "passes"} over patches cut
to {config.text_tokens} tokens; its settings were not searched. {KEPT if config.transformer_kept else ""}How much it counts{" for a patch by itself" if config.transformer_kept else ""} was chosen on {shared}, with trees that had not seen it either.

Choices were made on the training repositories. Figures of the development repositories spoke against several successors, which were left out, and had a say in what is read (ADR 35, 37 and 43);
`docs/evaluation.md` lists every such look.

## Measured in training
On the cross-fitted scores that calibration was fitted on:

| | AUC | within task |
|---|---|---|
{held_out_table(metrics)}

On {shared}, by how much the transformer counts beside the trees: AUC (within task). The row 0 is the trees alone. It was measured and not offered to the choice: the score must depend
on the text of the patch to say which hunk it rests on. The row that was chosen is slightly too good.

| counts | {" | ".join(REGIMES.values())} |
|---|{"---|" * len(REGIMES)}
{shares_table(metrics, [0.0, *config.shares])}

The shipped graph was compared with the network on {metrics["export_checked_patches"]} patches of the calibration repositories. In 32 bits their probabilities differ by at most {metrics["export_32_bit_largest_probability_difference"]:.6f}. Rounding the weights moves a probability by at most
{metrics["export_rounding_largest_probability_difference"]:.4f}, by {metrics["export_rounding_mean_probability_difference"]:.4f} on average, and costs {metrics["export_rounding_single_auc_lost"]:.4f} AUC for a patch by itself and {metrics["export_rounding_set_auc_lost"]:.4f} among others.

## Limits
- It was trained on fixes and features that agents of 2023 to 2026 made for popular open-source repositories, mostly in Python. Other work, other languages and other authors may be calibrated worse.
- A patch by itself is judged only a little better than by its shape. The agreement of several candidates is the strongest signal, and many wrong candidates can agree.
- It does not notice a wrong operator or number in one line.
- It is not a substitute for running the tests.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--card", type=Path, required=True)
    parser.add_argument("--evaluated", type=Path, required=True, help="what `swe-rm eval --json` printed")
    options = parser.parse_args()
    evaluated = json.loads(options.evaluated.read_text("utf-8"))
    options.card.write_text(with_worth(options.card.read_text("utf-8"), evaluated), encoding="utf-8")


if __name__ == "__main__":
    main()
