"""The trained network as an ONNX graph.

The graph is written node by node because what matters at run time is not what a tracer sees: experts read only the
tokens routed to them, weights are 8-bit in blocks with activations quantised token by token (so that a token's
value does not depend on its neighbours), of text the last layer computes keys and values alone, because nothing but the
evidence reads further, and the key-value cache comes in and goes out as one tensor.

Inputs:  tokens int64 [T] · evidence float32 [E, W] and evidence_mask float32 [E, 4], E in {0, 1} · past float32 [P, L, 2, Hkv, D]
Outputs: present float32 [T + 5 E, L, 2, Hkv, D], new positions only · logits float32 [2] (NO, YES) at the last position, and
         own_task float32 [1], the logarithm of the odds that the patch is for this task, as many being for another; both 0 where E = 0
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .config import AGREEMENT, EVIDENCE_POSITIONS, GROUPS
from .forest import OWN_TASK
from .model import RewardModel

MICROSOFT, TREES = "com.microsoft", "ai.onnx.ml"


@dataclass(frozen=True)
class Precision:
    """bits: 8 or 4 for block-quantised matrices, 32 for plain ones. block: inputs that share one scale."""

    bits: int = 8
    block: int = 64


class Graph:
    """Collects nodes; every method that adds one gives the name of its output."""

    def __init__(self, precision: Precision):
        self.precision = precision
        self.nodes: list[onnx.NodeProto] = []
        self.count = 0
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, op: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes):
        names = self.names(op, outputs)
        self.nodes.append(helper.make_node(op, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

    def names(self, op: str, count: int) -> list[str]:
        """Names for the outputs of one node, that no other has."""
        self.count += 1
        return [f"{op}_{self.count}_{i}" for i in range(count)]

    def either(self, condition: str, then: Callable[[], list[str]], otherwise: Callable[[], list[str]]) -> list[str]:
        """What `then` or `otherwise` computes, both as many floats; they may read all that was added before."""
        branches = []
        for name, build in (("then", then), ("otherwise", otherwise)):
            before, self.nodes = self.nodes, []
            outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, None) for output in build()]
            branches.append(helper.make_graph(self.nodes, name, [], outputs))
            self.nodes = before
        return self.add("If", condition, outputs=len(outputs), then_branch=branches[0], else_branch=branches[1])

    def constant(self, value) -> str:
        """A tensor stored in the file, once however often it is asked for. Python integers become int64, floats float32."""
        array = value.detach().cpu().numpy() if isinstance(value, torch.Tensor) else np.asarray(value)
        if array.dtype == np.float64:
            array = array.astype(np.float32)
        digest = hashlib.sha256(array.tobytes() + f"{array.dtype}{array.shape}".encode()).hexdigest()
        name = f"constant_{digest[:16]}"
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape), name)
        return name

    def reshape(self, x: str, *shape: int) -> str:
        return self.add("Reshape", x, self.constant(list(shape)))

    def split(self, x: str, sizes: list[int], axis: int) -> list[str]:
        names = self.add("Split", x, self.constant(sizes), outputs=len(sizes), axis=axis)
        return [names] if len(sizes) == 1 else names

    def silu(self, x: str) -> str:
        return self.add("Mul", x, self.add("Sigmoid", x))

    def norm(self, x: str, weight: torch.Tensor) -> str:
        mean = self.add("ReduceMean", self.add("Mul", x, x), self.constant([-1]), keepdims=1)
        size = self.add("Sqrt", self.add("Add", mean, self.constant(1e-6)))
        return self.add("Mul", self.add("Div", x, size), self.constant(weight))

    def add_and_norm(self, x: str, update: str, weight: torch.Tensor) -> tuple[str, str]:
        """x + update, and its norm. The operator wants a batch axis; x: [1, N, hidden]."""
        names = self.names("SkipNorm", 2)
        self.nodes.append(
            helper.make_node(
                "SkipSimplifiedLayerNormalization", [x, update, self.constant(weight)], [names[1], "", "", names[0]],
                domain=MICROSOFT, epsilon=1e-6,
            )  # fmt: skip
        )
        return names[0], names[1]

    def each(self, rows: str, counts: str, weights: torch.Tensor) -> str:
        """The first counts[0] rows through the first matrix, the next counts[1] through the second, and so on."""
        pieces = self.names("Split", len(weights))
        self.nodes.append(helper.make_node("Split", [rows, counts], pieces, axis=0))
        return self.add("Concat", *(self.project(piece, weight) for piece, weight in zip(pieces, weights)), axis=0)

    def project(self, x: str, weight: torch.Tensor) -> str:
        """x @ weight; weight: [inputs, outputs]. Accuracy level 4: activations are rounded to 8 bits by row and block."""
        bits, block = self.precision.bits, self.precision.block
        if bits == 32:
            return self.add("MatMul", x, self.constant(weight))
        packed, scales = quantise(weight.detach().cpu().numpy(), bits, block)
        inputs, outputs = weight.shape
        return self.add(
            "MatMulNBits", x, self.constant(packed), self.constant(scales), domain=MICROSOFT,
            K=inputs, N=outputs, bits=bits, block_size=block, accuracy_level=4,
        )  # fmt: skip


def quantise(weight: np.ndarray, bits: int, block: int) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric, by block of inputs. Gives MatMulNBits' layout: [outputs, blocks, bytes] and scales [outputs, blocks]."""
    inputs, outputs = weight.shape
    blocks = -(-inputs // block)
    padded = np.zeros((outputs, blocks * block), np.float32)
    padded[:, :inputs] = weight.T
    padded = padded.reshape(outputs, blocks, block)
    middle = 2 ** (bits - 1)
    scales = np.abs(padded).max(-1) / (middle - 1)
    codes = np.rint(padded / np.where(scales > 0, scales, 1)[..., None]) + middle
    codes = codes.clip(0, 2 * middle - 1).astype(np.uint8)
    if bits == 4:
        codes = codes[..., 0::2] | codes[..., 1::2] << 4
    return codes, scales.astype(np.float32)


def build_graph(model: RewardModel, precision: Precision, max_tokens: int) -> onnx.ModelProto:
    """The network as the scorer runs it.

    tokens: [T], read after past: [P, layers, 2, kv heads, D]; evidence: [E, W] and evidence_mask: [E, 4], where E is 1 for an answer
    and 0 to read on. Gives present: [N, layers, 2, kv heads, D] of the N new positions, logits: [2], NO and YES, and own_task: [1] (0 without
    evidence).
    """
    c = model.config
    g = Graph(precision)
    encoded = encode_evidence(g, model)
    x = g.add("Concat", g.add("Gather", g.constant(model.embed.weight), "tokens"), evidence_positions(g, model, encoded), axis=0)

    x = g.add("Unsqueeze", x, g.constant([0]))
    past_length = g.add("Shape", "past", start=0, end=1)
    end = g.add("Add", past_length, g.add("Shape", x, start=1, end=2))
    total = g.add("Cast", end, to=TensorProto.INT32)
    angle = torch.arange(max_tokens + EVIDENCE_POSITIONS)[:, None] * model.frequency
    reach = Reach(
        past=past_length,
        last=g.add("Sub", total, g.constant(np.array([1], np.int32))),
        total=g.add("Squeeze", total, g.constant([0])),
        end=end,
        cos=g.constant(angle.cos()),
        sin=g.constant(angle.sin()),
    )

    # [P, L, 2, Hkv, D] -> for each layer its keys and its values, [1, Hkv, P, D].
    flat = g.reshape("past", -1, 2 * c.layers, c.kv_heads, c.head_size)
    pasts = g.split(g.add("Transpose", flat, perm=[1, 2, 0, 3]), [1] * 2 * c.layers, 0)
    norms = [weight for block in model.blocks for weight in (block.norm1.weight, block.norm2.weight)] + [model.norm.weight]

    def layer(index: int, x: str, read: str) -> tuple[str, str, list[str]]:
        """x and its norm after a layer, and the layer's new keys and values."""
        block = model.blocks[index]
        mixed, new = attention(g, block.attention, read, pasts[2 * index : 2 * index + 2], reach)
        x, read = g.add_and_norm(x, mixed, norms[2 * index + 1])
        return *g.add_and_norm(x, experts(g, block.experts, read), norms[2 * index + 2]), new

    def last_layer_and_answer() -> list[str]:
        _, final, new = layer(c.layers - 1, x, read)
        readout = g.add("Gather", g.reshape(final, -1, c.hidden), g.constant([-1]), axis=0)
        answer = g.add("Gemm", readout, g.constant(model.head.weight), g.constant(model.head.bias), transB=1)
        known = g.add("Gather", "evidence_mask", g.constant([-1]), axis=0)
        others = g.add("Greater", g.add("Gather", known, g.constant([AGREEMENT]), axis=1), g.constant(np.float32(0)))
        alone, among = (g.constant(np.float32(share)) for share in model.shares.tolist())
        return [*new, g.add("Mul", answer, g.add("Where", others, among, alone))]

    def last_keys_and_values() -> list[str]:
        return [*keys_and_values(g, model.blocks[-1].attention, read, reach), g.add("Identity", g.constant([[0.0, 0.0]]))]

    presents = []
    read = g.norm(x, norms[0])
    for index in range(c.layers - 1):
        x, read, new = layer(index, x, read)
        presents += new
    readings = g.add("Squeeze", g.add("Shape", "evidence", start=0, end=1), g.constant([0]))
    some = g.add("Greater", readings, g.constant(np.int64(0)))
    *new, answer = g.either(some, last_layer_and_answer, last_keys_and_values)
    # [2 L, Hkv, N, D] -> [N, L, 2, Hkv, D]
    fresh = g.reshape(g.add("Concat", *presents, *new, axis=0), c.layers, 2, c.kv_heads, -1, c.head_size)
    g.nodes.append(helper.make_node("Transpose", [fresh], ["present"], perm=[3, 0, 1, 2, 4]))

    margin, own_task = forest(g, model)
    trees = g.add("ReduceSum", margin, g.constant([0]), keepdims=0)  # nothing when E = 0
    g.nodes.append(helper.make_node("Add", [g.reshape(answer, 2), trees], ["logits"]))
    g.nodes.append(helper.make_node("ReduceSum", [own_task, g.constant([0])], ["own_task"], keepdims=0))

    cache = [c.layers, 2, c.kv_heads, c.head_size]
    floats = TensorProto.FLOAT
    graph = helper.make_graph(
        g.nodes,
        "reward",
        [
            helper.make_tensor_value_info("tokens", TensorProto.INT64, ["T"]),
            helper.make_tensor_value_info("evidence", floats, ["E", c.width]),
            helper.make_tensor_value_info("evidence_mask", floats, ["E", len(GROUPS)]),
            helper.make_tensor_value_info("past", floats, ["P", *cache]),
        ],
        [
            helper.make_tensor_value_info("present", floats, ["N", *cache]),
            helper.make_tensor_value_info("logits", floats, [2]),
            helper.make_tensor_value_info("own_task", floats, [1]),
        ],
        list(g.constants.values()),
    )
    domains = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1), helper.make_opsetid(TREES, 3)]
    proto = helper.make_model(graph, opset_imports=domains, ir_version=10, producer_name="swe-rm training")
    onnx.checker.check_model(proto)
    return proto


