"""https://keras.io/api/utils/config_utils/"""


def image_data_format():
    return "channels_last"
