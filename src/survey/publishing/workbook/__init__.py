"""The Excel workbook: its sheets, what they say and how they are printed."""