def encode_evidence(g: Graph, model: RewardModel) -> str:
    """PiecewiseLinear, times the mask of each value's group. [E, encoded]"""
    values = g.add("Gather", "evidence", g.constant(model.encode.feature), axis=1)
    steps = g.add("Mul", g.add("Sub", values, g.constant(model.encode.low)), g.constant(model.encode.scale))
    steps = g.add("Clip", steps, g.constant(np.float32(0)), g.constant(np.float32(1)))
    return g.add("Mul", steps, g.add("Gather", "evidence_mask", g.constant(model.owner), axis=1))


def evidence_positions(g: Graph, model: RewardModel, encoded: str) -> str:
    """EvidencePositions, flattened to [5 E, hidden]."""
    part, hidden = model.positions, model.config.hidden
    present = [(i, size) for i, size in enumerate(part.sizes) if size > 0]
    pieces = g.split(encoded, [size for _, size in present], 1)
    weights = dict(zip((i for i, _ in present), zip(pieces, part.project.split([size for _, size in present], 0))))
    count = g.add("Shape", "evidence", start=0, end=1)
    rows = g.add("Concat", count, g.constant([1, hidden]), axis=0)
    groups = []
    for i in range(len(GROUPS)):
        masked = part.masked[i].reshape(1, 1, hidden)
        if i not in weights:
            groups.append(g.add("Expand", g.constant(masked), rows))
            continue
        values, weight = weights[i]
        vector = g.add("Add", g.add("MatMul", values, g.constant(weight)), g.constant(part.bias[i]))
        known = g.add("Greater", g.add("Gather", "evidence_mask", g.constant([i]), axis=1), g.constant(np.float32(0)))
        known = g.add("Unsqueeze", known, g.constant([2]))
        groups.append(g.add("Where", known, g.add("Unsqueeze", vector, g.constant([1])), g.constant(masked)))
    groups.append(g.add("Expand", g.constant(part.readout.reshape(1, 1, hidden)), rows))
    return g.reshape(g.add("Concat", *groups, axis=1), -1, hidden)


