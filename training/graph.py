"""The trained network as an ONNX graph.

The graph is written node by node because what matters at run time is not what a tracer sees: experts read only the
tokens routed to them, weights are 8-bit in blocks with activations quantised token by token (so that a token's
value does not depend on its neighbours), and the key-value cache comes in and goes out as one tensor.

Inputs:  tokens int64 [T] · evidence float32 [E, W] and evidence_mask float32 [E, 4], E in {0, 1} · past float32 [P, L, 2, Hkv, D]
Outputs: present float32 [T + 5 E, L, 2, Hkv, D], new positions only · logits float32 [2] (NO, YES) at the last position
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from .config import GROUPS
from .model import RewardModel

MICROSOFT = "com.microsoft"


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
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, op: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes):
        names = [f"{op}_{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, domain=domain, **attributes))
        return names[0] if outputs == 1 else names

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


def build_graph(model: RewardModel, precision: Precision) -> onnx.ModelProto:
    c = model.config
    g = Graph(precision)
    encoded = encode_evidence(g, model)
    x = g.add("Concat", g.add("Gather", g.constant(model.embed.weight), "tokens"), evidence_positions(g, model, encoded), axis=0)

    past_length = g.add("Shape", "past", start=0, end=1)
    new_length = g.add("Shape", x, start=0, end=1)
    total = g.add("Add", past_length, new_length)
    first, last = (g.add("Squeeze", length, g.constant([0])) for length in (past_length, total))
    places = g.add("Range", first, last, g.constant(np.int64(1)))
    angle = g.add("Mul", g.add("Cast", g.reshape(places, -1, 1, 1), to=TensorProto.FLOAT), g.constant(model.frequency))
    turn = g.add("Cos", angle), g.add("Sin", angle)
    everything = g.add("Range", g.constant(np.int64(0)), last, g.constant(np.int64(1)))
    hidden = g.add("Greater", everything, g.reshape(places, -1, 1))
    bias = g.add("Where", hidden, g.constant(np.float32(-1e9)), g.constant(np.float32(0)))

    # [P, L, 2, Hkv, D] -> for each layer, keys and values [Hkv, P, D].
    pasts = g.split(g.add("Transpose", "past", perm=[1, 2, 3, 0, 4]), [1] * c.layers, 0)
    presents = []
    for block, past in zip(model.blocks, pasts):
        mixed, present = attention(g, block.attention, g.norm(x, block.norm1.weight), past, turn, bias)
        x = g.add("Add", x, mixed)
        x = g.add("Add", x, experts(g, block.experts, g.norm(x, block.norm2.weight)))
        presents.append(present)
    g.nodes.append(helper.make_node("Concat", presents, ["present"], axis=1))

    readout = g.add("Gather", x, g.constant([-1]), axis=0)
    answer = g.add("Gemm", g.norm(readout, model.norm.weight), g.constant(model.head.weight), g.constant(model.head.bias), transB=1)
    wide = g.add("ReduceSum", ensemble(g, model, encoded), g.constant([0]), keepdims=0)  # nothing when E = 0
    g.nodes.append(helper.make_node("Add", [g.reshape(answer, 2), wide], ["logits"]))

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
        ],
        list(g.constants.values()),
    )
    domains = [helper.make_opsetid("", 21), helper.make_opsetid(MICROSOFT, 1)]
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


def attention(g: Graph, part, x: str, past: str, turn: tuple[str, str], bias: str) -> tuple[str, str]:
    """x: [N, hidden]; past: [1, 2, Hkv, P, D]. Gives [N, hidden], and the new keys and values [N, 1, 2, Hkv, D]."""
    heads, kv_heads, size = part.heads, part.kv_heads, part.size
    group = heads // kv_heads
    both = g.reshape(g.project(x, torch.cat((part.q.weight, part.kv.weight)).T), 0, heads + 2 * kv_heads, size)
    turned, v = g.split(both, [heads + kv_heads, kv_heads], 1)
    a, b = g.split(turned, [size // 2, size // 2], 2)
    cos, sin = turn
    a, b = (
        g.add("Sub", g.add("Mul", a, cos), g.add("Mul", b, sin)),
        g.add("Add", g.add("Mul", b, cos), g.add("Mul", a, sin)),
    )
    q, k = g.split(g.add("Concat", a, b, axis=2), [heads, kv_heads], 1)
    present = g.add("Unsqueeze", g.add("Concat", k, v, axis=1), g.constant([1]))
    present = g.reshape(present, 0, 1, 2, kv_heads, size)
    # [N, 1, 2, Hkv, D] -> [1, 2, Hkv, N, D], behind the past.
    cache = g.add("Concat", past, g.add("Transpose", present, perm=[1, 2, 3, 0, 4]), axis=3)
    keys, values = (g.reshape(t, kv_heads, -1, size) for t in g.split(cache, [1, 1], 1))
    # The heads of a group share keys: they become rows of one product.
    q = g.add("Mul", q, g.constant(np.float32(size**-0.5)))
    q = g.reshape(g.add("Transpose", q, perm=[1, 0, 2]), kv_heads, -1, size)
    scores = g.add("MatMul", q, g.add("Transpose", keys, perm=[0, 2, 1]))
    lengths = g.add("Shape", bias)
    grouped = g.add("Reshape", scores, g.add("Concat", g.constant([kv_heads, group]), lengths, axis=0))
    weights = g.add("Softmax", g.add("Add", grouped, bias), axis=-1)
    weights = g.add("Reshape", weights, g.add("Shape", scores))
    mixed = g.reshape(g.add("MatMul", weights, values), heads, -1, size)
    mixed = g.reshape(g.add("Transpose", mixed, perm=[1, 0, 2]), -1, heads * size)
    return g.project(mixed, part.out.weight.T), present


def experts(g: Graph, part, x: str) -> str:
    """Experts: every expert reads the rows routed to it and no others. x: [N, hidden]."""
    top, hidden = part.top, part.down.shape[-1]
    scores = g.add("MatMul", x, g.constant(part.router.weight.T))
    weights, chosen = g.add("TopK", scores, g.constant([top]), outputs=2, axis=-1)
    weights = g.add("Unsqueeze", g.add("Softmax", weights, axis=-1), g.constant([2]))
    chosen = g.reshape(chosen, -1)
    pairs, outputs = [], []
    for expert in range(part.count):
        # Places in the flat list of (token, choice) pairs; the token is the place divided by the choices.
        mine = g.reshape(g.add("NonZero", g.add("Equal", chosen, g.constant(np.int64(expert)))), -1)
        rows = g.add("Gather", x, g.add("Div", mine, g.constant(np.int64(top))), axis=0)
        gate, value = g.split(g.project(rows, part.up[expert]), [part.down.shape[1]] * 2, 1)
        outputs.append(g.project(g.add("Mul", g.silu(gate), value), part.down[expert]))
        pairs.append(mine)
    place = g.add("Concat", *pairs, axis=0)
    order = g.add("Range", g.constant(np.int64(0)), g.add("Squeeze", g.add("Shape", place), g.constant([0])), g.constant(np.int64(1)))
    back = g.add("ScatterElements", place, place, order, axis=0)
    # Summed in the order of the choices, never in the order of the experts' batches.
    mixed = g.add("Gather", g.add("Concat", *outputs, axis=0), back, axis=0)
    mixed = g.add("Mul", g.reshape(mixed, -1, top, hidden), weights)
    return g.add("ReduceSum", mixed, g.constant([1]), keepdims=0)


def ensemble(g: Graph, model: RewardModel, encoded: str) -> str:
    """EvidenceEnsemble's mean margin, half to each logit. [E, 2]"""
    part = model.ensemble
    inputs = g.add("Concat", encoded, "evidence_mask", axis=1)
    x = g.add("MatMul", g.add("Unsqueeze", inputs, g.constant([0])), g.constant(part.first))
    x = g.silu(g.add("Add", x, g.constant(part.first_bias)))
    margin = g.add("ReduceMean", g.add("MatMul", x, g.constant(part.second)), g.constant([0]), keepdims=0)
    return g.add("Mul", margin, g.constant([[-0.5, 0.5]]))
