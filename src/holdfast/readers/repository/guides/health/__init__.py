"""How guides have somebody ask whether the product is well."""
