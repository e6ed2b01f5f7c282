"""What can stand in a person's way, and the words for it."""

from enum import Enum
from typing import Final, NamedTuple


class Trouble(Enum):
    """Why a person sees an error page instead of their app."""

    BAD_REQUEST = "the app's request cannot be honoured"
    EXPIRED = "the attempt is too old or already used"
    OTHER_BROWSER = "the attempt began in another browser"
    UPSTREAM_DOWN = "the upstream provider does not answer"
    UPSTREAM_DISTRUSTED = "the upstream provider's answer does not verify"
    REFUSED = "this person may not sign in this way"
    DISABLED = "this person has been disabled"
    NOT_FOUND = "there is nothing at this address"
    WRONG_METHOD = "the address is not used this way"
    TOO_LARGE = "the request is too large"
    UNAVAILABLE = "we cannot answer now"
    UNEXPECTED = "we failed"


class Wording(NamedTuple):
    """A heading, what happened in one sentence, and what to do now in another."""

    heading: str
    happened: str
    now: str


WORDINGS: Final = {
    Trouble.BAD_REQUEST: Wording(
        "This link does not work",
        "The app sent you here with a request that we cannot accept.",
        "Go back to the app and try again; if it happens again, tell the people who run the app.",
    ),
    Trouble.EXPIRED: Wording(
        "This sign-in has expired",
        "It waited too long, or it was already used.",
        "Go back to the app and sign in again; that starts a fresh one.",
    ),
    Trouble.OTHER_BROWSER: Wording(
        "This sign-in began somewhere else",
        "It was started in another browser or window, and can only be finished there.",
        "Return to that browser, or go back to the app here and sign in again; cookies must be on.",
    ),
    Trouble.UPSTREAM_DOWN: Wording(
        "The sign-in service does not answer",
        "The account provider that you chose cannot be reached at the moment.",
        "Wait a minute, then go back to the app and try again, or choose another way to sign in.",
    ),
    Trouble.UPSTREAM_DISTRUSTED: Wording(
        "We could not confirm it is you",
        "The answer from the account provider that you chose did not pass our checks.",
        "For your safety you were not signed in. Go back to the app and try again.",
    ),
    Trouble.REFUSED: Wording(
        "You cannot sign in with this account",
        "The account you chose is not accepted here.",
        "Go back to the app and choose another account, or ask the people who run the app.",
    ),
    Trouble.DISABLED: Wording(
        "Your access is switched off",
        "An administrator has disabled your access to this service.",
        "Ask your administrator to switch it on again.",
    ),
    Trouble.NOT_FOUND: Wording(
        "There is nothing here",
        "The address may be mistyped, or what was here is gone.",
        "Check the address, or go back to the app and start from there.",
    ),
    Trouble.WRONG_METHOD: Wording(
        "This page does not work like that",
        "The address exists, but it cannot be opened this way.",
        "Go back to the app and start from there.",
    ),
    Trouble.TOO_LARGE: Wording(
        "That was too much at once",
        "The request is larger than we accept.",
        "Go back to the app and try again; if it happens again, tell the people who run the app.",
    ),
    Trouble.UNAVAILABLE: Wording(
        "We are very busy",
        "We cannot finish this at the moment; nothing is lost.",
        "Wait a few seconds, then reload this page or go back to the app.",
    ),
    Trouble.UNEXPECTED: Wording(
        "Something went wrong",
        "The fault is ours, and it has been recorded.",
        "Go back to the app and try again; if it happens again, tell us the reference below.",
    ),
}
