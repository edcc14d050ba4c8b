"""What looks like a secret is marked; what people write every day is not."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.tickets.rules.secrets import (
    find_secrets,
    passes_luhn,
    sort_of_secret,
)

KEY = (
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAA\n"
    "-----END OPENSSH PRIVATE KEY-----"
)


@pytest.mark.parametrize(
    ("text", "sort", "piece"),
    [
        ("Here it is:\n" + KEY + "\nThanks", "key", KEY),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nabc", "key", None),
        ("My card is 4111 1111 1111 1111, please charge it.", "card", "4111 1111 1111 1111"),
        ("Karte 5500005555555559", "card", "5500005555555559"),
        ("amex 3782-822463-10005.", "card", "3782-822463-10005"),
        ("key AKIAIOSFODNN7EXAMPLE in the config", "token", "AKIAIOSFODNN7EXAMPLE"),
        ("ghp_" + "a1B2" * 9, "token", "ghp_" + "a1B2" * 9),
        ("smtp://relay:hunter42!@mail.example.com", "password", "hunter42!"),
        ("The password is hunter2!", "password", "hunter2!"),
        ("Password: Tr0ub4dor", "password", "Tr0ub4dor"),
        ("pwd=S3cret99", "password", "S3cret99"),
        ("Login: ada\nPassword:\nxK9!pelican", "password", "xK9!pelican"),
        ("mot de passe : Libellule7", "password", "Libellule7"),
        ("mdp: Libellule7", "password", "Libellule7"),
        ("Das Passwort lautet Mondschein#4.", "password", "Mondschein#4"),
        ("Kennwort: Mondschein4", "password", "Mondschein4"),
        ("La password è Girasole88", "password", "Girasole88"),
        ("codice di accesso: Girasole88", "password", "Girasole88"),
        ("La contraseña es Girasol_88!", "password", "Girasol_88!"),
        ("clave: Girasol88", "password", "Girasol88"),
        ("API key: 9f8e7d6c5b4a39281706", "password", "9f8e7d6c5b4a39281706"),
        ("Password: correctHorse", "password", "correctHorse"),
    ],
)
def test_a_secret_is_seen(text: str, sort: str, piece: str | None) -> None:
    assert sort_of_secret(text) == sort
    if piece:
        assert piece in {one.text for one in find_secrets(text)}


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password. Please reset it.",
        "The password is wrong again, and the password is expired.",
        "Password: ********",
        "Password: <your password>",
        "password = ${SMTP_PASSWORD}",
        "Password: https://portal.example.com/reset?token=1",
        "Password: see my mail",
        "Passwort vergessen? Das Passwort ist abgelaufen.",
        "Le mot de passe est expiré depuis lundi.",
        "Mot de passe oublié : que faire ?",
        "La contraseña es incorrecta.",
        "La password è scaduta ieri.",
        "The secret is to be patient.",
        "Job 4111111111111111 was not delivered.",
        "Transaction: 5500005555555559",
        "Job number 4012888888881882 failed",
        "Call +33 1 99 00 12 34 or 020 7946 0123",
        "Reference 1234567894, opened 2026-03-02 14:30",
        "IBAN GB82 WEST 1234 5698 7654 32",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "ftp://user:password@example.com",
        "Password: ada@brightwater.example",
        "pwd: /home/ada",
        "0000 0000 0000 0000",
        "version 4.111.1111.111111111",
    ],
)
def test_what_people_write_every_day_is_not(text: str) -> None:
    assert find_secrets(text) == []


@given(st.from_regex(r"4[0-9]{14}", fullmatch=True))
def test_of_ten_last_digits_one_makes_a_card(start: str) -> None:
    passing = [digit for digit in string.digits if passes_luhn(start + digit)]

    assert len(passing) == 1
    assert sort_of_secret(f"card {start}{passing[0]} please") == "card"
    wrong = str((int(passing[0]) + 1) % 10)
    assert sort_of_secret(f"card {start}{wrong} please") == ""


@given(st.from_regex(r"[a-z]{3,8}[0-9]{2,4}[A-Z]{2,4}", fullmatch=True))
def test_a_password_is_seen_after_its_word_in_five_languages(value: str) -> None:
    if len(set(value.lower())) < 4:
        return
    for word in ("Password", "Mot de passe ", "Passwort", "Codice di accesso", "Contraseña"):
        assert value in {one.text for one in find_secrets(f"Hello\n{word}: {value}\nAda")}


WORDS = st.lists(
    st.text(alphabet=string.ascii_lowercase + "éèüßñ", min_size=2, max_size=12),
    min_size=1,
    max_size=40,
)


@given(WORDS)
def test_plain_words_are_never_marked(words: list[str]) -> None:
    said = " ".join(words)

    assert find_secrets(f"The password is {said}. Le mot de passe est {said}") == []


@given(st.text(max_size=400))
def test_whatever_is_marked_stands_in_the_text(text: str) -> None:
    assert all(one.text and one.text in text for one in find_secrets(text))


NAMES = (
    "password", "PassWord", "pass words", "passwd", "pwd", "pass phrase", "passcode", "api-key",
    "access key", "secret_key", "access token", "Secret", "mots de passe", "mdp", "code d'accès",
    "clé d'api", "cle secrète", "Passwörter", "Kennwort", "Zugangscode", "API-Schlüssel",
    "parola d'ordine", "codice di accesso", "chiave segreta", "contraseñas", "clave de acceso",
    "código de acceso",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("around", ["{}", "İ " + "long before " * 90 + "{}\n" + "after " * 90])
def test_every_name_of_a_password_is_looked_for(name: str, around: str) -> None:
    assert sort_of_secret(around.format(f"{name} (of the portal) : Libellule7")) == "password"
