"""From rendered candidates to a model folder, in one command.

    swe-rm render DATA --out lines.jsonl.gz
    python -m training.tokenizer --lines lines.jsonl.gz --out tokenizer.json
    swe-rm render DATA --tokenizer tokenizer.json --out rendered.jsonl.gz
    for n in 2 4 8; do swe-rm render DATA --split train --tokenizer tokenizer.json --limit-candidates $n --out drawn-$n.jsonl.gz; done
    swe-rm render DATA --split train --tokenizer tokenizer.json --titles-only --out titled.jsonl.gz
    swe-rm render DATA --split train --tokenizer tokenizer.json --other-tasks --out other.jsonl.gz
    swe-rm render DATA --split train --tokenizer tokenizer.json --other-tasks --titles-only --out other-titled.jsonl.gz
    swe-rm render DATA --split train --tokenizer tokenizer.json --undone --out undone.jsonl.gz
    python -m training.run --rendered rendered.jsonl.gz --drawn drawn-*.jsonl.gz --titled titled.jsonl.gz --other other.jsonl.gz \\
        --other-titled other-titled.jsonl.gz --undone undone.jsonl.gz --tokenizer tokenizer.json --out model/ [--resume]

Uses CUDA when there is one. Checkpoints lie in --work; with --resume a stopped training continues. With --transformer WEIGHTS only
trees and calibration are learned anew, in minutes.
The parts by themselves: training.train, training.calibrate, training.export.
"""

import argparse
import json
from pathlib import Path

from .calibrate import calibrate
from .export import export
from .graph import Precision
from .train import add_arguments, load_weights, train_as_asked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    parser.add_argument("--work", type=Path, default=Path("training/runs"))
    options = parser.parse_args()
    weights = options.work / "weights.pt"
    rendered = train_as_asked(options, weights, options.work / "checkpoint.pt")
    model, config, measured, scored = load_weights(weights)
    calibrated = calibrate(scored)
    (options.work / "calibration.json").write_text(json.dumps(calibrated, indent=1) + "\n")
    manifest = export(model, config, measured, rendered, calibrated, options.tokenizer, options.out, Precision())
    print(json.dumps(manifest["metrics"], indent=1))


if __name__ == "__main__":
    main()
