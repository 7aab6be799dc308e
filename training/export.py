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

from .card import write_card
from .config import AGREEMENT, CALIBRATION_REPOSITORIES, GROUPS, Config
from .data import Rendered, Row, Task, make_batch, read_rendered
from .graph import Precision, build_graph
from .model import RewardModel, count_parameters
from .train import load_weights

CHUNK_TOKENS = 256
NAME, VERSION, LICENCE = "swe-rm-small", "1.6.0", "MIT"


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
                present, _ = self.run(part[start : start + self.chunk], *nothing, past)
                past = np.concatenate((past, present))
        owner = np.repeat(np.arange(len(GROUPS)), [len(c.evidence[group]) for group in GROUPS])
        _, (no, yes) = self.run(np.zeros(0, np.int64), (evidence * known[owner])[None], known[None], past)
        return float(yes - no)

    def run(self, tokens: np.ndarray, evidence: np.ndarray, known: np.ndarray, past: np.ndarray) -> list[np.ndarray]:
        feed = {"tokens": tokens, "evidence": evidence, "evidence_mask": known, "past": past}
        return self.session.run(["present", "logits"], feed)


def largest_difference(runner: Runner, model: RewardModel, rows: list[tuple[Task, Row]]) -> float:
    """Largest difference in probability between the graph, in chunks, and the network, in one piece; both regimes."""
    worst = 0.0
    for task, row in rows:
        alone = row.known.copy()
        alone[AGREEMENT] = 0
        for known in (row.known, alone):
            batch = make_batch([(task.prefix, [(row.text, row.evidence[None], known[None])])], torch.device("cpu"))
            with torch.no_grad():
                expected = model(batch)
            got = torch.tensor(runner.margin(task.prefix, row.text, row.evidence, known))
            worst = max(worst, (expected.sigmoid() - got.sigmoid()).abs().item())
    return worst


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
    difference = largest_difference(Runner(graph, model), model, held[:: max(1, len(held) // 60)])
    c = model.config
    total, active = count_parameters(c, model)
    manifest = {
        "formatVersion": 2,
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
        "calibration": calibrated["calibration"],
        "ordering": calibrated["ordering"],
        "metrics": measured | calibrated["metrics"] | {"export_largest_probability_difference": difference},
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
