// What is typed is kept on the server a moment later, and in this tab until the server has it.
const PREFIX = "draft:";
const PAUSE = 1200;
const PATIENCE = 8000;

const keepers = new WeakMap();
const known = new WeakSet();

// Who keeps the draft of a form; undefined where the server keeps none.
export const keeperOf = (form) => keepers.get(form);

export function keepDrafts() {
  for (const field of document.querySelectorAll("[data-draft]")) keep(field);
  for (const node of document.querySelectorAll("[data-left]")) count(node);
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll("[data-left]").forEach(count);
    // A form of a war room that was sent stands there afresh.
    for (const field of document.querySelectorAll(".room-composer textarea[data-draft]")) if (!known.has(field)) keep(field);
  });
}

function keep(field) {
  known.add(field);
  const form = field.form;
  const key = PREFIX + field.dataset.draft;
  const sent = `${key}:sent`;
  const failed = form.querySelector("[data-form-errors]");
  if (sessionStorage.getItem(sent) && !failed) sessionStorage.removeItem(key);
  sessionStorage.removeItem(sent);
  if (!field.value) field.value = sessionStorage.getItem(key) ?? "";
  const server = field.dataset.keep ? new Keeper(field, key) : null;
  if (server) keepers.set(form, server);
  field.addEventListener("input", () => {
    if (field.value) sessionStorage.setItem(key, field.value);
    else sessionStorage.removeItem(key);
    server?.later();
  });
  form.addEventListener("submit", (event) => {
    if (server?.isBusy()) {
      // What is on its way to the server arrives first: a draft must not come back after it was sent.
      event.preventDefault();
      server.finish().then(() => form.requestSubmit(event.submitter ?? undefined));
      return;
    }
    sessionStorage.setItem(sent, "yes");
  });
}

class Keeper {
  constructor(field, key) {
    this.field = field;
    this.key = key;
    this.timer = 0;
    this.going = null;
    this.isStale = false;
    window.addEventListener("pagehide", () => { if (this.timer) this.save(true); });
  }

  later() {
    clearTimeout(this.timer);
    if (!this.isStale) this.timer = setTimeout(() => this.save(false), PAUSE);
  }

  isBusy() {
    clearTimeout(this.timer);
    this.timer = 0;
    return this.going !== null;
  }

  // Files go one after another, each with the words as they are then.
  upload(body, going) {
    const turn = (this.going ?? Promise.resolve()).then(() => this.post(body(), going));
    const settled = turn.catch(() => {}).then(() => { if (this.going === settled) this.going = null; });
    this.going = settled;
    return turn;
  }

  post(body, going) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      going.abort = () => request.abort();
      request.upload.addEventListener("progress", (event) => going.show(event.loaded, event.total));
      request.addEventListener("load", () => {
        try {
          resolve(this.learn(JSON.parse(request.responseText), request.status));
        } catch (fault) {
          reject(fault);
        }
      });
      for (const kind of ["error", "abort"]) request.addEventListener(kind, () => reject(new Error(kind)));
      request.open("POST", this.field.dataset.keep);
      request.setRequestHeader("X-Draft", "auto");
      request.send(body);
    });
  }

  // Takes over what the server said of the draft; true when it is kept.
  learn(told, status) {
    const { form } = this.field;
    this.isStale = Boolean(told.stale);
    form.querySelector("[data-draft-said]").textContent = told.said;
    if (status !== 200) return null;
    form.elements.draft.value = told.version;
    const place = form.querySelector("[data-draft-files]");
    if (place && told.files !== undefined) {
      place.innerHTML = told.files;
      place.dispatchEvent(new CustomEvent("draft:files", { bubbles: true }));
    }
    return told;
  }

  async finish() {
    await this.going;
    clearTimeout(this.timer);
    this.timer = 0;
  }

  save(leaving) {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.going) return this.later();
    this.going = this.send(leaving).finally(() => { this.going = null; });
    return undefined;
  }

  async send(leaving) {
    const form = this.field.form;
    const body = new FormData(form);
    body.delete("attachments");
    const written = this.field.value;
    try {
      const answer = await fetch(this.field.dataset.keep, {
        method: "POST", body, headers: { "X-Draft": "auto" }, keepalive: leaving, signal: AbortSignal.timeout(PATIENCE),
      });
      const told = this.learn(await answer.json(), answer.status);
      if (told && this.field.value === written) sessionStorage.removeItem(this.key);
    } catch {
      // No line: the tab keeps it, and the next key tries again.
    }
  }
}

const counted = new WeakMap();

// The seconds in which an answer can be taken back.
function count(node) {
  if (counted.get(node) === node.dataset.left) return;
  counted.set(node, node.dataset.left);
  const ends = performance.now() + Number(node.dataset.left) * 1000;
  const tick = () => {
    if (!node.isConnected) return;
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    node.textContent = `${left} s`;
    if (left) setTimeout(tick, 250);
  };
  tick();
}
