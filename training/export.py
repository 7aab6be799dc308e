"""Writes the model folder: graph, tokenizer, manifest and card; and checks the graph against the network.

    python -m training.export --rendered rendered.jsonl.gz --weights training/runs/weights.pt \\
        --calibration calibration.json --tokenizer tokenizer.json --out model/
"""

import argparse
import hashlib
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np

# Read when the runtime is loaded: it would tell Microsoft of the model (ADR 33).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime
import torch
from scipy.special import expit

from .card import write_card
from .config import AGREEMENT, CALIBRATION_REPOSITORIES, GROUPS, Config
from .data import Rendered, Row, Task, make_batch, read_rendered
from .forest import owners
from .graph import Precision, build_graph
from .metrics import auc
from .model import RewardModel, count_parameters
from .train import load_weights

CHUNK_TOKENS = 256
# Of the repositories that calibration is measured on, spread evenly.
CHECKED_PATCHES = 200
NAME, VERSION, LICENCE = "swe-rm-small", "1.12.4", "MIT"


class Runner:
    """Runs the exported graph as the scorer does: the prefix in chunks, the text in chunks, then the evidence alone."""

    def __init__(self, graph: bytes, model: RewardModel, chunk: int = CHUNK_TOKENS, threads: int = 2):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self.config, self.chunk = model.config, chunk

    def margin(self, prefix: np.ndarray, text: np.ndarray, evidence: np.ndarray, known: np.ndarray) -> float:
        """evidence: [W]; known: [4]."""
        c = self.config
        past = np.zeros((0, c.layers, 2, c.kv_heads, c.head_size), np.float32)
        nothing = np.zeros((0, c.width), np.float32), np.zeros((0, len(GROUPS)), np.float32)
        for part in (prefix, text):
            for start in range(0, len(part), self.chunk):
                present, _, _ = self.run(part[start : start + self.chunk], *nothing, past)
                past = np.concatenate((past, present))
        _, (no, yes), _ = self.run(np.zeros(0, np.int64), (evidence * known[owners(c.evidence)])[None], known[None], past)
        return float(yes - no)

    def run(self, tokens: np.ndarray, evidence: np.ndarray, known: np.ndarray, past: np.ndarray) -> list[np.ndarray]:
        feed = {"tokens": tokens, "evidence": evidence, "evidence_mask": known, "past": past}
        return self.session.run(["present", "logits", "own_task"], feed)


def network_margins(model: RewardModel, rows: list[tuple[Task, Row]]) -> np.ndarray:
    """[rows, 2]: what the network says in one piece, with all that is known of a patch and without the other candidates."""
    margins = []
    for task, row in rows:
        batch = make_batch([(task.prefix, [(row.text, np.stack([row.evidence] * 2), regimes(row))])], torch.device("cpu"))
        with torch.no_grad():
            margins.append(model(batch).numpy())
    return np.stack(margins)


def graph_margins(runner: Runner, rows: list[tuple[Task, Row]]) -> np.ndarray:
    """The same of the graph, in chunks."""
    return np.array([[runner.margin(task.prefix, row.text, row.evidence, known) for known in regimes(row)] for task, row in rows])


def regimes(row: Row) -> np.ndarray:
    """[2, 4]: what is known of a patch, and that without the other candidates."""
    alone = row.known.copy()
    alone[AGREEMENT] = 0
    return np.stack([row.known, alone])


def probability_difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How far the probabilities of two arrays of margins lie apart, each in [0, 1]."""
    return np.abs(expit(a) - expit(b))


def check(graph: bytes, model: RewardModel, max_tokens: int, rows: list[tuple[Task, Row]]) -> dict[str, float]:
    """How far the shipped graph lies from the network: what the graph itself makes of it (in 32 bits), and what its rounding costs."""
    labels = np.array([row.label for _, row in rows])
    network = network_margins(model, rows)
    plain = graph_margins(Runner(build_graph(model, Precision(32), max_tokens).SerializeToString(), model), rows)
    shipped = graph_margins(Runner(graph, model), rows)
    rounding = probability_difference(plain, shipped)
    return {
        "export_checked_patches": len(rows),
        "export_32_bit_largest_probability_difference": float(probability_difference(network, plain).max()),
        "export_rounding_largest_probability_difference": float(rounding.max()),
        "export_rounding_mean_probability_difference": float(rounding.mean()),
        "export_rounding_set_auc_lost": auc(labels, plain[:, 0]) - auc(labels, shipped[:, 0]),
        "export_rounding_single_auc_lost": auc(labels, plain[:, 1]) - auc(labels, shipped[:, 1]),
    }


def export(
    model: RewardModel, config: Config, measured: dict, rendered: Rendered, calibrated: dict, tokenizer: Path, out: Path, precision: Precision
) -> dict:
    """Writes the folder and gives the manifest. `measured` is what train() gave, `calibrated` what calibrate() gave."""
    out.mkdir(parents=True, exist_ok=True)
    graph = build_graph(model, precision, rendered.max_tokens).SerializeToString()
    (out / "model.onnx").write_bytes(graph)
    if tokenizer.resolve() != (out / "tokenizer.json").resolve():
        shutil.copyfile(tokenizer, out / "tokenizer.json")
    held = [(t, r) for t in rendered.tasks if t.split == "train" and t.repo in CALIBRATION_REPOSITORIES for r in t.rows]
    checked = check(graph, model, rendered.max_tokens, held[:: max(1, len(held) // CHECKED_PATCHES)][:CHECKED_PATCHES])
    c = model.config
    total, active = count_parameters(c, model)
    manifest = {
        "formatVersion": 4,
        "name": NAME,
        "version": VERSION,
        "licence": LICENCE,
        "files": {name: fingerprint(out / name) for name in ("model.onnx", "tokenizer.json")},
        "graph": "model.onnx",
        "tokenizer": "tokenizer.json",
        "input": {
            "renderVersion": rendered.render_version,
            "maxTokens": rendered.max_tokens,
            "maxTaskTokens": rendered.max_task_tokens,
            "chunkTokens": CHUNK_TOKENS,
            "evidence": rendered.evidence,
        },
        "architecture": {
            "layers": c.layers,
            "hidden": c.hidden,
            "heads": c.heads,
            "kvHeads": c.kv_heads,
            "headSize": c.head_size,
            "experts": c.experts,
            "expertsPerToken": c.experts_per_token,
            "vocabulary": c.vocabulary,
            "parameters": total,
            "activeParameters": active,
        },
        "ownTask": {"doubtedBelow": measured["other_task_below"], "doubtedWrongly": measured["other_task_wrongly"]},
        "calibration": calibrated["calibration"],
        "ordering": calibrated["ordering"],
        "metrics": measured | calibrated["metrics"] | checked,
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    write_card(out / "MODEL_CARD.md", manifest, config, rendered, asdict(precision))
    return manifest


def fingerprint(path: Path) -> dict:
    return {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("rendered", "weights", "calibration", "tokenizer", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--bits", type=int, choices=(4, 8, 32), default=Precision.bits)
    options = parser.parse_args()
    model, config, measured, _ = load_weights(options.weights)
    calibrated = json.loads(options.calibration.read_text())
    rendered = read_rendered(options.rendered)
    manifest = export(model, config, measured, rendered, calibrated, options.tokenizer, options.out, Precision(options.bits))
    print(json.dumps(manifest["metrics"], indent=1))


if __name__ == "__main__":
    main()
