"""The encoder's large products in whole numbers: weights of seven bits, each piece's vector in eight bits of a scale of its own.

A scale for each piece (rather than for all that is read in one batch, as onnxruntime's dynamic quantisation has it) keeps a
sentence's probabilities the same whatever is read beside it, and keeps the few pieces with very large values from
coarsening the others. Weights have seven bits, since processors without VNNI add two products of eight in sixteen bits,
where 255 x 127 x 2 would run over and 255 x 63 x 2 does not: sums are then exact, and the same, on every processor.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper

MOST = 63  # the largest weight, in whole numbers
LEVELS = 127  # of a piece's values, to either side of ZERO
ZERO = 128
LEAST = 1e-6  # a vector of zeros has a scale too
DOMAIN = "com.microsoft"  # of MatMulIntegerToFloat, which onnxruntime has on every processor


def in_integers(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with every product of a vector and a matrix of weights done in whole numbers."""
    graph = model.graph
    weights = {w.name: w for w in graph.initializer if len(w.dims) == 2}
    constants, nodes, ready = _constants(), [], set()
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        source, name = node.input[0], node.input[1]
        if source not in ready:
            nodes += _coded(source)
            ready.add(source)
        if name in weights and f"{name}.whole" not in {c.name for c in constants}:
            constants += _whole(weights[name])
        nodes += _product(source, name, node.output[0])
    used = {name for node in nodes for name in node.input}
    kept = [w for w in graph.initializer if w.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *constants])
    model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    return model


def _constants() -> list[onnx.TensorProto]:
    values = {
        "code.scale": np.float32(1 / LEVELS),
        "code.zero": np.uint8(ZERO),
        "code.least": np.float32(LEAST),
    }
    return [numpy_helper.from_array(np.asarray(value), name) for name, value in values.items()]


def _coded(source: str) -> list[onnx.NodeProto]:
    """A vector's largest value, and the vector in parts of it."""
    return [
        helper.make_node("Abs", [source], [f"{source}.abs"]),
        helper.make_node("ReduceMax", [f"{source}.abs"], [f"{source}.max"], axes=[-1], keepdims=1),
        helper.make_node("Max", [f"{source}.max", "code.least"], [f"{source}.size"]),
        helper.make_node("Div", [source, f"{source}.size"], [f"{source}.part"]),
        helper.make_node("QuantizeLinear", [f"{source}.part", "code.scale", "code.zero"], [f"{source}.code"]),
    ]


def _whole(weight: onnx.TensorProto) -> list[onnx.TensorProto]:
    """A matrix in whole numbers, with a scale for each column."""
    values = numpy_helper.to_array(weight)
    scale = np.maximum(np.abs(values).max(0) / MOST, 1e-12).astype(np.float32)
    whole = np.round(values / scale).astype(np.int8)
    return [
        numpy_helper.from_array(whole, f"{weight.name}.whole"),
        numpy_helper.from_array(scale, f"{weight.name}.scale"),
    ]


def _product(source: str, name: str, target: str) -> list[onnx.NodeProto]:
    inputs = [f"{source}.code", f"{name}.whole", "code.scale", f"{name}.scale", "code.zero"]
    return [
        helper.make_node("MatMulIntegerToFloat", inputs, [f"{target}.part"], domain=DOMAIN),
        helper.make_node("Mul", [f"{target}.part", f"{source}.size"], [target]),
    ]
