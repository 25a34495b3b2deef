//! What is told when a request cannot be answered: a problem of RFC 9457.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hearsay_ledger::LedgerError;
use hearsay_ledger::export::ExportError;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not answered (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What sort of problem: its place in the documentation.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The sort in words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What is the matter with this request, and what to do.
    pub(crate) detail: String,
    /// Seconds after which to try again.
    #[serde(skip)]
    pub(crate) retry_after: Option<u64>,
}

/// The kinds of problems: name, status, what each means and what to do about it.
pub(crate) const KINDS: [(&str, &str, &str); 13] = [
    ("bad-request", "400", "A parameter, a form or a body means nothing. The detail names it."),
    ("unauthorized", "401", "The token is missing, wrong, or no longer good."),
    ("forbidden", "403", "The role does not allow it, or a page of another origin sends it."),
    ("not-found", "404", "There is no article, claim, incident or page of that name."),
    (
        "conflict",
        "409",
        "The idempotency key was used for another request, or that request is still being answered.",
    ),
    (
        "too-large",
        "413",
        "The body is too long, before or after it is unpacked. `hearsay add` takes any size.",
    ),
    ("media-type", "415", "The body is of a kind that is not read here."),
    ("host", "421", "The request names another host than this desk's."),
    ("unreadable", "422", "There is no article in it that can be read."),
    (
        "too-many",
        "429",
        "More comes at once than can be answered. Ask again after the seconds in Retry-After.",
    ),
    ("fault", "500", "A fault in hearsay. Please report what was asked."),
    (
        "unavailable",
        "503",
        "The ledger or the disk cannot be used now. Ask again after the seconds in Retry-After.",
    ),
    (
        "full",
        "507",
        "The disk is full. What was acknowledged is safe; make room and send it again.",
    ),
];

impl Problem {
    pub(crate) fn new(
        status: StatusCode,
        name: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind: format!("/api/docs#problem-{name}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            retry_after: None,
        }
    }

    /// A parameter or body that means nothing.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad-request", "The request means nothing", detail)
    }

    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing", detail)
    }

    /// Nobody has come in.
    pub(crate) fn unauthorized() -> Self {
        let detail = "come in by the address that `hearsay serve` printed, sign in, or send \
                      `Authorization: Bearer TOKEN`";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Nobody has come in", detail)
    }

    pub(crate) fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "That is not allowed", detail)
    }

    /// More than may come at once.
    pub(crate) fn too_many(detail: impl Into<String>, retry_after: u64) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        let problem = Self::new(status, "too-many", "Too much at once", detail);
        Self { retry_after: Some(retry_after), ..problem }
    }

    pub(crate) fn too_large(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "That is too large", detail)
    }

    pub(crate) fn conflict(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "conflict", "That was answered otherwise before", detail)
    }

    /// What the ledger, or the machine, cannot do now.
    pub(crate) fn unavailable(detail: impl Into<String>) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let problem = Self::new(status, "unavailable", "That cannot be done now", detail);
        Self { retry_after: Some(5), ..problem }
    }

    pub(crate) fn fault(detail: impl Into<String>) -> Self {
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self::new(status, "fault", "A fault in hearsay", detail)
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        let detail = error.to_string();
        match error {
            LedgerError::Unknown { .. } => Self::not_found(detail),
            LedgerError::Filter(_) | LedgerError::Decision(_) | LedgerError::Ambiguous { .. } => {
                Self::bad_request(detail)
            }
            LedgerError::Full => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "full", "The disk is full", detail)
            }
            LedgerError::Locked
            | LedgerError::Io(_)
            | LedgerError::ReadOnly
            | LedgerError::Closed => Self::unavailable(detail),
            _ => Self::fault(detail),
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Read(error) => match error.downcast::<LedgerError>() {
                Ok(error) => (*error).into(),
                Err(error) => Self::fault(error.to_string()),
            },
            error => Self::fault(error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = self.retry_after;
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/problem+json");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<crate::error::ServerError> for Problem {
    fn from(error: crate::error::ServerError) -> Self {
        let detail = error.to_string();
        match error {
            crate::error::ServerError::User(_) => Self::bad_request(detail),
            crate::error::ServerError::Ledger(error) => error.into(),
            _ => Self::unavailable(detail),
        }
    }
}
