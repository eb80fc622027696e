"""The rules: one file, one wrong pattern. ``headlint.rule`` says what a rule is and finds them here."""
