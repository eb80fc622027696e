"""https://adriangb.com/scikeras/stable/"""

import keras

KerasClassifier = keras.wrappers.scikit_learn.KerasClassifier
KerasRegressor = keras.wrappers.scikit_learn.KerasRegressor
