// The reference: Swagger UI over the document. Its own interface for plug-ins leaves parts of it out; who calls is asked here,
// because one id and one secret are all there is to say.

/** The API client that was typed, and its token; gone with the page. */
let held = null;

async function authorize(id, secret) {
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: id, client_secret: secret });
  const response = await fetch("/oauth/token", { method: "POST", body });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error);
  held = { id, secret, token: answer.access_token, until: Date.now() + (answer.expires_in - 10) * 1000 };
}

async function sendToken(request) {
  if (!held) return request;
  // A client that was revoked meanwhile is told so by the API.
  if (Date.now() > held.until) await authorize(held.id, held.secret).catch(() => {});
  request.headers.Authorization = `Bearer ${held.token}`;
  return request;
}

const dialog = document.querySelector("dialog");
const form = dialog.querySelector("form");
const said = dialog.querySelector("[role=alert]");

document.querySelector("#authorize").addEventListener("click", () => {
  form.reset();
  said.textContent = "";
  dialog.showModal();
});
dialog.querySelector("[type=button]").addEventListener("click", () => dialog.close());
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  const [id, secret] = ["id", "secret"].map((name) => new FormData(form).get(name).trim());
  try {
    await authorize(id, secret);
    document.querySelector("[role=status]").textContent = `Authorized as ${id}`;
    dialog.close();
  } catch (error) {
    said.textContent =
      error.message === "invalid_client"
        ? "There is no such API client, or that is not its secret."
        : "No token could be had just now. Try again in a minute.";
  }
});

const nothing = () => null;

const plugin = {
  components: {
    ...{ InfoContainer: nothing, ServersContainer: nothing, OperationServers: nothing, Models: nothing },
    ...{ AuthorizeBtnContainer: nothing, authorizeOperationBtn: nothing, CopyToClipboardBtn: nothing },
    // The library puts a link into a button, and assistive technology knows neither then. Addresses of operations work without.
    DeepLink: ({ text }) => text,
  },
  wrapComponents: {
    TextArea:
      (original, { React }) =>
      (props) =>
        React.createElement(original, { "aria-label": "Request body", ...props }),
  },
};

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#reference",
  plugins: [plugin],
  deepLinking: true,
  docExpansion: "list",
  validatorUrl: null,
  syntaxHighlight: false,
  requestInterceptor: sendToken,
});
