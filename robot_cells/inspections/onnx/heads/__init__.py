"""What the outputs of networks mean: one file for each head."""