@dataclass(frozen=True)
class Reach:
    """What every layer's attention must know of positions, by the names of graph values.

    past: number of cached positions [1], int64; last: index of the newest position [1], int32; total: number of
    positions, int32 scalar; end: the same, int64 [1]; cos, sin: rotary tables [positions, D / 2].
    """

    past: str
    last: str
    total: str
    end: str
    cos: str
    sin: str


def attention(g: Graph, part, x: str, past: list[str], reach: Reach) -> tuple[str, list[str]]:
    """x: [1, N, hidden]; past: keys and values [1, Hkv, P, D]. Gives [1, N, hidden], and the new keys and values [1, Hkv, N, D]."""
    names = g.names("GroupQueryAttention", 3)
    packed = g.project(x, torch.cat((part.q.weight, part.kv.weight)).T)
    g.nodes.append(
        helper.make_node(
            "GroupQueryAttention", [packed, "", "", *past, reach.last, reach.total, reach.cos, reach.sin], names, domain=MICROSOFT,
            num_heads=part.heads, kv_num_heads=part.kv_heads, do_rotary=1,
        )  # fmt: skip
    )
    mixed, *everything = names
    new = [g.add("Slice", all_positions, reach.past, reach.end, g.constant([2])) for all_positions in everything]
    return g.project(mixed, part.out.weight.T), new


