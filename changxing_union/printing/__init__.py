"""Paper: the only door to WeasyPrint. Knows pages, type and glyphs, nothing of unions."""
