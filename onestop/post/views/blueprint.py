"""The blueprint of the postal desk."""

from flask import Blueprint

blueprint = Blueprint("post", __name__, url_prefix="/post")
