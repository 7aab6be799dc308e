"""From rendered candidates to a model folder, in one command.

    swe-rm render DATA --out lines.jsonl.gz
    python -m training.tokenizer --lines lines.jsonl.gz --out tokenizer.json
    swe-rm render DATA --tokenizer tokenizer.json --out rendered.jsonl.gz
    for n in 2 4 8; do swe-rm render DATA --split train --tokenizer tokenizer.json --limit-candidates $n --out drawn-$n.jsonl.gz; done
    swe-rm render DATA --split train --tokenizer tokenizer.json --titles-only --out titled.jsonl.gz
    python -m training.run --rendered rendered.jsonl.gz --drawn drawn-*.jsonl.gz --titled titled.jsonl.gz --tokenizer tokenizer.json --out model/ [--resume]

Uses CUDA when there is one. Checkpoints lie in --work; with --resume a stopped training continues. With --transformer WEIGHTS only
trees and calibration are learned anew, in minutes.
The parts by themselves: training.train, training.calibrate, training.export.
"""

import argparse
import json
from pathlib import Path

from .calibrate import calibrate
from .config import Config, ModelConfig
from .data import read_drawn, read_rendered, read_titled
from .export import export
from .graph import Precision
from .train import load_weights, save_weights, train_model, vocabulary_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rendered", type=Path, required=True)
    parser.add_argument("--drawn", type=Path, nargs="+", required=True)
    parser.add_argument("--titled", type=Path, required=True)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/runs"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--transformer", type=Path, help="weights of an earlier run, whose transformer is kept")
    options = parser.parse_args()
    rendered = read_titled(options.titled, read_rendered(options.rendered))
    config = Config(ModelConfig(vocabulary_size(options.tokenizer), rendered.evidence))
    drawn = read_drawn(options.drawn, rendered)
    trained = train_model(rendered, drawn, config, options.work / "checkpoint.pt", options.resume, options.transformer)
    save_weights(options.work / "weights.pt", *trained)
    model, config, measured, scored = load_weights(options.work / "weights.pt")
    calibrated = calibrate(scored)
    (options.work / "calibration.json").write_text(json.dumps(calibrated, indent=1) + "\n")
    manifest = export(model, config, measured, rendered, calibrated, options.tokenizer, options.out, Precision())
    print(json.dumps(manifest["metrics"], indent=1))


if __name__ == "__main__":
    main()