def keys_and_values(g: Graph, part, x: str, reach: Reach) -> list[str]:
    """The new keys and values that attention() gives, by themselves."""
    width = part.kv_heads * part.size
    keys, values = (
        g.add("Transpose", g.reshape(t, 1, -1, part.kv_heads, part.size), perm=[0, 2, 1, 3])
        for t in g.split(g.project(x, part.kv.weight.T), [width, width], 2)
    )
    first, end = (g.add("Squeeze", t, g.constant([0])) for t in (reach.past, reach.end))
    places = g.add("Unsqueeze", g.add("Range", first, end, g.constant(np.int64(1))), g.constant([0]))
    return [g.add("RotaryEmbedding", keys, places, reach.cos, reach.sin, domain=MICROSOFT), values]


def experts(g: Graph, part, x: str) -> str:
    """Experts: every expert reads the rows routed to it and no others. x: [1, N, hidden], and so is the result."""
    top, hidden, inner = part.top, part.down.shape[-1], part.down.shape[1]
    x = g.reshape(x, -1, hidden)
    scores = g.add("MatMul", x, g.constant(part.router.weight.T))
    weights, chosen = g.add("TopK", scores, g.constant([top]), outputs=2, axis=-1)
    weights = g.add("Unsqueeze", g.add("Softmax", weights, axis=-1), g.constant([2]))
    # Places in the flat list of (token, choice) pairs, expert by expert; the token is the place divided by the choices.
    mine = g.add("Equal", g.reshape(chosen, 1, -1), g.constant(np.arange(part.count)[:, None]))
    counts = g.add("ReduceSum", g.add("Cast", mine, to=TensorProto.INT64), g.constant([1]), keepdims=0)
    place = g.add("Gather", g.add("NonZero", mine), g.constant(np.int64(1)), axis=0)
    rows = g.add("Gather", x, g.add("Div", place, g.constant(np.int64(top))), axis=0)
    both = g.each(rows, counts, part.up)
    gate, value = g.split(both, [inner, inner], 1)
    outputs = g.each(g.add("Mul", g.silu(gate), value), counts, part.down)
    # Summed in the order of the choices, never in the order of the experts' batches.
    order = g.add("Range", g.constant(np.int64(0)), g.add("Squeeze", g.add("Shape", place), g.constant([0])), g.constant(np.int64(1)))
    back = g.add("ScatterElements", place, place, order, axis=0)
    mixed = g.add("Mul", g.reshape(g.add("Gather", outputs, back, axis=0), -1, top, hidden), weights)
    return g.add("Unsqueeze", g.add("ReduceSum", mixed, g.constant([1]), keepdims=0), g.constant([0]))


def forest(g: Graph, model: RewardModel) -> tuple[str, str]:
    """EvidenceForest's margin, half to each logit: [E, 2]; and the margin of its check for the task: [E, 1], 0 without one."""
    known = g.add("Gather", "evidence_mask", g.constant(model.forest.owner.astype(np.int64)), axis=1)
    table = g.add("Where", g.add("Greater", known, g.constant(np.float32(0))), "evidence", g.constant(np.float32("nan")))
    margin = g.add("TreeEnsembleRegressor", table, domain=TREES, n_targets=1, **model.forest.nodes())
    passed = {
        name: g.add("TreeEnsembleRegressor", table, domain=TREES, n_targets=1, **check.nodes()) for name, check in model.forest.checks.items()
    }
    own_task = passed.get(OWN_TASK) or g.add("Mul", margin, g.constant(np.float32(0)))
    for name, check in model.forest.checks.items():
        unlikely = g.add("Softplus", g.add("Neg", g.add("Add", passed[name], g.constant(np.float32(check.bias)))))
        margin = g.add("Sub", margin, unlikely)
    return g.add("Mul", margin, g.constant([[-0.5, 0.5]])), own_task
