"""Prints how fast PyTorch reads a text with a network of the model's architecture: {"tokensPerSecond": ..}.

    python test/bench/pytorch.py '{"architecture": .., "evidence": .., "tokens": 1500, "threads": 2, "runs": 5}'

The weights are random and float32: the time does not depend on their values, and the shipped ones are 8-bit.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from training.config import ModelConfig  # noqa: E402
from training.data import make_batch  # noqa: E402
from training.model import RewardModel  # noqa: E402


def main() -> None:
    options = json.loads(sys.argv[1])
    torch.set_num_threads(options["threads"])
    torch.manual_seed(0)
    a = options["architecture"]
    config = ModelConfig(
        vocabulary=a["vocabulary"],
        evidence=options["evidence"],
        layers=a["layers"],
        hidden=a["hidden"],
        heads=a["heads"],
        kv_heads=a["kvHeads"],
        head_size=a["headSize"],
        experts=a["experts"],
        experts_per_token=a["expertsPerToken"],
        expert_hidden=options["expertHidden"],
    )
    model = RewardModel(config, [[0.0, 1.0]] * config.width).eval()
    text = np.arange(options["tokens"], dtype=np.int64) * 7919 % config.vocabulary
    evidence = np.zeros((1, config.width), np.float32)
    known = np.ones((1, 4), np.float32)
    # One text after the other, or as many at once as there are threads: whichever is faster for it.
    speeds = []
    for texts in {1, options["threads"]}:
        batch = make_batch([(text[:0], [(text, evidence, known)])] * texts, torch.device("cpu"))
        times = []
        with torch.inference_mode():
            for _ in range(options["runs"] + 1):
                started = time.perf_counter()
                model.read(batch)
                times.append(time.perf_counter() - started)
        # The first one warms up.
        speeds.append(texts * options["tokens"] / statistics.median(times[1:]))
    print(json.dumps({"tokensPerSecond": max(speeds)}))


if __name__ == "__main__":
    main()
