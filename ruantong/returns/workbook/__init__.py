"""The forms of a return as an Excel workbook, and a workbook taken into a return."""
