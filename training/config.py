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
    # Most quantile bins a feature is encoded with.
    bins: int = 8

    @property
    def width(self) -> int:
        """Number of evidence features over all groups."""
        return sum(len(self.evidence[group]) for group in GROUPS)


# Evidence of how a task is put; the names of src/core/evidence/taskWording.ts.
TASK_WORDING = (
    "taskWords", "taskDistinctWords", "taskWordLength", "taskCodeBlocks", "taskCodeShare", "taskInlineCode", "taskPrompts",
    "taskHasPatch", "taskReproduces", "taskVersions", "taskErrors", "taskShould", "taskExpected", "taskInstead", "taskFix",
    "taskQuestions", "taskLinks", "taskReferences", "taskOpensWithWish", "taskOpensWithFault",
)  # fmt: skip


@dataclass(frozen=True)
class ForestConfig:
    """Boosted trees on the evidence; see forest.py. Settled by cross-validation by repository inside the training repositories."""

    members: int = 4
    trees: int = 300
    leaves: int = 15
    least_in_leaf: int = 40
    learning_rate: float = 0.03
    # Shares of the features that a tree sees, and of the rows.
    features: float = 0.3
    rows: float = 0.8
    ridge: float = 5.0
    # Share of the readings that are learned once more without static evidence: nearly all training patches have some, but a
    # person's patch may come without its base, or in a language without a grammar.
    again_without_static: float = 0.25
    # Where the other candidates are masked: the share of the label that trees say which know them, their number and their folds.
    hindsight: float = 0.5
    hindsight_members: int = 2
    hindsight_folds: int = 3
    # Share of the readings of lone patches that are learned once more with the task's title alone: the training tasks are issues of
    # many lines, a person's may be one.
    again_with_title: float = 0.25
    # What tells a patch from one that resolves nothing, see forest.Check: members and trees of each.
    check_members: int = 2
    check_trees: int = 600
    # From the same patch with another task of its repository, and how often a patch is taken to be for another. It reads how the
    # task is put and where the patch is, not what it adds: that would decide between the candidates of a task.
    mismatched: float = 0.02
    # Share of the patches with their own task of which it is said, wrongly, that they may be for another.
    doubted: float = 0.03
    own_task_reads: tuple[str, ...] = TASK_WORDING + (
        "taskLength", "taskNames", "taskHasCode", "taskHasTraceback", "taskCodeNamesTouched", "touchedNamesInTask", "sectionInTask",
        "pathsInTask", "stemsInTask", "tracebackFiles", "tracebackSections", "definitionsInTask", "definitionsInTraceback", "definitionsMissed",
    )  # fmt: skip
    # From the same change undone, and how often a patch is taken to undo something. It reads what is added and removed.
    undoing: float = 0.05
    done_reads: tuple[str, ...] = (
        "addedLines", "removedLines", "addedShare", "sourceAddedLines", "addedFiles", "deletedFiles", "namesAdded", "newNamesShare", "namesKept",
        "addedBranches", "addedHandlers", "addedRaises", "addedReturns", "addedLoops", "addedDefinitions", "addedImports", "addedTypeChecks",
        "addedNullChecks", "addedPrints", "addedLiteralDigits", "addedLineLength", "addedIndent",
    )  # fmt: skip
    # Evidence that the trees for patches among others do not read: how a task is put is the same for all of them.
    unread_among: tuple[str, ...] = TASK_WORDING


@dataclass(frozen=True)
class Dropout:
    """Shares left out in training: of the transformer's activations, of whole evidence features."""

    deep: float = 0.0
    feature: float = 0.0


@dataclass(frozen=True)
class TransformerConfig:
    """Adam with decoupled decay, warm-up, cosine to zero."""

    epochs: int
    learning_rate: float
    # Most text positions in a batch.
    batch: int
    weight_decay: float = 0.1
    warmup: float = 0.05
    # Decay of the running mean of weights that is kept in the end.
    average: float = 0.99


@dataclass(frozen=True)
class Config:
    model: ModelConfig
    forest: ForestConfig = ForestConfig()
    # Text is learned in few passes: with ten thousand patches more passes learn them by heart.
    transformer: TransformerConfig = TransformerConfig(epochs=1, learning_rate=1e-3, batch=4096)
    dropout: Dropout = Dropout(deep=0.1, feature=0.5)
    # Weight of a pair of one task's candidates against a single answer, and share of the label that is doubt.
    pair_weight: float = 0.5
    smoothing: float = 0.05
    balance_weight: float = 0.01
    # How often a known group is masked while the transformer learns. Process and agreement are masked in readings of their own.
    mask_patch: float = 0.05
    mask_static: float = 0.15
    # How often the patch's text is left out, and the most of its tokens read in training (its start stays).
    drop_text: float = 0.1
    text_tokens: int = 256
    # What the transformer's margin may count beside the forest's, and the repositories that decide it: the
    # transformer never learns from these, the forest only after the choice. Zero is measured but not offered: a
    # verdict that no word of the patch can move could not say which hunk it rests on.
    shares: tuple[float, ...] = (0.1, 0.25, 0.5, 1.0)
    share_repositories: tuple[str, ...] = ("sympy/sympy",)
    # Whether the transformer is that of an earlier run, and only the rest is learned.
    transformer_kept: bool = False
    seed: int = 0

    def to_dict(self) -> dict:
        return asdict(self)


# The transformer never sees these repositories, so that calibration is fitted on scores that it has a part in. Chosen by name before
# any training.
CALIBRATION_REPOSITORIES = (
    "matplotlib/matplotlib",
    "pylint-dev/pylint",
    "fasterxml/jackson-databind",
    "serverless/serverless",
    "pallets/flask",
)


def config_from(saved: dict) -> Config:
    """The opposite of Config.to_dict."""
    parts = {"model": ModelConfig, "forest": ForestConfig, "transformer": TransformerConfig, "dropout": Dropout}
    return Config(**{name: parts[name](**value) if name in parts else value for name, value in saved.items()})
