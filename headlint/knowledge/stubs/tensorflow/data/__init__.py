"""https://www.tensorflow.org/api_docs/python/tf/data/Dataset: one element stands for all."""

import headlint


class Dataset:
    def __init__(self, element):
        self.element = element

    @staticmethod
    def from_tensor_slices(tensors, name=None):
        return Dataset(tensors)

    from_tensors = from_tensor_slices

    @staticmethod
    def from_generator(generator, *args, **kwargs):
        for element in generator():
            return Dataset(element)

    @staticmethod
    def zip(*datasets, **kwargs):
        given = datasets[0] if len(datasets) == 1 else datasets
        return Dataset(tuple([dataset.element for dataset in given]))

    @staticmethod
    def list_files(*args, **kwargs):
        return Dataset(headlint.opaque("file"))

    @staticmethod
    def range(*args, **kwargs):
        return Dataset(headlint.opaque("number"))

    def map(self, map_func, *args, **kwargs):
        if isinstance(self.element, tuple):
            return Dataset(map_func(*self.element))
        return Dataset(map_func(self.element))

    def flat_map(self, map_func, *args, **kwargs):
        return map_func(*self.element) if isinstance(self.element, tuple) else map_func(self.element)

    interleave = flat_map

    def apply(self, transformation_func):
        return self

    def _itself(self, *args, **kwargs):
        return self

    batch = padded_batch = unbatch = shuffle = repeat = prefetch = cache = take = skip = shard = filter = _itself
    with_options = concatenate = map_and_batch = window = _itself

    def enumerate(self, *args, **kwargs):
        return Dataset((headlint.opaque("number"), self.element))

    def __iter__(self):
        return [self.element]

    as_numpy_iterator = __iter__

    def make_one_shot_iterator(self):
        return Iterator(self.element)

    make_initializable_iterator = make_one_shot_iterator


class Iterator:
    def __init__(self, element):
        self._element = element

    def get_next(self, *args, **kwargs):
        return self._element

    def __iter__(self):
        return [self._element]


def make_one_shot_iterator(dataset):
    return Iterator(dataset.element)


make_initializable_iterator = make_one_shot_iterator
