"""https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html"""


def train_test_split(*arrays, **options):
    """Both parts of an array hold what the array holds."""
    parts = []
    for array in arrays:
        parts.append(array)
        parts.append(array)
    return parts
