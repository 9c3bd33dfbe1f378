"""Registers for Excel and WPS: the only door to openpyxl. Knows columns, nothing of unions."""
