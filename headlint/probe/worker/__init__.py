"""The worker: the only place that imports torch, Keras, JAX or NumPy. It runs in a process of its own: see ``host``."""
