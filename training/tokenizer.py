"""Trains the tokenizer: byte-level BPE over the lines of training candidates.

    python -m training.tokenizer --lines lines.jsonl.gz --out tokenizer.json

`lines.jsonl.gz` is what `swe-rm render` writes without a tokenizer. A line is tokenised by itself, so text never
merges across lines, and every byte has a token, so nothing is unknown.
"""

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

# MARK_TOKENS of src/core/render/modelInput.ts; first in the vocabulary.
MARKS = ["<|task|>", "<|text|>", "<|patch|>", "<|file|>", "<|scope|>", "<|ctx|>", "<|add|>", "<|del|>", "<|cut|>"]
VOCABULARY = 8192
# A repository speaks for itself only so far: without a cap the vocabulary would be that of the largest two.
CHARACTERS_PER_REPOSITORY = 4_000_000


def train_tokenizer(lines: Iterator[str], vocabulary: int = VOCABULARY) -> Tokenizer:
    """Byte-level BPE, the marks first."""
    tokenizer = byte_level(models.BPE())
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=MARKS,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    # Keep the marks in the vocabulary only: as "added tokens" they would be found inside of texts, and a patch
    # that contains `<|task|>` could write its own task.
    description = json.loads(tokenizer.to_str())
    description["added_tokens"] = []
    return Tokenizer.from_str(json.dumps(description))


def byte_level(model: models.BPE) -> Tokenizer:
    """Bytes and single digits before anything is merged."""
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex("[0-9]"), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def read_lines(path: Path) -> Iterator[str]:
    """Texts of all lines of training rows; a task's lines once."""
    seen: set[str] = set()
    used: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        next(rows)  # header
        for row in map(json.loads, rows):
            if row["split"] != "train":
                continue
            lines = row["lines"] if row["task_id"] in seen else row["task_lines"] + row["lines"]
            seen.add(row["task_id"])
            for _, text in lines:
                if used.get(row["repo"], 0) < CHARACTERS_PER_REPOSITORY:
                    used[row["repo"]] = used.get(row["repo"], 0) + len(text)
                    yield text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = train_tokenizer(read_lines(options.lines))
    tokenizer.save(str(options.out))
    print(f"{options.out}: {tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
