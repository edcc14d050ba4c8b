// Files dropped, pasted or chosen go to the draft at once, each with a bar; without script the field sends them.
import { keeperOf } from "./drafts.js";

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

export function takeFiles() {
  for (const label of document.querySelectorAll("[data-files]")) {
    const { form } = label.querySelector("input");
    if (keeperOf(form)) new Taker(form, label);
  }
}

class Taker {
  constructor(form, label) {
    this.form = form;
    this.label = label;
    this.text = form.querySelector("textarea[name=body]");
    this.place = form.querySelector("[data-draft-going]");
    const input = label.querySelector("input");
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      this.take(files, false);
    });
    form.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-dropping");
    });
    for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("is-dropping"));
    form.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files], event.target === this.text);
    });
    this.text.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (!files.length || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      this.take(files, true);
    });
    form.addEventListener("click", (event) => {
      const put = event.target.closest("[data-put]");
      if (put) this.put(put.dataset.put);
    });
    form.addEventListener("change", (event) => {
      // A file that is taken off is gone from the draft a moment later.
      if (event.target.name === "kept") keeperOf(form).later();
    });
    form.addEventListener("draft:files", () => this.offer());
    this.offer();
  }

  offer() {
    for (const button of this.form.querySelectorAll("[data-put]")) button.hidden = false;
  }

  async take(files, inText) {
    for (const file of files) await this.send(file, inText && PICTURE.test(file.type));
  }

  async send(file, inText) {
    const row = this.show(file.name);
    const limit = Number(this.label.dataset.limit);
    if (limit && file.size > limit) {
      this.tell(row, this.label.dataset.tooLarge);
      return;
    }
    const known = new Set(this.marks());
    const going = { show: (sent, all) => { row.bar.value = all ? (100 * sent) / all : 0; }, abort: () => {} };
    row.stop.addEventListener("click", () => going.abort());
    try {
      const told = await keeperOf(this.form).upload(() => this.body(file), going);
      row.item.remove();
      const mark = this.marks().find((one) => !known.has(one));
      if (told && inText && mark) this.put(mark);
    } catch {
      row.item.remove();
    }
  }

  body(file) {
    const body = new FormData(this.form);
    body.delete("attachments");
    body.append("attachments", file, file.name || "image.png");
    return body;
  }

  marks() {
    return [...this.form.querySelectorAll("[data-put]")].map((button) => button.dataset.put);
  }

  show(name) {
    const item = document.createElement("li");
    const said = document.createElement("span");
    const bar = document.createElement("progress");
    const stop = document.createElement("button");
    said.textContent = name;
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    stop.type = "button";
    stop.className = "quiet";
    stop.textContent = "×";
    stop.setAttribute("aria-label", `× ${name}`);
    item.append(said, bar, stop);
    this.place.append(item);
    return { item, bar, stop };
  }

  tell(row, words) {
    row.bar.replaceWith(Object.assign(document.createElement("span"), { className: "draft-warning", textContent: words }));
    row.stop.addEventListener("click", () => row.item.remove());
  }

  put(mark) {
    const { selectionStart: from, selectionEnd: to } = this.text;
    this.text.focus();
    this.text.setRangeText(mark, from, to, "end");
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
