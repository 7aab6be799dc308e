"""One run = one `Config`. Everything that changes what is learned stands here, with the reason for its value."""

from dataclasses import asdict, dataclass

# Order of the groups in the model's input; the same order as src/core/evidence/evidence.ts.
GROUPS = ("patch", "static", "process", "agreement")
PATCH, STATIC, PROCESS, AGREEMENT = range(len(GROUPS))
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
    wide_hidden: int = 32
    # Most quantile bins a feature is encoded with.
    bins: int = 8

    @property
    def width(self) -> int:
        """Number of evidence features over all groups."""
        return sum(len(self.evidence[group]) for group in GROUPS)


@dataclass(frozen=True)
class Dropout:
    """Shares left out in training: of the transformer's activations, of the ensemble's, of whole evidence features."""

    deep: float = 0.0
    wide: float = 0.0
    feature: float = 0.0


@dataclass(frozen=True)
class StageConfig:
    """How one part of the network is trained. Adam with decoupled decay, warm-up, cosine to zero."""

    epochs: int
    learning_rate: float
    # Most positions (transformer) or readings (ensemble) in a batch.
    batch: int
    weight_decay: float = 0.1
    warmup: float = 0.05
    # Decay of the running mean of weights that is kept in the end.
    average: float = 0.99


@dataclass(frozen=True)
class Config:
    model: ModelConfig
    # Evidence is learned in many short passes, text in few: with ten thousand patches more passes learn them by heart.
    ensemble: StageConfig = StageConfig(epochs=60, learning_rate=5e-3, batch=1024)
    transformer: StageConfig = StageConfig(epochs=1, learning_rate=1e-3, batch=4096)
    dropout: Dropout = Dropout(deep=0.1, wide=0.2, feature=0.5)
    # Weight of a pair of one task's candidates against a single answer, and share of the label that is doubt.
    pair_weight: float = 0.5
    smoothing: float = 0.05
    balance_weight: float = 0.01
    # How often a known group is masked in training. Agreement is masked in one of a candidate's two readings.
    mask_patch: float = 0.05
    mask_static: float = 0.15
    mask_process: float = 0.3
    # How often the patch's text is left out, and the most of its tokens read in training (its start stays).
    drop_text: float = 0.1
    text_tokens: int = 256
    # What the transformer's margin may count beside the ensemble's, and the repositories that decide it: the
    # transformer never learns from these, the ensemble only after the choice. Zero is measured but not offered: a
    # verdict that no word of the patch can move could not say which hunk it rests on.
    shares: tuple[float, ...] = (0.1, 0.25, 0.5, 1.0)
    share_repositories: tuple[str, ...] = ("sympy/sympy",)
    seed: int = 0

    def to_dict(self) -> dict:
        return asdict(self)


# No weight ever sees these repositories: calibration is fitted on them. Chosen by name before any training.
CALIBRATION_REPOSITORIES = (
    "matplotlib/matplotlib",
    "pylint-dev/pylint",
    "fasterxml/jackson-databind",
    "serverless/serverless",
    "pallets/flask",
)


def config_from(saved: dict) -> Config:
    """The opposite of Config.to_dict."""
    parts = {"model": ModelConfig, "ensemble": StageConfig, "transformer": StageConfig, "dropout": Dropout}
    return Config(**{name: parts[name](**value) if name in parts else value for name, value in saved.items()})
