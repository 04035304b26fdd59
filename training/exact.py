"""What is left of the encoder in floats, made of steps that have one right answer on every processor.

Adding, multiplying, dividing, square roots and rounding have one right answer each (IEEE 754); sums of many numbers depend
on their order, and exponentials on who wrote them. So numbers are put on a grid of powers of two before they are summed:
as whole numbers in double precision their sums are exact in any order, with or without fused steps. Exponentials and the
error function are polynomials. Each step is a node of its own, for nothing inside a node may be contracted.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

GRID = 2.0**16  # of vectors that are normed: exact while their root mean square is below 64
FINE = 2.0**18  # of the attention's factors: exact while a product of two rows is below 2^17
SHARES = 2.0**20  # of a softmax's terms: what is below e^-14 of the greatest is nothing
LOWEST = -16.0
HALVINGS = 5  # exp(x) is taken as a cubic of x / 32, squared five times
# erf(z) = 1 - 1 / (1 + a z + b z^2 + c z^3 + d z^4)^4 within 5e-4 (Abramowitz and Stegun 7.1.27), far below a step of 8 bits
ERF = (0.278393, 0.230389, 0.000972, 0.078108)


class Steps:
    """Nodes one after another, each with a name of its own under a prefix."""

    def __init__(self, prefix: str) -> None:
        self.prefix, self.nodes, self.values = prefix, list[onnx.NodeProto](), dict[str, onnx.TensorProto]()

    def __call__(self, kind: str, *inputs: str | np.ndarray, target: str = "", **settings: int) -> str:
        """Adds a node and returns its output's name; arrays among the inputs become constants."""
        names = [each if isinstance(each, str) else self._constant(each) for each in inputs]
        target = target or f"{self.prefix}.exact{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, names, [target], **settings))
        return target

    def _constant(self, value: np.ndarray) -> str:
        name = f"exact.{value.dtype}.{value.tolist()}"
        self.values[name] = numpy_helper.from_array(value, name)
        return name

    def double(self, name: str) -> str:
        """The same in double precision."""
        return self("Cast", name, to=TensorProto.DOUBLE)

    def single(self, name: str, target: str = "") -> str:
        """The same in single precision."""
        return self("Cast", name, to=TensorProto.FLOAT, target=target)

    def whole(self, name: str, grid: float) -> str:
        """A vector in steps of 1 / grid, as whole numbers in double precision."""
        return self.double(self("Round", self("Mul", name, np.float32(grid))))


def exactly(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with its norms, attention and activation in steps that are the same everywhere."""
    graph = model.graph
    weights = {w.name: w for w in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    users = {name: node for node in graph.node for name in node.input}
    replaced: dict[str, Steps] = {}
    dropped: set[str] = set()
    for node in graph.node:
        steps = Steps(node.output[0])
        if node.op_type == "LayerNormalization":
            size = weights[node.input[1]].dims[0]
            _norm(steps, node, size)
        elif node.op_type == "MatMul" and node.input[1] not in weights:
            _product(steps, node)
        elif node.op_type == "Softmax":
            _shares(steps, node)
        elif node.op_type == "Pow":
            steps.single(steps("Sqrt", steps.double(node.input[0])), target=node.output[0])
        elif node.op_type == "Erf":
            steps, others = _activation(node, makers, users)
            dropped |= others
        else:
            continue
        replaced[node.output[0]] = steps
    nodes = list(_woven(graph, replaced, dropped))
    constants = {name: value for steps in replaced.values() for name, value in steps.values.items()}
    del graph.node[:]
    graph.node.extend(nodes)
    graph.initializer.extend(constants.values())
    return model


def _woven(graph: onnx.GraphProto, replaced: dict[str, Steps], dropped: set[str]) -> Iterator[onnx.NodeProto]:
    for node in graph.node:
        if node.output[0] in replaced:
            yield from replaced[node.output[0]].nodes
        elif node.output[0] not in dropped:
            yield node


def _norm(steps: Steps, node: onnx.NodeProto, size: int) -> None:
    epsilon = next(a.f for a in node.attribute if a.name == "epsilon")
    last, count = np.array([-1], np.int64), np.float64(size)
    whole = steps.whole(node.input[0], GRID)
    mean = steps("Round", steps("Div", steps("ReduceSum", whole, last, keepdims=1), count))
    apart = steps("Sub", whole, mean)
    squares = steps("ReduceSum", steps("Mul", apart, apart), last, keepdims=1)
    spread = steps("Sqrt", steps("Add", steps("Div", squares, count), np.float64(epsilon * GRID * GRID)))
    normed = steps.single(steps("Div", apart, spread))
    steps("Add", steps("Mul", normed, node.input[1]), node.input[2], target=node.output[0])


def _product(steps: Steps, node: onnx.NodeProto) -> None:
    product = steps("MatMul", steps.whole(node.input[0], FINE), steps.whole(node.input[1], FINE))
    steps("Mul", steps.single(product), np.float32(FINE**-2), target=node.output[0])


def _shares(steps: Steps, node: onnx.NodeProto) -> None:
    most = steps("ReduceMax", node.input[0], axes=[-1], keepdims=1)
    below = steps("Max", steps("Sub", node.input[0], most), np.float32(LOWEST))
    part = 2.0**-HALVINGS  # of the exponent: a power of two, which the constants can hold without another bit
    power = steps("Add", steps("Mul", below, np.float32(np.float32(1 / 6) * part**3)), np.float32(0.5 * part**2))
    for power_of in (1, 0):
        power = steps("Add", steps("Mul", power, below), np.float32(part**power_of))
    for _ in range(HALVINGS):
        power = steps("Mul", power, power)
    terms = steps.whole(power, SHARES)
    total = steps("ReduceSum", terms, np.array([-1], np.int64), keepdims=1)
    steps.single(steps("Div", terms, total), target=node.output[0])


def _activation(
    node: onnx.NodeProto, makers: dict[str, onnx.NodeProto], users: dict[str, onnx.NodeProto]
) -> tuple[Steps, set[str]]:
    """x · Φ(x), in place of the nodes around the error function: half of max(x, 0) · 2 - |x| (1 - erf |x| / √2)."""
    divided = makers[node.input[0]]
    added = users[node.output[0]]
    times = users[added.output[0]]
    halved = users[times.output[0]]
    if [n.op_type for n in (divided, added, times, halved)] != ["Div", "Add", "Mul", "Mul"]:
        raise ValueError("the activation is not written as x (1 + erf(x / √2)) / 2")
    steps = Steps(halved.output[0])
    x, size = divided.input[0], steps("Abs", divided.input[0])
    scale = 2**0.25  # so that the fourth power has the half in it
    factors = [np.float32(scale * a / math.sqrt(2) ** i) for i, a in enumerate((1.0, *ERF))]
    series = steps("Mul", size, factors[-1])
    for factor in factors[-2:0:-1]:
        series = steps("Mul", steps("Add", series, factor), size)
    series = steps("Add", series, factors[0])
    for _ in range(2):
        series = steps("Mul", series, series)
    steps("Sub", steps("Relu", x), steps("Div", size, series), target=halved.output[0])
    return steps, {n.output[0] for n in (divided, added, times, halved)}
