"""The probe: rebuilds a finding's head and loss in the real framework, measures it beside the corrected head, and says
whether the numbers confirm what the rule says.

``tails`` makes the tail from facts, ``corrections`` the right one, ``criteria`` says what decides, ``host`` runs the
workers that measure, ``verdicts`` puts it together. Nothing of the project is imported.

What a finding carries as ``probe``: ``verdict`` ("confirmed", "refuted", "open"), ``criterion`` (one sentence: what
decided), ``reason`` (why it is open, else None), ``framework``, ``version``, ``backend``, ``seed``, ``channels`` (as
measured), ``stand_in`` (what was measured instead where the head could not be rebuilt), ``yours`` and ``fixed`` with
all numbers (``worker.measure``, ``worker.race``, ``worker.uses``), and ``backends``: the same for every further one.
"""
