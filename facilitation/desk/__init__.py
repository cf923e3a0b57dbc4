"""The facilitator's screens, in Streamlit."""
