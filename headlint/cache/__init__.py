"""What earlier runs found out, on disk: lowered files, and whole results.

An entry is only ever taken for what it was made from: its name is a digest of headlint itself, of Python's version and
of the contents it was made of. Anything that is damaged, of another version or missing is made again, silently; a
folder that cannot be written only makes runs slower. Entries are plain JSON: whoever can write into the folder could
make headlint say something else, but nothing of an entry is ever executed.
"""

from headlint.cache.folder import NAME as NAME
from headlint.cache.folder import Folder as Folder
from headlint.cache.folder import Scratch as Scratch
