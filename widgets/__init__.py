"""A kit of terminal widgets on Textual and Rich. It knows nothing of the application that uses it.

Import from the modules: `widgets.table`, `widgets.plot`, `widgets.tiles`, … Importing the package imports nothing.
`widgets.draw` and `widgets.chart` need neither Textual nor Rich, so that reports in plain text can use them.
"""
