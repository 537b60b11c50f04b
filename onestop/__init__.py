"""Onestop: a case tracker for one-stop-shop administrative procedures."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_migrate import Migrate

from config import Settings
from onestop import clock as office_clock
from onestop import db as database
from onestop import health
from onestop.accounts import labels as account_labels
from onestop.accounts import session as sign_in_session
from onestop.accounts import views as accounts
from onestop.calendars import labels as calendar_labels
from onestop.calendars import views as calendars
from onestop.cases import labels as case_labels
from onestop.cases import views as cases
from onestop.cases.queries.contacts import contacts, number_of
from onestop.cases.views import (
    amendment,
    assignment,
    batches,
    paper_settings,
    papers,
    print_centre,
    reminders,
    simulation,
    telling_settings,
    transfer,
)
from onestop.citizens import views as citizens
from onestop.clock import Clock, SystemClock
from onestop.notices import labels as notice_labels
from onestop.notices import outlets
from onestop.notices import views as notices
from onestop.post import labels as post_labels
from onestop.post import services as carrier_services
from onestop.post import views as post
from onestop.procedures import labels as procedure_labels
from onestop.procedures import views as procedures
from onestop.scheduler import views as scheduling
from onestop.web import access, assets, errors, filters, language, numbers, security

ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings, *, clock: Clock | None = None) -> Flask:
    """The office, ready to serve: the one place where its rooms are joined.

    Raises AssertionError when a view declares no permission.
    """
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        BOOTSTRAP_SERVE_LOCAL=True,
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
    )
    office_clock.install(app, clock or SystemClock())
    database.install(app)
    Migrate(app, database.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    Bootstrap5(app)
    rooms = (account_labels, calendar_labels, procedure_labels, case_labels, notice_labels)
    words = {enum: each for room in (*rooms, post_labels) for enum, each in room.LABELS.items()}
    numbers.install(app)
    assets.install(app)
    filters.install(app, zone=settings.time_zone, labels=words)
    errors.install(app)
    sign_in_session.install(app, minutes=settings.session_minutes, hours=settings.session_hours)
    security.install(app, secure=settings.cookie_secure, trusted_proxies=settings.trusted_proxies)
    language.install(app, zone=str(settings.time_zone))
    outlets.install(app, settings, contacts, number_of)
    carrier_services.install(app, settings)
    settings_pages = (assignment, paper_settings, reminders, telling_settings)
    desks = (papers, print_centre, batches, post)
    halls = (cases, amendment, *settings_pages, simulation, transfer)
    below = (accounts, calendars, procedures, notices)
    for room in (*below, *halls, *desks, citizens, scheduling, health):
        app.register_blueprint(room.blueprint)
    access.require_declared(app)
    return app
