"""One run = one `Config`. Everything that changes what is learned stands here, with the reason for its value."""

from dataclasses import asdict, dataclass, field

# Order of the groups in the model's input; the same order as src/core/evidence/evidence.ts.
GROUPS = ("patch", "static", "process", "agreement")
# Positions that evidence adds after the text: one for each group, and the readout.
EVIDENCE_POSITIONS = len(GROUPS) + 1


@dataclass(frozen=True)
class ModelConfig:
    vocabulary: int
    # Feature names by group, in input order. An empty group is always masked.
    evidence: dict[str, list[str]]
    layers: int = 4
    hidden: int = 192
    heads: int = 6
    kv_heads: int = 2
    head_size: int = 32
    experts: int = 8
    experts_per_token: int = 2
    expert_hidden: int = 192
    rotary_base: float = 10_000.0
    # Members of the ensemble of small networks that read the evidence beside the transformer.
    wide_members: int = 16
    wide_hidden: int = 64
    # Most quantile bins a feature is encoded with.
    bins: int = 12

    @property
    def width(self) -> int:
        """Number of evidence features over all groups."""
        return sum(len(self.evidence[group]) for group in GROUPS)


@dataclass(frozen=True)
class Config:
    model: ModelConfig
    seed: int = 0
    to_dict = asdict
