"""The participant's phone: small pages that work before their script does."""
