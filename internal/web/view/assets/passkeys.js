// Passkeys: a page begins a ceremony with the server, asks the browser for a
// passkey, and sends the answer by an ordinary form.

const section = document.querySelector("[data-passkey]");
const form = section.querySelector("form");
const adding = section.dataset.passkey === "create";

// Shows one of the section's sentences, or none.
const say = (what) => {
  for (const line of section.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== what;
};

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const begin = async () => {
  const answer = await fetch(section.dataset.options, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok || answer.redirected) throw new Error(`options: ${answer.status}`);
  const { ceremony, options } = await answer.json();
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const known of options.excludeCredentials ?? options.allowCredentials ?? []) known.id = toBytes(known.id);
  return { ceremony, options };
};

const finish = (ceremony, credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  form.elements.ceremony.value = ceremony;
  form.elements.answer.value = JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {}, // none was asked for
    response,
  });
  form.submit();
};

// Browsers that can offer passkeys in the list beneath the user name do so
// until the button is pressed. A ceremony ends, so a page that stays open
// begins another.
const anew = 4 * 60_000;
let offered = null;
const offer = async () => {
  if (adding || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  offered?.abort();
  const mine = new AbortController();
  offered = mine;
  const again = setTimeout(offer, anew);
  try {
    const { ceremony, options } = await begin();
    const credential = await navigator.credentials.get({ publicKey: options, mediation: "conditional", signal: mine.signal });
    finish(ceremony, credential);
  } catch {
    // Given up for the button, or not offered: the button is there.
  } finally {
    if (mine.signal.aborted) clearTimeout(again);
  }
};

const start = async () => {
  offered?.abort();
  say("");
  try {
    const { ceremony, options } = await begin();
    const credential = adding
      ? await navigator.credentials.create({ publicKey: options })
      : await navigator.credentials.get({ publicKey: options });
    finish(ceremony, credential);
  } catch (error) {
    say(error.name === "InvalidStateError" ? "known" : "failed");
    offer();
  }
};

if (!window.PublicKeyCredential) {
  say(window.isSecureContext && location.origin === section.dataset.origin ? "unsupported" : "elsewhere");
} else if (location.origin !== section.dataset.origin) {
  say("elsewhere");
} else {
  say("");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  offer();
}
