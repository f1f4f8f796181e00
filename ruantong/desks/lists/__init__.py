"""The lists of the desks: periods, rows, counts, queue, exports."""
