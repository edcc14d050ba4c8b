"""A provider of OpenID Connect, made of Authlib and Flask, that listens on a port of its own.

It demands PKCE and a nonce, knows one client, and says whatever a test lets it say.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeGrant, AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from joserfc.util import urlsafe_b64encode
from werkzeug.serving import make_server

CLIENT, SECRET = "permanence", "a secret between two"
SIGNS = "RS256"


@dataclass
class Client(ClientMixin):
    """This installation, as the provider knows it."""

    redirect_uris: list[str]
    ways: tuple[str, ...] = ("client_secret_basic", "client_secret_post")

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uris[0]

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in self.ways

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """What somebody brings back who has logged in."""

    code: str
    subject: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class OidcProvider:
    """What the provider knows, and how it misbehaves.

    `people` holds the claims of each subject. `claims` stand above what a token would say, None
    takes a claim away; `told` does so for what the provider says of itself. `signs_with` forges;
    `before_answer` is called before it says what it can do.
    """

    url: str
    client: Client
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    before_answer: Callable[[], None] | None = None
    key: RSAKey = field(default_factory=lambda: make_key("first"))
    signs_with: Any = None

    def change_key(self, name: str) -> None:
        """Sign with a fresh key from now on, and show only that one."""
        self.key = make_key(name)

    def sign_in(self, address: str, *, subject: str, answer: str = "yes") -> str:
        """Log somebody in on the page at the address; return where the browser is sent."""
        form = urlencode({"subject": subject, "answer": answer}).encode()
        try:
            with build_opener(Stay).open(Request(address, data=form), timeout=10) as page:
                raise AssertionError(page.read().decode())
        except HTTPError as sent:
            if sent.code not in {302, 303}:
                raise AssertionError(sent.read().decode()) from None
            return str(sent.headers["Location"])


class Stay(HTTPRedirectHandler):
    """A browser that shows where it was sent and does not go there."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def make_key(name: str) -> RSAKey:
    """Return a key pair with a name."""
    return RSAKey.generate_key(2048, parameters={"kid": name, "use": "sig", "alg": SIGNS})


@contextmanager
def run_oidc_provider(*redirect_uris: str) -> Iterator[OidcProvider]:
    """Start a provider on a free port."""
    # Authlib wants https otherwise; the address is this very machine.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = Flask("oidc_provider")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    provider = OidcProvider(f"http://127.0.0.1:{server.server_port}", Client([*redirect_uris]))
    add_pages(app, provider, build_server(app, provider))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def build_server(  # noqa: C901 -- what Authlib asks, each a line or two
    app: Flask, provider: OidcProvider
) -> AuthorizationServer:
    """Return Authlib's server with the code flow, PKCE and OpenID Connect."""

    class CodeGrant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            told = request.payload.data
            provider.codes[code] = Code(
                code,
                request.user,
                request.payload.redirect_uri,
                request.payload.scope,
                told["nonce"],
                told["code_challenge"],
                told["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes.pop(authorization_code.code)

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.subject

    class Token(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return any(one.nonce == nonce for one in provider.codes.values())

        def resolve_client_private_key(self, client: Client) -> Any:
            return provider.key

        def get_client_algorithm(self, client: Client) -> str:
            return SIGNS

        def get_encode_header(self, client: Client) -> dict[str, Any]:
            return {"alg": SIGNS, "kid": provider.key.kid}

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.url, "aud": [CLIENT]}

        def generate_user_info(self, user: str, scope: str) -> dict[str, Any]:
            return {"sub": user, **provider.people[user]}

        def encode_id_token(self, token: Any, request: Any) -> str:
            whole = super().encode_id_token(token, request)
            if not (provider.claims or provider.header or provider.signs_with):
                return str(whole)
            return spoil(str(whole), provider)

    def save_token(token: dict[str, Any], request: Any) -> None:
        provider.tokens[token["access_token"]] = request.user

    server = AuthorizationServer(
        app,
        query_client=lambda client_id: provider.client if client_id == CLIENT else None,
        save_token=save_token,
    )
    server.register_grant(CodeGrant, [Token(require_nonce=True), CodeChallenge(required=True)])
    return server


def spoil(token: str, provider: OidcProvider) -> str:
    """Return a token that says what the test wants, signed as it wants."""
    claims = dict(jwt.decode(token, provider.key).claims)
    said = {**claims, **provider.claims}
    header = {"alg": SIGNS, "kid": provider.key.kid, **provider.header}
    key = provider.signs_with or provider.key
    kept = {name: one for name, one in said.items() if one is not None}
    if header["alg"] == "none":
        return ".".join([*(encode(one) for one in (header, kept)), ""])
    return jwt.encode(header, kept, key, [header["alg"]])


def encode(told: dict[str, Any]) -> str:
    """Return an object as a token without a signature carries it."""
    return urlsafe_b64encode(json.dumps(told).encode()).decode()


def add_pages(  # noqa: C901 -- one page each
    app: Flask, provider: OidcProvider, server: AuthorizationServer
) -> None:
    """Let the provider answer."""

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        provider.asked.append("discovery")
        if provider.before_answer is not None:
            provider.before_answer()
        told = {
            "issuer": provider.url,
            "authorization_endpoint": f"{provider.url}/authorize",
            "token_endpoint": f"{provider.url}/token",
            "userinfo_endpoint": f"{provider.url}/userinfo",
            "end_session_endpoint": f"{provider.url}/leave",
            "jwks_uri": f"{provider.url}/keys",
            "response_types_supported": ["code"],
            "scopes_supported": ["openid", "email", "profile"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": [SIGNS],
            "subject_types_supported": ["public"],
            **provider.told,
        }
        return jsonify({name: one for name, one in told.items() if one is not None})

    @app.get("/keys")
    def keys() -> Any:
        provider.asked.append("keys")
        return jsonify(KeySet([provider.key]).as_dict(private=False))

    @app.get("/authorize")
    def ask() -> Any:
        server.get_consent_grant(end_user=None)
        return '<form method="post"><input name="subject"><button name="answer" value="yes">'

    @app.post("/authorize")
    def answer() -> Any:
        agreed = request.form["answer"] == "yes"
        user = request.form["subject"] if agreed else None
        try:
            grant = server.get_consent_grant(end_user=user)
        except OAuth2Error as error:
            return server.handle_error_response(None, error)
        return server.create_authorization_response(grant_user=user, grant=grant)

    @app.post("/token")
    def token() -> Any:
        provider.asked.append("token")
        return server.create_token_response()

    @app.get("/userinfo")
    def userinfo() -> Any:
        provider.asked.append("userinfo")
        subject = provider.tokens[request.headers["Authorization"].removeprefix("Bearer ")]
        return jsonify({"sub": subject, **provider.people[subject]})

    @app.get("/leave")
    def leave() -> Any:
        provider.asked.append("leave")
        hint = jwt.decode(request.args["id_token_hint"], provider.key).claims
        assert hint["aud"] == [request.args["client_id"]]
        return redirect(request.args["post_logout_redirect_uri"])

    @app.get("/elsewhere/.well-known/openid-configuration")
    def elsewhere() -> Any:
        return redirect(f"{provider.url}/.well-known/openid-configuration")

    @app.get("/large/.well-known/openid-configuration")
    def large() -> Any:
        return Response(b" " * 2_000_000, mimetype="application/json")

    @app.get("/page/.well-known/openid-configuration")
    def page() -> Any:
        return "<h1>Welcome</h1>"
