"""Checks the .onnx files that are named, as onnx.checker does, with types and shapes inferred: one line of JSON for each."""

import json
import sys

import onnx

for path in sys.argv[1:]:
    try:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
        known = {info.name for info in [*inferred.graph.value_info, *inferred.graph.output]}
        results = [name for node in inferred.graph.node for name in node.output]
        print(json.dumps({"path": path, "untyped": [name for name in results if name not in known]}))
    except Exception as error:
        print(json.dumps({"path": path, "error": str(error)[:1000]}))
