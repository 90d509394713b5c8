"""Pages of the site that are made of the tables, as text; `survey.publishing.site` writes them."""
