"""Reading workbooks and tables of customers: a quick head for the preview, and the whole in a limited process."""
