"""From bytes on disk to the intermediate form (``ir``). libcst is used here and nowhere above."""
