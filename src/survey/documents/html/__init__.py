"""From a web page to its tables: `tables` by way of `computed_styles`, which style sheets (`css_rules`,
`css_values`) say."""
