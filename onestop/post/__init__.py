"""The postal desk: results and dossiers on their way, who has them, and what the carrier reports."""
