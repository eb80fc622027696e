"""https://keras.io/api/data_loading/"""

import keras

image_dataset_from_directory = keras.utils.image_dataset_from_directory
text_dataset_from_directory = keras.utils.text_dataset_from_directory
timeseries_dataset_from_array = keras.utils.timeseries_dataset_from_array
