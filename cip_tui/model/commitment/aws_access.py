"""Whom to ask at AWS and what went wrong there: the words for every failure, with the way out of it.

boto3 finds credentials as the AWS CLI does (environment, profile, SSO, role of the machine); CIP keeps none of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cip_tui.model.errors import CipError
from cip_tui.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = '{"Effect": "Allow", "Action": ["ce:GetCostAndUsage"], "Resource": "*"}'
"""The statement of an IAM policy that allows all that CIP asks for."""

_ACTION = re.compile(r"perform: ([\w-]+:[\w*]+)")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired")
_WRONG_KEYS = (
    *("InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException"),
    *("MissingAuthenticationToken", "AuthFailure", "InvalidAccessKeyId"),
)
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "OptInRequired")
_SLOW = ("ThrottlingException", "Throttling", "TooManyRequestsException", "LimitExceededException")
_SIGN_IN = ("SSOTokenLoadError", "UnauthorizedSSOTokenError", "SSOError", "TokenRetrievalError", "LoginRefreshRequired")
_NETWORK = (
    *(
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectionClosedError",
        "ProxyConnectionError",
    ),
    *("SSLError", "HTTPClientError", "ConnectionError"),
)


@dataclass(frozen=True, slots=True)
class AwsAccess:
    """Which profile, region and account to use; empty means what the AWS CLI would take.

    `account` is the 12-digit id that the credentials must belong to. `endpoint` is the address of a stand-in for AWS.
    """

    profile: str = ""
    region: str = ""
    account: str = ""
    endpoint: str = ""

    def sign_in(self) -> str:
        """Return the command that signs in by SSO."""
        return "aws sso login" + (f" --profile {self.profile}" if self.profile else "")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who AWS says the credentials are."""

    account: str
    arn: str


class AwsError(CipError):
    """AWS cannot be asked, or says no, with AWS's `code` for it.

    `permission` names the action that is not allowed, where that is why.
    """

    def __init__(
        self, message: str, *, cause: str = "", next_step: str = "", permission: str = "", code: str = ""
    ) -> None:
        super().__init__(message, cause=cause, next_step=next_step)
        self.permission = permission
        self.code = code


def open_session(access: AwsAccess) -> Any:
    """Return a boto3 session. Raises `AwsError` where boto3 or the profile is missing."""
    try:
        boto3: Any = import_module("boto3")
        botocore: Any = import_module("botocore.session")
        from botocore.exceptions import BotoCoreError
    except ImportError as error:
        raise AwsError(
            "AWS can only be asked where boto3 is installed",
            next_step="Install it: pip install 'cip-tui[aws]', or import a file that the AWS CLI saved",
        ) from error
    try:
        return boto3.Session(profile_name=access.profile or None, region_name=access.region or None)
    except BotoCoreError as error:
        known = ", ".join(sorted(botocore.get_session().available_profiles))
        raise explained(error, access, known=known) from error


def asked(access: AwsAccess, ask: Callable[[], Any]) -> Any:
    """Return what AWS answers. Raises `AwsError` in words for every way it can fail."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return ask()
    except (BotoCoreError, ClientError) as error:
        raise explained(error, access) from error


def explained(error: Exception, access: AwsAccess, *, known: str = "") -> AwsError:
    """Return what an error of boto3 means and what to do."""
    name = type(error).__name__
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        facts = response.get("Error", {})
        return _refused(str(facts.get("Code", "")), clean(str(facts.get("Message", "")), 400), access)
    cause = clean(str(error), 400)
    if name == "ProfileNotFound":
        fix = f"Profiles there are: {known}" if known else "See `aws configure list-profiles`, or choose another"
        return AwsError(f"There is no AWS profile '{clean(access.profile)}'", next_step=fix)
    if name in _SIGN_IN:
        return AwsError("The sign-in to AWS has expired", cause=cause, next_step=f"Sign in again: {access.sign_in()}")
    if name in ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError"):
        fix = f"Sign in ({access.sign_in()}), choose a profile with --profile, or set AWS_ACCESS_KEY_ID and its secret"
        return AwsError("There are no usable credentials for AWS", cause=cause, next_step=fix)
    if name in _NETWORK:
        fix = "Check network and proxy, or export on a machine with access and import the file here"
        return AwsError("AWS cannot be reached", cause=cause, next_step=fix)
    return AwsError("AWS cannot be asked", cause=cause, next_step="See `aws configure list` for what is set up")


def _refused(code: str, message: str, access: AwsAccess) -> AwsError:
    if code in _DENIED:
        action = _ACTION.search(message)
        permission = action.group(1) if action else "ce:GetCostAndUsage"
        fix = (
            f"Have {permission} allowed: {POLICY}; in the management account IAM access to billing must be "
            "activated too"
        )
        return AwsError(f"The permission {permission} is missing", cause=message, next_step=fix, permission=permission)
    if code in _EXPIRED:
        fix = f"Sign in again: {access.sign_in()}, or renew the session's keys"
        return AwsError("The credentials for AWS have expired", cause=message, next_step=fix)
    if code in _WRONG_KEYS:
        fix = "Check access key and secret, and that this machine's clock is right"
        return AwsError("AWS does not accept the credentials", cause=message, next_step=fix)
    if code in _SLOW:
        return AwsError("AWS asks to slow down, also after several tries", cause=message, next_step="Try again later")
    if code == "DataUnavailableException":
        fix = "Open Cost Explorer once in the console; it takes a day to prepare its data"
        return AwsError("Cost Explorer has no data for this account yet", cause=message, next_step=fix)
    what = f"AWS refused: {clean(code, 100) or 'no reason given'}"
    return AwsError(what, cause=message, next_step="See the reason", code=code)
