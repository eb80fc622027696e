"""https://keras.io/api/models/"""

import keras

Model = keras.Model
Functional = keras.Model
Sequential = keras.Sequential
Graph = keras.Model


def clone_model(model, *args, **kwargs):
    return model
