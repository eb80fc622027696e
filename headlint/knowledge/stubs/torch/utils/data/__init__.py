"""https://docs.pytorch.org/docs/stable/data.html: data sets, and the batches that loaders make of their samples.

One sample stands for all of a data set, and one batch for all of a loader; how many there are is not known.
"""

import headlint
import torch


class Dataset:
    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    pass


class TensorDataset(Dataset):
    def __init__(self, *tensors):
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple([tensor[index] for tensor in self.tensors])

    def __len__(self):
        return headlint.opaque("length")


class Subset(Dataset):
    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, idx):
        return self.dataset[idx]

    def __len__(self):
        return headlint.opaque("length")


class ConcatDataset(Dataset):
    def __init__(self, datasets):
        self.datasets = datasets

    def __getitem__(self, idx):
        for dataset in self.datasets:
            return dataset[idx]

    def __len__(self):
        return headlint.opaque("length")


ChainDataset = StackDataset = ConcatDataset


def random_split(dataset, lengths, generator=None):
    return [Subset(dataset, headlint.opaque("indices")) for length in lengths]


class DataLoader:
    _batch = None

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        num_workers=0,
        collate_fn=None,
        *args,
        **options,
    ):
        self.dataset = dataset
        self.batch_size = batch_size
        self.sampler = sampler
        self.num_workers = num_workers
        self.collate_fn = collate_fn if collate_fn is not None else default_collate

    def __iter__(self):
        if self._batch is None:
            self._batch = self.collate_fn([_sample(self.dataset)])
        batches = []
        for number in headlint.opaque("batches"):
            batches.append(self._batch)
        return batches

    def __len__(self):
        return headlint.opaque("number of batches")


def _sample(dataset):
    if headlint.is_instance(dataset, IterableDataset):
        for sample in dataset:
            return sample
    return dataset[int(headlint.opaque("index"))]


def default_collate(batch):
    for sample in batch:
        return _batched(sample)


def _batched(sample):
    if _members(sample) == 0:
        return torch.utils.data.batched(sample)
    if isinstance(sample, dict):
        return {key: _batched(value) for key, value in sample.items()}
    return [_batched(part) for part in sample]


def _members(value):
    """How many members a list, tuple or dict has; 0 for anything else (a tensor is not unpacked here)."""
    return _count(None, *value) - 1


def _count(*values):
    return len(values)
