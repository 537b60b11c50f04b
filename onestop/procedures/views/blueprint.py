"""The place of the catalogue's pages."""

from flask import Blueprint

blueprint = Blueprint("procedures", __name__, url_prefix="/procedures")
