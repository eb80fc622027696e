"""Reports: findings and inventory as text and JSON. They see only ``findings`` and ``span``."""
