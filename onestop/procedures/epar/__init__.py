"""Procedures out of e-PAR 3.0: its workflow files read, converted and reported on."""

from __future__ import annotations

from onestop.procedures.epar.converting import Converted, Options, convert
from onestop.procedures.epar.folder import Found, read_folder
from onestop.procedures.epar.mapping import BadMapping, Mapping, UnitToCreate, read_mapping
from onestop.procedures.epar.reading import BadWorkflow, Workflow, read_workflow

__all__ = [
    "BadMapping",
    "BadWorkflow",
    "Converted",
    "Found",
    "Mapping",
    "Options",
    "UnitToCreate",
    "Workflow",
    "convert",
    "read_folder",
    "read_mapping",
    "read_workflow",
]
