"""The reward model: a small causal mixture-of-experts transformer that reads text, then evidence, then answers.

The input of one *reading* is `[task tokens][patch tokens][patch static process agreement readout]`; the
last five positions come from numbers instead of tokens. In training the task's tokens are computed once for all of
its candidates, and a candidate's text once for all the ways its evidence is masked (`Batch`): what the cache of
the scorer does at run time, the attention layout does here.
"""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .config import AGREEMENT, EVIDENCE_POSITIONS, GROUPS, Dropout, ModelConfig
from .forest import EvidenceForest


@dataclass(frozen=True)
class Family:
    """One task's part of a batch: flat positions, as indices into the batch's position axis.

    prefix: [P]; members: [C, S], one row per candidate: its text, then its readings; padded with 0.
    keep: [C, S], False where padded. visible: [C, S, P + S], what each position attends to.
    """

    prefix: Tensor
    members: Tensor
    keep: Tensor
    visible: Tensor


@dataclass(frozen=True)
class Batch:
    """Text positions first (`tokens`), then EVIDENCE_POSITIONS for each reading. `places` are rotary positions."""

    tokens: Tensor  # [T] int64
    evidence: Tensor  # [R, W] float32, 0 where masked
    known: Tensor  # [R, 4] float32, 1 where the group is known
    places: Tensor  # [T + 5 R] int64
    families: list[Family]


class RMSNorm(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6) * self.weight


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary position embedding (Su et al. 2021), halves paired. x: [N, heads, D]; cos, sin: [N, 1, D/2]."""
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Attention(nn.Module):
    """Grouped-query attention within each family of a batch."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.heads, self.kv_heads, self.size = c.heads, c.kv_heads, c.head_size
        self.q = nn.Linear(c.hidden, c.heads * c.head_size, bias=False)
        self.kv = nn.Linear(c.hidden, 2 * c.kv_heads * c.head_size, bias=False)
        self.out = nn.Linear(c.heads * c.head_size, c.hidden, bias=False)

    def forward(self, x: Tensor, batch: Batch, cos: Tensor, sin: Tensor) -> Tensor:
        q = rotate(self.q(x).unflatten(-1, (self.heads, self.size)), cos, sin)
        k, v = self.kv(x).unflatten(-1, (2, self.kv_heads, self.size)).unbind(1)
        k = rotate(k, cos, sin)
        group = self.heads // self.kv_heads
        k, v = k.repeat_interleave(group, 1), v.repeat_interleave(group, 1)
        where, parts = [], []
        for family in batch.families:
            at = family.prefix
            if len(at):
                parts.append(attend(*(take(t, at[None]) for t in (q, k, v)), None)[0])
                where.append(at)
            count = len(family.members)
            keys = torch.cat((at.expand(count, -1), family.members), 1)
            mixed = attend(take(q, family.members), take(k, keys), take(v, keys), family.visible)
            parts.append(mixed[family.keep])
            where.append(family.members[family.keep])
        # The parts cover every position once, in some order.
        back = torch.empty_like(batch.places)
        order = torch.cat(where)
        back[order] = torch.arange(len(order), device=x.device)
        return self.out(torch.cat(parts)[back].flatten(1))


def take(x: Tensor, at: Tensor) -> Tensor:
    """x[at] for a two-dimensional `at`. Its gradient is summed in a fixed order, that of indexing by a tensor is not."""
    return x.index_select(0, at.flatten()).unflatten(0, at.shape)


def attend(q: Tensor, k: Tensor, v: Tensor, visible: Tensor | None) -> Tensor:
    """q: [B, S, heads, D]; k, v: [B, K, heads, D]; visible: [B, S, K], None for causal. Gives [B, S, heads, D]."""
    mask = None if visible is None else visible[:, None]
    q, k, v = (t.transpose(1, 2) for t in (q, k, v))
    return F.scaled_dot_product_attention(q, k, v, mask, is_causal=visible is None).transpose(1, 2)


