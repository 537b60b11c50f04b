"""What every answer carries for the browser's safety, and the token in every form."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
TLS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}

csrf = CSRFProtect()


def framed(answer: Response) -> Response:
    """Lets our own pages, and nobody else's, show this one answer in a frame."""
    answer.headers["Content-Security-Policy"] = FRAMED
    return answer


def install(app: Flask, *, secure: bool, trusted_proxies: int) -> None:
    """Protects forms and cookies; `secure` says that the office is reached by TLS."""
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        # The citizens' pages send no referrer; the token and the cookie's SameSite guard them.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
    )
    csrf.init_app(app)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )

    always = list((HEADERS | TLS_HEADERS if secure else HEADERS).items())

    @app.after_request
    def protect(response: Response) -> Response:
        answered = response.headers
        answered.extend(pair for pair in always if pair[0] not in answered)
        kept = request.endpoint is not None and request.endpoint.endswith("static")
        if not kept and "Cache-Control" not in answered:
            answered["Cache-Control"] = "no-store"
        return response
