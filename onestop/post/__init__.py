"""The postal desk: results and dossiers on their way, who has them, and what is heard of them."""
