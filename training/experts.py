"""Which experts read what: for each layer, where the router sends the positions of patches that the model never learned from.

    python -m training.experts --weights training/runs/weights.pt --rendered rendered.jsonl.gz --tokenizer tokenizer.json --out docs/experts.svg

Draws a picture, and prints how much of the router's choice each view of a position tells: mutual information over the entropy of the choice, in percent.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from matplotlib import rc_context
from matplotlib.figure import Figure
from tokenizers import Tokenizer

from .config import GROUPS
from .data import Row, Task, make_batch, read_rendered
from .model import RewardModel
from .tokenizer import MARKS
from .train import load_weights

ROLES = {"<|task|>": "task", "<|text|>": "task", "<|scope|>": "scope", "<|ctx|>": "context", "<|add|>": "added", "<|del|>": "removed"}
LANGUAGES = {"py": "Python", "java": "Java", "js": "JavaScript", "jsx": "JavaScript", "ts": "TypeScript", "tsx": "TypeScript"}
EVIDENCE = [f"{group} evidence" for group in GROUPS] + ["readout"]
# Candidates of one task say much the same.
CANDIDATES = 2

# By view (what a line is, its language, its token), what the position is; [layers, experts], how often each expert was chosen.
Routes = dict[str, dict[str, np.ndarray]]


def positions(task: Task, row: Row, tokenizer: Tokenizer) -> Iterator[tuple[str | None, str | None, str | None]]:
    """What each position of one reading is, the language of its file where it is code, and its token; None for what it is not."""
    ids = np.concatenate((task.prefix, row.text))
    starts = np.flatnonzero(ids < len(MARKS))
    language = None
    for start, end in zip(starts, [*starts[1:], len(ids)]):
        mark = MARKS[ids[start]]
        if mark == "<|file|>":
            language = LANGUAGES.get(tokenizer.decode(ids[start + 1 : end].tolist()).strip().rpartition(".")[2])
        role = ROLES.get(mark)
        for token in ids[start:end]:
            yield role, language if role in ("context", "added", "removed") else None, str(token)
    for name in EVIDENCE:
        yield name, None, None


@torch.no_grad()
def route(model: RewardModel, tasks: list[Task], tokenizer: Tokenizer) -> Routes:
    """How often each expert of each layer was chosen, by part, language and token: [layers, experts]."""
    chosen: list[np.ndarray] = []
    hooks = [
        block.experts.register_forward_hook(lambda experts, given, _: chosen.append(experts.router(given[0]).topk(experts.top, -1).indices.numpy()))
        for block in model.blocks
    ]
    shape = len(model.blocks), model.config.experts
    routes: Routes = {view: defaultdict(lambda: np.zeros(shape)) for view in ("part", "language", "token")}
    for task in tasks:
        for row in task.rows[:CANDIDATES]:
            chosen.clear()
            model.read(make_batch([(task.prefix, [(row.text, row.evidence[None], row.known[None])])], torch.device("cpu")))
            for at, names in enumerate(positions(task, row, tokenizer)):
                for view, name in zip(routes, names):
                    if name:
                        for layer, experts in enumerate(chosen):
                            routes[view][name][layer, experts[at]] += 1
    for hook in hooks:
        hook.remove()
    return routes


def explained(counts: np.ndarray) -> float:
    """counts: [kinds, experts]. Mutual information of kind and expert over the entropy of the expert, in [0, 1]."""
    joint = counts / counts.sum()
    kinds, experts = joint.sum(1, keepdims=True), joint.sum(0, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        shared = np.nansum(joint * np.log(joint / (kinds * experts)))
        return float(shared / -np.nansum(experts * np.log(experts)))


def draw(routes: Routes, out: Path) -> None:
    """A map for each layer: what is read by line, experts by column, the share of the choices by shade."""
    names = [(view, name) for view in ("part", "language") for name in sorted(routes[view], key=lambda n: -routes[view][n].sum())]
    layers, experts = next(iter(routes["part"].values())).shape
    figure = Figure(figsize=(2.2 * layers + 2, 0.3 * len(names) + 1.2), layout="constrained")
    for layer, axes in enumerate(figure.subplots(1, layers, sharey=True)):
        counts = np.stack([routes[view][name][layer] for view, name in names])
        image = axes.imshow(counts / counts.sum(1, keepdims=True), cmap="Blues", vmin=0, vmax=0.5, aspect="auto")
        axes.set(title=f"layer {layer + 1}", xlabel="expert", xticks=range(experts), xticklabels=range(1, experts + 1))
        axes.set_yticks(range(len(names)), [name for _, name in names])
        axes.axhline(len(routes["part"]) - 0.5, color="black", linewidth=1)
    figure.colorbar(image, ax=figure.axes, label="share of the choices")
    # The same picture for the same counts, its words as text.
    with rc_context({"svg.hashsalt": "experts", "svg.fonttype": "none"}):
        figure.savefig(out, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    model = load_weights(options.weights)[0]
    tasks = [task for task in read_rendered(options.rendered).tasks if task.split == "dev"]
    routes = route(model, tasks, Tokenizer.from_file(str(options.tokenizer)))
    draw(routes, options.out)
    print("| explained by | " + " | ".join(f"layer {i + 1}" for i in range(len(model.blocks))) + " |\n" + "|---" * (len(model.blocks) + 1) + "|")
    for view, kinds in routes.items():
        counts = np.stack(list(kinds.values()), 1)
        print(f"| {view} | " + " | ".join(f"{100 * explained(layer):.0f} %" for layer in counts) + " |")


if __name__ == "__main__":
    main()
