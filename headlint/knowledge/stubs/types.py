class SimpleNamespace:
    def __init__(self, **entries):
        for name, value in entries.items():
            setattr(self, name, value)
