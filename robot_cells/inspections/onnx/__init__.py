"""Models of the kind `onnx`: any exported detector, segmenter or classifier, with its settings on the card."""
