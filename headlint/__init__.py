"""headlint: a static linter for the heads of neural networks."""

__version__ = "0.1.0"
