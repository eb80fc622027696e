"""https://docs.python.org/3/library/configparser.html: sections of options, read by name or as a number."""

import headlint


class _Section:
    def __init__(self, entries):
        self._entries = entries

    def __getitem__(self, option):
        return self._entries[option]

    def get(self, option, fallback=None, **kwargs):
        return self._entries.get(option, fallback)

    getint = getfloat = getboolean = get


class ConfigParser:
    def __init__(self, *args, **kwargs):
        self._sections = {}

    def read(self, filenames, encoding=None):
        self._sections = headlint.document(filenames, "ini")

    def read_file(self, f, source=None):
        self._sections = headlint.document(f, "ini")

    def __getitem__(self, section):
        return _Section(self._sections[section])

    def get(self, section, option, **kwargs):
        return self._sections[section][option]

    getint = getfloat = getboolean = get


RawConfigParser = SafeConfigParser = ConfigParser
