"""From a Word document to its tables: `tables` of cells whose `text` is set as `styles` say."""
