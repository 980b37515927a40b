"""The Streamlit front end of Long-Tail Lab."""
