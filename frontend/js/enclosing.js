// Files dropped on a form or chosen in it: each with a line, and a bar while the form is sent.
export function takeEnclosures() {
  const form = document.querySelector("form[data-enclose]");
  if (form) new Enclosing(form, []);
}

class Enclosing {
  constructor(form, files) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.place = form.querySelector("[data-going]");
    form.querySelector("[data-enclose-hint]").hidden = false;
    form.querySelector("[data-enclose-lost]")?.remove();
    form.addEventListener("dragover", (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      form.classList.add("is-dropping");
    });
    for (const kind of ["dragleave", "drop"]) form.addEventListener(kind, () => form.classList.remove("is-dropping"));
    form.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.hold([...this.files, ...event.dataTransfer.files]);
    });
    this.input.addEventListener("change", () => this.hold([...this.files, ...this.input.files]));
    form.addEventListener("submit", (event) => {
      if (!this.files.length) return;
      event.preventDefault();
      this.send(event.submitter);
    });
    this.hold(files);
  }

  hold(files) {
    const limit = Number(this.form.dataset.limit);
    const large = files.filter((file) => file.size > limit);
    this.files = files.filter((file) => file.size <= limit);
    const carried = new DataTransfer();
    for (const file of this.files) carried.items.add(file);
    this.input.files = carried.files;
    this.place.replaceChildren(...this.files.map((file) => this.show(file)), ...large.map((file) => this.refuse(file)));
  }

  show(file) {
    const item = document.createElement("li");
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "quiet";
    stop.textContent = "×";
    stop.setAttribute("aria-label", `× ${file.name}`);
    stop.addEventListener("click", () => this.hold(this.files.filter((one) => one !== file)));
    item.append(Object.assign(document.createElement("span"), { textContent: file.name }), stop);
    return item;
  }

  refuse(file) {
    const item = document.createElement("li");
    const told = { className: "draft-warning", textContent: `${file.name}: ${this.form.dataset.tooLarge}` };
    item.append(Object.assign(document.createElement("span"), told));
    return item;
  }

  send(submitter) {
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
    bar.setAttribute("aria-label", this.files.map((file) => file.name).join(", "));
    this.place.append(bar);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => { bar.value = (100 * event.loaded) / event.total; });
    request.addEventListener("load", () => this.follow(request));
    request.addEventListener("error", () => { bar.remove(); });
    request.open("POST", this.form.getAttribute("action") || location.href);
    request.send(new FormData(this.form, submitter));
  }

  // What came back stands in the page as if the form had been sent by itself; files that were not kept stay chosen.
  follow(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.getElementById("main");
    if (!main) return location.assign(request.responseURL);
    const isKept = !main.querySelector("[data-enclose-lost]");
    document.getElementById("main").replaceWith(document.adoptNode(main));
    if (isKept) history.replaceState(null, "", request.responseURL);
    document.title = page.title;
    const form = main.querySelector("form[data-enclose]");
    if (form) new Enclosing(form, isKept ? [] : this.files);
    main.focus();
    return undefined;
  }
}
