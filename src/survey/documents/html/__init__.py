"""From a web page to its tables: `tables` by way of `looks`, which style sheets (`rules`, `values`) say."""
