// What is typed is kept on the server a moment later, and in this tab until the server has it.
const PREFIX = "draft:";
const PAUSE = 1200;
const PATIENCE = 8000;

export function keepDrafts() {
  for (const field of document.querySelectorAll("textarea[data-draft]")) keep(field);
  for (const node of document.querySelectorAll("[data-left]")) count(node);
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-left]").forEach(count));
}

function keep(field) {
  const form = field.form;
  const key = PREFIX + field.dataset.draft;
  const sent = `${key}:sent`;
  const failed = form.querySelector("[data-form-errors]");
  if (sessionStorage.getItem(sent) && !failed) sessionStorage.removeItem(key);
  sessionStorage.removeItem(sent);
  if (!field.value) field.value = sessionStorage.getItem(key) ?? "";
  const server = field.dataset.keep ? new Keeper(field, key) : null;
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
      const told = await answer.json();
      this.isStale = answer.status === 409;
      form.querySelector("[data-draft-said]").textContent = told.said;
      if (!answer.ok) return;
      form.elements.draft.value = told.version;
      if (this.field.value === written) sessionStorage.removeItem(this.key);
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
