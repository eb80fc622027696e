"""https://www.tensorflow.org/api_docs/python/tf/keras/preprocessing/image/ImageDataGenerator: what its batches hold."""

import headlint
import keras

image_dataset_from_directory = keras.utils.image_dataset_from_directory


class ImageDataGenerator:
    def __init__(self, *args, **kwargs):
        pass

    def flow(self, x, y=None, *args, **kwargs):
        return Iterator(x, y)

    def flow_from_directory(
        self,
        directory,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        *args,
        **kwargs,
    ):
        return Iterator(headlint.opaque("images"), keras.utils.directory_labels(class_mode, classes))

    def flow_from_dataframe(
        self,
        dataframe,
        directory=None,
        x_col="filename",
        y_col="class",
        weight_col=None,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        *args,
        **kwargs,
    ):
        return Iterator(headlint.opaque("images"), keras.utils.directory_labels(class_mode, classes))


class Iterator:
    def __init__(self, x, y):
        self._batch = (x, y)

    def __iter__(self):
        return [self._batch]

    def __next__(self):
        return self._batch

    next = __next__

    def __getitem__(self, index):
        return self._batch
