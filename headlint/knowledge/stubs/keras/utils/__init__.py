"""https://keras.io/api/utils/, https://keras.io/api/data_loading/: data that comes in batches."""

import headlint
import keras
import tensorflow


class PyDataset:
    def __init__(self, *args, **kwargs):
        pass

    def __iter__(self):
        return [self[headlint.opaque("index")]]


Sequence = PyDataset


def image_dataset_from_directory(directory, labels="inferred", label_mode="int", class_names=None, *args, **kwargs):
    return tensorflow.data.Dataset((headlint.opaque("images"), keras.utils.directory_labels(label_mode, class_names)))


def text_dataset_from_directory(directory, labels="inferred", label_mode="int", class_names=None, *args, **kwargs):
    return tensorflow.data.Dataset((headlint.opaque("texts"), keras.utils.directory_labels(label_mode, class_names)))


def audio_dataset_from_directory(directory, labels="inferred", label_mode="int", class_names=None, *args, **kwargs):
    return tensorflow.data.Dataset((headlint.opaque("sounds"), keras.utils.directory_labels(label_mode, class_names)))


def timeseries_dataset_from_array(data, targets, *args, **kwargs):
    return tensorflow.data.Dataset((data, targets))


def multi_gpu_model(model, *args, **kwargs):
    return model
