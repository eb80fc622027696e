"""Config files: YAML, JSON and INI as trees with places, and dialects that say what stands where in them.

``document`` reads a file behind caps; ``references``, ``assemble`` and ``groups`` say what it stands for together with
others; a ``dialect`` is a table that recognises it and names its heads, its losses and what must hold. Nothing is ever
constructed, imported or asked of the environment. ``linking`` makes calls of it, ``invariants`` facts.
"""