class Experts(nn.Module):
    """Top-k routed SwiGLU experts with normalised weights (as Mixtral and OLMoE)."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.count, self.top = c.experts, c.experts_per_token
        self.router = nn.Linear(c.hidden, c.experts, bias=False)
        self.up = nn.Parameter(torch.empty(c.experts, c.hidden, 2 * c.expert_hidden))
        self.down = nn.Parameter(torch.empty(c.experts, c.expert_hidden, c.hidden))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """x: [N, hidden]. Gives the mixture and this layer's balancing loss."""
        scores = self.router(x)
        weights, chosen = scores.topk(self.top, -1)
        weights = weights.softmax(-1)  # equals the softmax over all experts, renormalised over the chosen

        # One matrix product per expert: sort the (token, choice) pairs by expert, and undo it after.
        order = chosen.flatten().argsort(stable=True)
        load = torch.bincount(chosen.flatten(), minlength=self.count)
        pieces = []
        for expert, rows in enumerate((order // self.top).split(load.tolist())):
            gate, value = (x.index_select(0, rows) @ self.up[expert]).chunk(2, -1)
            pieces.append((F.silu(gate) * value) @ self.down[expert])
        back = torch.empty_like(order)
        back[order] = torch.arange(len(order), device=x.device)
        mixed = (torch.cat(pieces)[back].unflatten(0, (-1, self.top)) * weights[..., None]).sum(1)

        # Load balancing (Fedus et al. 2021) and router z-loss (Zoph et al. 2022), with OLMoE's proportion of 10 : 1.
        share = load.float() / load.sum()
        balance = self.count * (share * scores.softmax(-1).mean(0)).sum()
        z = scores.logsumexp(-1).square().mean()
        return mixed, balance + 0.1 * z


class Block(nn.Module):
    def __init__(self, c: ModelConfig):
        super().__init__()
        self.norm1, self.attention = RMSNorm(c.hidden), Attention(c)
        self.norm2, self.experts = RMSNorm(c.hidden), Experts(c)

    def forward(self, x: Tensor, batch: Batch, cos: Tensor, sin: Tensor, dropout: float) -> tuple[Tensor, Tensor]:
        x = x + F.dropout(self.attention(self.norm1(x), batch, cos, sin), dropout, self.training)
        mixed, balance = self.experts(self.norm2(x))
        return x + F.dropout(mixed, dropout, self.training), balance


class PiecewiseLinear(nn.Module):
    """Piecewise-linear encoding of numbers (Gorishniy et al. 2022): value i of bin [a, b] is clip((x - a) / (b - a), 0, 1).

    Unlike the paper's, the outer bins are clipped as well: a number beyond everything seen in training says "the
    largest seen", so that a hostile patch cannot reach an arbitrary score by an arbitrary count.
    """

    def __init__(self, edges: list[list[float]]):
        """edges: the ascending bin edges of each feature (at least one; one edge means the feature never varied)."""
        super().__init__()
        self.edges = edges
        feature, low, scale = [], [], []
        for index, points in enumerate(edges):
            for a, b in zip(points, points[1:]):
                feature.append(index), low.append(a), scale.append(1 / (b - a))
        self.register_buffer("feature", torch.tensor(feature, dtype=torch.int64))
        self.register_buffer("low", torch.tensor(low))
        self.register_buffer("scale", torch.tensor(scale))

    @property
    def size(self) -> int:
        return len(self.feature)

    def forward(self, x: Tensor) -> Tensor:
        """x: [R, features]. Gives [R, size]."""
        return ((x[:, self.feature] - self.low) * self.scale).clamp(0, 1)


class EvidencePositions(nn.Module):
    """Numbers to positions: each group becomes one vector, a learned one where it is masked; the readout follows."""

    def __init__(self, c: ModelConfig, sizes: list[int]):
        """sizes: number of encoded values of each group."""
        super().__init__()
        self.sizes = sizes
        self.project = nn.Parameter(torch.empty(sum(sizes), c.hidden))
        self.bias = nn.Parameter(torch.empty(len(GROUPS), c.hidden))
        self.masked = nn.Parameter(torch.empty(len(GROUPS), c.hidden))
        self.readout = nn.Parameter(torch.empty(1, c.hidden))

    def forward(self, encoded: Tensor, known: Tensor) -> Tensor:
        """encoded: [R, sum of sizes]; known: [R, 4]. Gives [R, 5, hidden]."""
        pairs = zip(encoded.split(self.sizes, 1), self.project.split(self.sizes, 0))
        groups = torch.stack([values @ weight for values, weight in pairs], 1) + self.bias
        groups = torch.where(known[..., None] > 0, groups, self.masked)
        return torch.cat((groups, self.readout.expand(len(known), 1, -1)), 1)


class RewardModel(nn.Module):
    """Margins are logit(YES) - logit(NO). The model's margin is the forest's plus a share of the transformer's."""

    def __init__(self, c: ModelConfig, edges: list[list[float]], dropout: Dropout = Dropout(), forest: EvidenceForest | None = None):
        """edges: bin edges of every feature, in input order; see PiecewiseLinear. forest: may come later, but before forward()."""
        super().__init__()
        self.config, self.dropout, self.forest = c, dropout, forest
        self.encode = PiecewiseLinear(edges)
        # The group that owns each encoded value, so that masked groups vanish whatever their zeros encode to.
        owner = torch.tensor([i for i, group in enumerate(GROUPS) for _ in c.evidence[group]], dtype=torch.int64)
        self.register_buffer("owner", owner[self.encode.feature])
        sizes = torch.bincount(self.owner, minlength=len(GROUPS)).tolist()
        self.embed = nn.Embedding(c.vocabulary, c.hidden)
        self.positions = EvidencePositions(c, sizes)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c.layers))
        self.norm = RMSNorm(c.hidden)
        self.head = nn.Linear(c.hidden, 2, bias=True)  # NO, YES
        # How much the transformer counts where the other candidates are not known, and where they are.
        self.register_buffer("shares", torch.ones(2))
        half = torch.arange(c.head_size // 2) / (c.head_size // 2)
        self.register_buffer("frequency", c.rotary_base**-half)
        self.apply(lambda module: initialise(module, c))

    def forward(self, batch: Batch) -> Tensor:
        """The margin of each reading: [R]."""
        trees = self.forest.margins(batch.evidence.cpu().numpy(), batch.known.cpu().numpy())
        shares = self.shares[(batch.known[:, AGREEMENT] > 0).long()]
        return shares * self.read(batch)[0] + torch.from_numpy(trees).to(batch.evidence.device)

    def read(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """What the transformer says of each reading, before its share: [R]; and the balancing loss, summed over layers."""
        encoded = self.encoded(batch.evidence, batch.known)
        text = F.dropout(self.embed(batch.tokens), self.dropout.deep, self.training)
        x = torch.cat((text, self.positions(encoded, batch.known).flatten(0, 1)))
        angle = (batch.places[:, None] * self.frequency)[:, None]
        cos, sin = angle.cos(), angle.sin()
        balance = x.new_zeros(())
        for block in self.blocks:
            x, loss = block(x, batch, cos, sin, self.dropout.deep)
            balance = balance + loss
        readouts = x[len(batch.tokens) + EVIDENCE_POSITIONS - 1 :: EVIDENCE_POSITIONS]
        no, yes = self.head(self.norm(readouts)).unbind(1)
        return yes - no, balance

    def encoded(self, evidence: Tensor, known: Tensor) -> Tensor:
        """Encoded evidence, [R, encoded]; in training some features are missing."""
        values = self.encode(evidence) * known[:, self.owner]
        if not self.training or self.dropout.feature == 0:
            return values
        keep = torch.rand_like(evidence) >= self.dropout.feature
        return values * (keep / (1 - self.dropout.feature))[:, self.encode.feature]


def initialise(module: nn.Module, c: ModelConfig) -> None:
    """Normal(0, 0.02), with what writes into the residual stream scaled down by depth (GPT-2)."""
    residual = 0.02 / math.sqrt(2 * c.layers)
    match module:
        case Attention():
            nn.init.normal_(module.q.weight, std=0.05)
            nn.init.normal_(module.kv.weight, std=0.05)
            nn.init.normal_(module.out.weight, std=residual)
        case Experts():
            nn.init.normal_(module.router.weight, std=0.02)
            nn.init.normal_(module.up, std=0.05)
            nn.init.normal_(module.down, std=residual)
        case nn.Embedding():
            nn.init.normal_(module.weight, std=0.02)
        case EvidencePositions():
            for weight in (module.project, module.bias, module.masked, module.readout):
                nn.init.normal_(weight, std=0.02)
        case RewardModel():
            nn.init.zeros_(module.head.weight)
            nn.init.zeros_(module.head.bias)


def count_parameters(c: ModelConfig, model: RewardModel) -> tuple[int, int]:
    """The transformer's parameters, and those one token of text passes through (its embedding row counted, the rest of the table not)."""
    total = sum(p.numel() for p in model.parameters())
    idle = sum((c.experts - c.experts_per_token) * (b.experts.up[0].numel() + b.experts.down[0].numel()) for b in model.blocks)
    unread = (c.vocabulary - 1) * c.hidden
    evidence_only = sum(p.numel() for p in model.positions.parameters())
    return total, total - idle - unread - evidence_only
