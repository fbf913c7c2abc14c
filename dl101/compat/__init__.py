"""Other programs' ways to use the library: `dl101.compat.v1` is TensorFlow 1's."""
