/** What people read when a request of an application cannot go on. The codes are OAuth's (RFC 6749, 4.1.2.1). */
const messages: Record<string, { title: string; lead: string }> = {
  invalid_redirect_uri: {
    title: "This application asks for an answer at the wrong address",
    lead: "You would have been sent to an address that it has not registered, so nothing was sent. Tell whoever runs it.",
  },
  invalid_client: {
    title: "Nobody here knows that application",
    lead: "It may have been removed, or the link you followed is an old one. Go back to where you came from.",
  },
  invalid_request: {
    title: "The application’s request is not whole",
    lead: "Something in it is missing, or there twice. Go back and start again; if that does not help, tell whoever runs the application.",
  },
  session_not_found: {
    title: "That took too long",
    lead: "The application’s request has expired, or was answered in another tab. Go back to the application and sign in again.",
  },
};

const otherwise = {
  title: "That did not work",
  lead: "The application’s request could not be answered. Go back to it and start again.",
};

/** A title and one sentence for an error code. */
export function explain(error: string): { title: string; lead: string } {
  return Object.hasOwn(messages, error) ? (messages[error] ?? otherwise) : otherwise;
}
