// A form with data-passkey asks the device before it is sent: its answer goes along in a field.
// Without script, or elsewhere than at the address the passkeys belong to, the form stays away.
export function offerPasskeys() {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const here = location.origin === new URL(form.dataset.place).origin;
    document.querySelectorAll("[data-passkey-elsewhere]").forEach((note) => { note.hidden = here; });
    if (!here || !window.PublicKeyCredential) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      askDevice(form).catch(() => showFault(form, true));
    });
  }
}

async function askDevice(form) {
  showFault(form, false);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(form.dataset.ask, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  const question = readQuestion(await answer.json());
  const credential = form.dataset.passkey === "make"
    ? await navigator.credentials.create({ publicKey: question })
    : await navigator.credentials.get({ publicKey: question });
  form.elements.credential.value = JSON.stringify(writeAnswer(credential));
  form.submit();
}

function showFault(form, isWrong) {
  const fault = form.querySelector("[data-passkey-fault]");
  fault.hidden = !isWrong;
  if (isWrong) fault.focus();
}

function readQuestion(told) {
  const withBytes = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));
  const question = { ...told, challenge: toBytes(told.challenge) };
  if (told.user) question.user = { ...told.user, id: toBytes(told.user.id) };
  if (told.excludeCredentials) question.excludeCredentials = withBytes(told.excludeCredentials);
  if (told.allowCredentials) question.allowCredentials = withBytes(told.allowCredentials);
  return question;
}

function writeAnswer(credential) {
  const response = {};
  for (const key of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = credential.response[key];
    if (part) response[key] = toText(part);
  }
  const id = toText(credential.rawId);
  return { id, rawId: id, type: credential.type, response, clientExtensionResults: {} };
}

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
