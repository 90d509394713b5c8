"""From a workbook to its sheets: `excel` (.xlsx), `old_excel` (.xls), `open_document` (.ods)."""
