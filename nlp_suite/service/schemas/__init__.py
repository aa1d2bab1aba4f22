"""What requests have, and what answers have, as OpenAPI describes them."""
